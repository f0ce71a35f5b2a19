"""The circuit of a PACS, to be read aloud."""

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow.base import Flow

from workflows.lanes import REGISTRY_LANE, RESIDENTS_LANE
from workflows.mandates import DATES

from .common import CheckedFile, KeptPlace, Milestone, TownHall, day_of_ceremony, until_reconfirmed
from .nodes import HumanStep


class PacsFlow(CheckedFile, KeptPlace, TownHall, Flow):
    """The file is sent and checked complete; the registrar examines it; the couple chooses an appointment and
    reconfirms it; the declaration is signed before the registrar; the certificate is issued.
    """

    process_title = _("PACS")

    examine = (
        HumanStep(
            REGISTRY_LANE,
            title=_("Examiner le dossier"),
            help=_("Les pièces sont-elles authentiques ? La convention peut-elle être enregistrée ?"),
            now=_("L’état civil étudie votre dossier. Vous n’avez rien à faire."),
            action=_("Rendre l’examen"),
            days=10,
        )
        .When("authentic", this.plan_ceremony)
        .When("refused", this.end)
    )

    plan_ceremony = (
        HumanStep(
            RESIDENTS_LANE,
            title=_("Choisir le rendez-vous"),
            help=_("Choisissez le jour et l’heure : la place est à vous tout de suite."),
            now=_("C’est à vous : choisissez le jour de votre PACS."),
            action=_("Réserver ce rendez-vous"),
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
        now=_("Votre rendez-vous est gardé. Nous attendons que vous confirmiez tous les deux."),
        action=_("Je confirme que je viendrai"),
        deadline=until_reconfirmed,
    ).Next(this.celebrate)

    celebrate = (
        HumanStep(
            REGISTRY_LANE,
            title=_("Enregistrer le PACS"),
            help=_("Après le rendez-vous, dites s’il a eu lieu, s’il est reporté, ou si quelqu’un n’est pas venu."),
            now=_("Tout est prêt. Nous vous attendons le jour du rendez-vous."),
            action=_("Noter ce qui s’est passé"),
            deadline=day_of_ceremony,
        )
        .When("held", this.issue_certificate)
        .When("postponed", this.plan_ceremony)
        .When("no_show", this.plan_ceremony)
    )

    milestones = (
        Milestone("completeness", _("Le dossier est vérifié"), ("check_completeness", "complete_file")),
        Milestone("examination", _("L’état civil l’examine"), ("examine",)),
        Milestone("date", _("Vous choisissez le rendez-vous"), ("plan_ceremony",)),
        Milestone("reconfirmation", _("Vous reconfirmez"), ("reconfirm",)),
        Milestone("ceremony", _("Le rendez-vous"), ("celebrate",)),
        Milestone("certificate", _("Le certificat"), ("issue_certificate",)),
    )
