"""The end of a case, whichever way it comes: what was booked, published or promised is undone with it."""

from django.utils import timezone

from cases import civil
from cases.actions import add_act, end_shares, revoke_invitation
from cases.enums import CaseState, CeremonyState
from cases.models import Banns
from cases.queries import open_invitation
from journal.actions import record
from workflows.lanes import planned_ceremony

REASON_LENGTH = 300


def close(case, *, state, actor, reason=""):
    """Close ``case`` in ``state``; write it on the liaison sheet and in the log."""
    reason = reason.replace("\x00", "").strip()[:REASON_LENGTH]
    if state != CaseState.DONE:
        _undo_promises(case, actor, reason)
    case.state, case.closed_at, case.closing_reason = state, timezone.now(), reason
    case.save(update_fields=["state", "closed_at", "closing_reason"])
    end_shares(case, actor)
    add_act(case=case, author=actor, verb=f"case.{state}", text=reason)
    record(f"case.{state}", actor=actor, target=case)


def _undo_promises(case, actor, reason):
    ceremony = planned_ceremony(case)
    if ceremony:
        civil.end_ceremony(ceremony=ceremony, state=CeremonyState.RELEASED, actor=actor, reason=reason)
    if Banns.objects.filter(case=case, closed_at=None).exists():
        civil.close_banns(case=case, actor=actor)
    invitation = open_invitation(case)
    if invitation:
        revoke_invitation(invitation=invitation, actor=actor)
