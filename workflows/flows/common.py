"""What marriage and PACS share: how a file is checked, how a place is kept, reconfirmed and given back.

Plain mixins: Viewflow copies their nodes into each circuit. (A circuit must never inherit from another one.)
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow.lock import SelectForUpdateLock

from cases import civil
from cases.enums import CaseState, CeremonyState
from workflows import closing
from workflows.lanes import COUNTER_LANE, RESIDENTS_LANE, planned_ceremony
from workflows.messages import tell

from .nodes import Automatic, Begin, Deadline, Finish, HumanStep, actor_of, case_of

REMINDER = timedelta(days=3)


@dataclass(frozen=True)
class Milestone:
    """A step of the booklet: what people see of one or several steps of the circuit."""

    code: str
    title: Promise
    nodes: tuple = ()


class TownHall:
    """One hand at a time on a case: the second one waits its turn, at most the database's lock timeout."""

    lock_impl = SelectForUpdateLock(nowait=False, attempts=1)


class CheckedFile:
    """Sent by the couple, checked complete at the counter, sent back as often as something is missing."""

    start = Begin().Next(this.check_completeness)

    check_completeness = (
        HumanStep(
            COUNTER_LANE,
            title=_("Vérifier que le dossier est complet"),
            help=_("Ouvrez chaque pièce : est-elle là, entière et lisible ? Ne jugez pas si elle est authentique."),
            now=_("L’accueil regarde s’il ne manque rien à votre dossier. Vous n’avez rien à faire."),
            action=_("Signer la vérification"),
            days=3,
        )
        .When("complete", this.examine)
        .When("incomplete", this.complete_file)
    )

    complete_file = HumanStep(
        RESIDENTS_LANE,
        title=_("Compléter le dossier"),
        help=_("Redonnez les pièces signalées, puis renvoyez le dossier."),
        now=_("Il manque quelque chose à votre dossier. Nous vous attendons."),
        action=_("Renvoyer le dossier"),
        days=30,
        helped=True,
    ).Next(this.check_completeness)


class KeptPlace:
    """A place is kept for the couple until they reconfirm; if they do not, it is given back and they choose again."""

    reconfirmation_opens = Deadline(this.reconfirm, this.when_reconfirmation_opens, interrupting=False).Next(
        this.ask_reconfirmation
    )
    ask_reconfirmation = Automatic(this.on_ask_reconfirmation)

    reconfirmation_soon_over = Deadline(this.reconfirm, this.when_to_remind, interrupting=False).Next(
        this.remind_reconfirmation
    )
    remind_reconfirmation = Automatic(this.on_remind_reconfirmation)

    reconfirmation_over = Deadline(this.reconfirm, this.when_reconfirmation_ends).Next(this.release_place)
    release_place = Automatic(this.on_release_place).Next(this.plan_ceremony)

    issue_certificate = Automatic(this.on_issue_certificate).Next(this.end)

    end = Finish()

    def when_reconfirmation_opens(self, activation):
        ceremony = planned_ceremony(case_of(activation))
        days = civil.setting(case_of(activation), "reconfirm_opens_days", 30)
        return ceremony.starts_at - timedelta(days=days)

    def when_to_remind(self, activation):
        """Three days before the end, or half way when there is less time than that."""
        ends = planned_ceremony(case_of(activation)).reconfirm_before
        now = timezone.now()
        return max(ends - REMINDER, now + (ends - now) / 2)

    def when_reconfirmation_ends(self, activation):
        return planned_ceremony(case_of(activation)).reconfirm_before

    def on_choose_date(self, activation):
        """The first time only: afterwards, the message that says why already asks for a new date."""
        case = case_of(activation)
        if not case.ceremonies.exists():
            tell(case, "date_to_choose")

    def on_ask_reconfirmation(self, activation):
        self._ask(activation, "reconfirm_asked")

    def on_remind_reconfirmation(self, activation):
        self._ask(activation, "reconfirm_reminder")

    def _ask(self, activation, kind):
        """Only those who have not answered yet."""
        case = case_of(activation)
        ceremony = planned_ceremony(case)
        answered = set(ceremony.reconfirmations.values_list("party__user", flat=True))
        for party in case.parties.all():
            if party.user_id not in answered:
                others = next((p.user for p in case.parties.all() if p.pk != party.pk), None)
                tell(case, kind, but=others, **place(ceremony), before=ceremony.reconfirm_before)

    def on_release_place(self, activation):
        case = case_of(activation)
        ceremony = planned_ceremony(case)
        civil.end_ceremony(ceremony=ceremony, state=CeremonyState.RELEASED, actor=actor_of(activation), reason="")
        tell(case, "place_released", **place(ceremony))

    def on_issue_certificate(self, activation):
        case, actor = case_of(activation), actor_of(activation)
        civil.issue_certificate(case=case, actor=actor)
        closing.close(case, state=CaseState.DONE, actor=actor)
        tell(case, "certificate_ready")


def place(ceremony):
    """When, where and with whom, for a message."""
    room = ceremony.room.resource
    return {
        "starts_at": ceremony.starts_at,
        "room": room.name,
        "place": room.place,
        "officiant": ceremony.officiant.resource.name,
    }


def until_reconfirmed(case):
    return planned_ceremony(case).reconfirm_before


def day_of_ceremony(case):
    return planned_ceremony(case).starts_at
