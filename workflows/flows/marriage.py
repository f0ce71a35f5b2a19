"""The circuit of a marriage, to be read aloud."""

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow.base import Flow

from cases import civil
from workflows.lanes import OFFICIANT_LANE, REGISTRY_LANE, RESIDENTS_LANE, officiant_of
from workflows.mandates import DATES
from workflows.messages import tell

from .common import CheckedFile, KeptPlace, Milestone, TownHall, day_of_ceremony, until_reconfirmed
from .nodes import Automatic, HumanStep, Wait, actor_of, case_of


class MarriageFlow(CheckedFile, KeptPlace, TownHall, Flow):
    """The file is sent and checked complete; the registrar examines it and may hear the couple; the banns are
    published for ten days; the couple chooses a place and reconfirms it; the ceremony is held; the certificate
    is issued.
    """

    process_title = _("Mariage")

    # start → check_completeness ⇄ complete_file: see CheckedFile.

    examine = (
        HumanStep(
            REGISTRY_LANE,
            title=_("Examiner le dossier"),
            help=_("Les pièces sont-elles authentiques ? Faut-il entendre les futurs époux ?"),
            now=_("L’état civil étudie votre dossier. Vous n’avez rien à faire."),
            action=_("Rendre l’examen"),
            days=10,
        )
        .When("authentic", this.publish_banns)
        .When("hearing", this.hearing)
        .When("refused", this.end)
    )

    hearing = (
        HumanStep(
            REGISTRY_LANE,
            title=_("Entendre les futurs époux"),
            help=_("Convenez d’un rendez-vous avec eux, recevez-les, puis notez ce qui en ressort."),
            now=_("L’état civil souhaite vous rencontrer. Un rendez-vous va vous être proposé."),
            action=_("Clore l’audition"),
            days=30,
        )
        .When("favourable", this.publish_banns)
        .When("unfavourable", this.end)
    )

    publish_banns = Automatic(this.on_publish_banns).Next(this.banns_period)

    banns_period = Wait(
        this.end_of_banns,
        title=_("Publication des bans"),
        now=_("Vos bans sont publiés. Il faut laisser passer ce temps, la loi le demande."),
    ).Next(this.close_banns)

    close_banns = Automatic(this.on_close_banns).Next(this.plan_ceremony)

    plan_ceremony = (
        HumanStep(
            RESIDENTS_LANE,
            title=_("Choisir la date"),
            help=_("Choisissez le jour, l’heure et la salle : la place est à vous tout de suite."),
            now=_("C’est à vous : choisissez le jour de votre mariage."),
            action=_("Réserver cette place"),
            days=60,
            helped=True,
            entrusted=DATES,
        )
        .onCreate(this.on_choose_date)
        .Next(this.reconfirm)
    )

    reconfirm = HumanStep(
        RESIDENTS_LANE,
        title=_("Reconfirmer votre venue"),
        help=_("Dites chacun, chacune, que vous viendrez. Sans vos deux réponses, la place sera rendue."),
        now=_("Votre place est gardée. Nous attendons que vous confirmiez tous les deux."),
        action=_("Je confirme que je viendrai"),
        deadline=until_reconfirmed,
    ).Next(this.celebrate)

    # Not reconfirmed in time: release_place → plan_ceremony, see KeptPlace.

    celebrate = (
        HumanStep(
            OFFICIANT_LANE,
            title=_("Célébrer le mariage"),
            help=_("Dites ensuite si la cérémonie a eu lieu, si elle est reportée, ou si quelqu’un n’est pas venu."),
            now=_("Tout est prêt. Nous vous attendons le jour de la cérémonie."),
            action=_("Noter ce qui s’est passé"),
            deadline=day_of_ceremony,
        )
        .Assign(lambda activation: officiant_of(case_of(activation)))
        .When("held", this.issue_certificate)
        .When("postponed", this.plan_ceremony)
        .When("no_show", this.plan_ceremony)
    )

    milestones = (
        Milestone("completeness", _("Le dossier est vérifié"), ("check_completeness", "complete_file")),
        Milestone("examination", _("L’état civil l’examine"), ("examine", "hearing")),
        Milestone("banns", _("Les bans sont publiés"), ("publish_banns", "banns_period", "close_banns")),
        Milestone("date", _("Vous choisissez la date"), ("plan_ceremony",)),
        Milestone("reconfirmation", _("Vous reconfirmez"), ("reconfirm",)),
        Milestone("ceremony", _("La cérémonie"), ("celebrate",)),
        Milestone("certificate", _("Le certificat"), ("issue_certificate",)),
    )

    def on_publish_banns(self, activation):
        case = case_of(activation)
        banns = civil.publish_banns(case=case, actor=actor_of(activation))
        tell(case, "banns_published", until=banns.until)

    def end_of_banns(self, activation):
        return case_of(activation).banns.until

    def on_close_banns(self, activation):
        civil.close_banns(case=case_of(activation), actor=actor_of(activation))
