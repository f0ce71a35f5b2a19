"""Destroying a case that has its visa: in one transaction its rows and its key, then what is left of its objects.

Killed anywhere, the case is whole or gone; run again, the rest is done.
"""

import logging

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from viewflow.workflow.models import Process, Task

from accounts.models import Grant
from cases.enums import CaseState
from cases.models import Act, Banns, Case, Ceremony, Certificate, Invitation, Party, Piece
from coworking.models import Booking
from journal.actions import identifier_of, record, type_of
from notifications.models import Message
from vault import evidence, storage
from vault.models import Binder, Evidence, Share

from . import queries
from .enums import Decision, ListState, TransferState
from .holds import keep_still
from .models import DisposalLine, DisposalList, Hold

logger = logging.getLogger(__name__)


def execute(list_id):
    """Destroy every case of a list that may be; give how many went. What is held, or not yet transferred, waits."""
    listed = DisposalList.objects.filter(pk=list_id, state=ListState.APPROVED).first()
    if listed is None:
        return 0
    waiting = listed.lines.filter(is_standing=True, executed_at=None).order_by("pk").values_list("pk", flat=True)
    done = one_by_one(destroy, list(waiting))
    _conclude(listed)
    return done


def one_by_one(step, things):
    """``step`` for each thing; give how many it was true for. One that fails is logged, and keeps no other waiting."""
    done = 0
    for thing in things:
        try:
            done += bool(step(thing))
        except Exception:
            logger.exception("archives: %s failed for %s", step.__name__, getattr(thing, "pk", thing))
    return done


def destroy(line_id):
    """Destroy the case of one line, if its list has a visa, nothing holds it, and it was not done before."""
    with transaction.atomic():
        line = DisposalLine.objects.select_for_update(of=["self"]).select_related("list__rule").get(pk=line_id)
        if line.executed_at or not _may_go(line):
            return False
        keep_still(**queries.touched_by_case(line.case_id))
        case = Case.objects.select_for_update(of=["self"]).select_related("binder").get(pk=line.case_id)
        if queries.holds_on_case(case).exists():
            return False
        _empty(case, line)
    remove_objects(line)
    return True


def _may_go(line):
    if line.list.state != ListState.APPROVED or not line.is_standing:
        return False
    if line.decision == Decision.TRANSFER:
        return line.list.transfer.state == TransferState.ACKNOWLEDGED
    return line.decision == Decision.DESTROY


def _empty(case, line):
    """The database looks for the visa when the state changes; from then on the rest may go."""
    people = [party.user for party in case.parties.select_related("user")]
    Case.objects.filter(pk=case.pk).update(state=CaseState.DESTROYED)
    _empty_binder(case, line)
    _forget_messages(case)
    _forget_parts(case, keeps_certificate=line.list.rule.keeps_certificate)
    Case.objects.filter(pk=case.pk).update(
        answers={}, search_text=case.number.lower(), closing_reason="", completed_by=None, process=None, binder=None
    )
    _forget_circuit(case.process_id)
    if case.binder_id:
        Binder.objects.filter(pk=case.binder_id).delete()
    line.executed_at = timezone.now()
    line.save(update_fields=["executed_at", "object_names"])
    _write(case, line, people)


def _empty_binder(case, line):
    if case.binder is None:
        return
    copies = Evidence.objects.filter(binder=case.binder)
    line.object_names = list(copies.filter(erased_at=None).values_list("object_name", flat=True))
    evidence.erase_binder(binder=case.binder, actor=None, reason=line.list.number)
    copies.delete()
    Share.objects.filter(binder=case.binder).delete()


def _forget_messages(case):
    Message.objects.filter(target_type=type_of(case), target_id=identifier_of(case)).delete()


def _forget_parts(case, *, keeps_certificate):
    """Everything that names somebody or repeats somebody's words."""
    if not keeps_certificate:
        Certificate.objects.filter(case=case).delete()
    bookings = list(Ceremony.objects.filter(case=case).values_list("room", "officiant"))
    Ceremony.objects.filter(case=case).delete()
    Booking.objects.filter(pk__in=[pk for pair in bookings for pk in pair]).delete()
    for part in (Banns, Piece, Act, Invitation, Party):
        part.objects.filter(case=case).delete()
    case.adjustments.all().delete()
    kind = ContentType.objects.get_for_model(Case)
    Grant.objects.filter(content_type=kind, object_id=str(case.pk)).delete()
    Hold.objects.filter(case=case, lifted_at__isnull=False).update(reason="–", lifting_reason="–")


def _forget_circuit(process_id):
    if process_id:
        Task.objects.filter(process=process_id).delete()
        Process.objects.filter(pk=process_id).delete()


def _write(case, line, people):
    """One line about each person: the log alone will say whose it was."""
    data = {"number": case.number, "list": line.list.number}
    verb = "case.destroyed"
    if line.decision == Decision.TRANSFER:
        verb, data = "case.transferred", {**data, "reference": line.list.transfer.acknowledgement}
    for person in people or [None]:
        record(verb, actor=None, target=case, subject=person, reason=line.list.visa_reference, data=data)


def remove_objects(line):
    """Take away the objects whose rows are gone; nobody can open them any longer anyway."""
    for name in line.object_names:
        storage.remove(name)
    DisposalLine.objects.filter(pk=line.pk).update(object_names=[])


def resume():
    """What a worker that died, a hold since lifted or a storage that was away left undone."""
    one_by_one(remove_objects, list(DisposalLine.objects.exclude(object_names=[])))
    one_by_one(execute, list(DisposalList.objects.filter(state=ListState.APPROVED).values_list("pk", flat=True)))


@transaction.atomic
def _conclude(listed):
    """A list of which nothing waits any more is done."""
    listed = DisposalList.objects.select_for_update(of=["self"]).get(pk=listed.pk)
    if listed.state != ListState.APPROVED or listed.lines.filter(is_standing=True, executed_at=None).exists():
        return
    listed.state, listed.done_at = ListState.DONE, timezone.now()
    listed.save(update_fields=["state", "done_at"])
    record("disposal.done", actor=None, target=listed, data={"number": listed.number})
