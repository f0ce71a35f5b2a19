"""The verbs of a case in its circuit. Each is one transaction: the domain's work and the step, or neither."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import policy
from cases import civil
from cases.actions import add_act, note
from cases.enums import TO_PROVIDE, CaseState, CeremonyState, PieceState
from cases.queries import locked, locked_pieces_of, obstacles, party_of
from cases.requirements import requirement_of
from cases.texts import say
from coworking.enums import ResourceKind
from coworking.queries import free_slots
from journal.actions import record
from vault import actions as vault

from . import closing, engine
from .conflicts import TaskDone
from .flows.common import place
from .lanes import planned_ceremony
from .messages import tell

REMARK_LENGTH = 300
OUTCOMES = {"held": CeremonyState.HELD, "postponed": CeremonyState.POSTPONED, "no_show": CeremonyState.NO_SHOW}


def claim(*, task, actor):
    """Take a task of one's service."""
    return _one_transaction(engine.claim, task=task, actor=actor)


def release(*, task, actor):
    """Give a task back to the service."""
    return _one_transaction(engine.release, task=task, actor=actor)


def reassign(*, task, actor, to):
    """Hand a task to a colleague."""
    return _one_transaction(engine.reassign, task=task, actor=actor, to=to)


def _one_transaction(verb, **arguments):
    with transaction.atomic():
        return verb(**arguments)


@transaction.atomic
def submit(*, case, actor):
    """Send the file. Raises ``ValidationError`` with what is missing, ``TaskDone`` when it is already sent."""
    case = locked(case)
    if case.state != CaseState.DRAFT and party_of(case, actor):
        raise TaskDone(None, case.submitted_at)
    policy.require(actor, "workflows.submit", case)
    missing = obstacles(case)
    if missing:
        raise ValidationError(missing)
    case.state, case.submitted_at = CaseState.OPEN, timezone.now()
    case.save(update_fields=["state", "submitted_at"])
    add_act(case=case, author=actor, verb="case.submitted")
    record("case.submitted", actor=actor, target=case, subject=actor)
    engine.start(case=case, actor=actor)
    tell(case, "case_submitted")
    return case


@transaction.atomic
def check_pieces(*, task, actor, verdicts, seen=None, message=""):
    """Sign the check of the whole file: ``verdicts`` is ``{piece pk: (complete, remark)}``, one for each piece asked.

    ``seen``, ``{piece pk: version pk}``, is what the agent looked at: a paper replaced since is to be looked at again.
    All complete: the file is complete, once and for all. Else each bad piece goes back to the couple with its remark.
    """
    with engine.executing(task=task, actor=actor, node="check_completeness") as work:
        bad = _judge(work.case, actor, verdicts, seen)
        work.outcome = "incomplete" if bad else "complete"
        conclude = _send_back if bad else _sign_complete
        conclude(work.case, actor, bad, message.replace("\x00", "").strip())


def _judge(case, actor, verdicts, seen):
    """Write each verdict on its piece; the pieces that go back. Every piece asked must have one."""
    pieces = locked_pieces_of(case)
    if any(piece.pk not in verdicts or _was_replaced(piece, seen) for piece in pieces):
        raise ValidationError(_("Il manque votre avis sur une pièce. Rien n’est perdu."))
    now = timezone.now()
    for piece in pieces:
        complete, remark = verdicts[piece.pk]
        if complete and piece.version_id is None:
            raise ValidationError(_("Une pièce sans fichier ne peut pas être complète."))
        if complete and not piece.version.is_safe:
            raise ValidationError(_("Un papier attend encore la réponse de l’antivirus : revenez dans un instant."))
        if not complete and not remark.strip():
            raise ValidationError(_("Dites aux usagers ce qu’il faut revoir."))
        piece.state = PieceState.COMPLETE if complete else PieceState.RETURNED
        piece.remark = "" if complete else remark.replace("\x00", "").strip()[:REMARK_LENGTH]
        piece.checked_at, piece.checked_by = now, actor
        piece.save(update_fields=["state", "remark", "checked_at", "checked_by"])
        if complete:
            vault.mark_checked(version=piece.version, actor=actor, service=case.service, occasion=case.number)
    return [piece for piece in pieces if piece.state == PieceState.RETURNED]


def _was_replaced(piece, seen):
    return seen is not None and seen.get(piece.pk) != piece.version_id


def _sign_complete(case, actor, bad, message):
    case.completed_at, case.completed_by = timezone.now(), actor
    case.save(update_fields=["completed_at", "completed_by"])
    add_act(case=case, author=actor, verb="case.completed", text=message)
    record("case.completed", actor=actor, target=case)
    tell(case, "case_complete", message=message)


def _send_back(case, actor, bad, message):
    """Each reads what concerns oneself or both; of the other person's papers, only that something is to be done."""
    codes = [piece.requirement for piece in bad]
    add_act(case=case, author=actor, verb="case.returned", text=message, data={"pieces": codes})
    record("case.returned", actor=actor, target=case, data={"pieces": codes})
    tell(
        case,
        "case_returned",
        message=message,
        pieces=lambda party: [_told(piece, party) for piece in bad if piece.party_id in (None, party.pk)],
        others=lambda party: any(piece.party_id not in (None, party.pk) for piece in bad),
    )


def _told(piece, party):
    titles = requirement_of(piece).titles
    with override(party.user.language):
        return {"title": say(titles, party.user.language), "remark": piece.remark_said}


@transaction.atomic
def resend(*, task, actor):
    """The couple has given again what was missing."""
    with engine.executing(task=task, actor=actor, node="complete_file") as work:
        missing = [piece for piece in locked_pieces_of(work.case) if piece.state in TO_PROVIDE]
        if missing:
            raise ValidationError(_("Il reste une pièce à redonner avant de renvoyer le dossier."))
        add_act(case=work.case, author=actor, verb="case.resent")
        record("case.resent", actor=actor, target=work.case)


@transaction.atomic
def examine(*, task, actor, outcome, note=""):
    """The registrar's examination: ``authentic``, ``hearing`` or ``refused`` (both want a ``note`` people read)."""
    _require_reason(note, outcome, {"hearing", "refused"})
    with engine.executing(task=task, actor=actor, node="examine", outcome=outcome) as work:
        add_act(case=work.case, author=actor, verb=f"examination.{outcome}", text=note)
        record("case.examined", actor=actor, target=work.case, data={"outcome": outcome})
        if outcome == "hearing":
            tell(work.case, "hearing_asked", note=note)
    _close_if(outcome == "refused", work.case, actor, note)


@transaction.atomic
def hold_hearing(*, task, actor, outcome, note=""):
    """The couple was heard: ``favourable`` or ``unfavourable`` (which wants a ``note`` people read)."""
    _require_reason(note, outcome, {"unfavourable"})
    with engine.executing(task=task, actor=actor, node="hearing", outcome=outcome) as work:
        add_act(case=work.case, author=actor, verb=f"hearing.{outcome}", text=note)
        record("case.heard", actor=actor, target=work.case, data={"outcome": outcome})
    _close_if(outcome == "unfavourable", work.case, actor, note)


def _require_reason(note, outcome, wanted):
    if outcome in wanted and not note.strip():
        raise ValidationError(_("Expliquez votre décision : elle sera lue par les usagers."))


def _close_if(refused, case, actor, note):
    if refused:
        closing.close(case, state=CaseState.CANCELLED, actor=actor, reason=note)
        tell(case, "case_cancelled", reason=note)


@transaction.atomic
def plan_ceremony(*, task, actor, room, starts_at, officiant=None):
    """Book room and officiant together. Without ``officiant``, the first one free then.

    Raises ``coworking.errors.SlotTaken`` when somebody was faster, ``ValidationError`` for a date that cannot be.
    """
    with engine.executing(task=task, actor=actor, node="plan_ceremony") as work:
        officiant = officiant or _first_officiant(starts_at, work.case)
        ceremony = civil.plan_ceremony(case=work.case, actor=actor, room=room, officiant=officiant, starts_at=starts_at)
        tell(work.case, "ceremony_planned", **place(ceremony), before=ceremony.reconfirm_before)
    return ceremony


def _first_officiant(starts_at, case):
    slots = free_slots([ResourceKind.OFFICIANT], starts=starts_at, ends=civil.ceremony_end(case, starts_at))
    if not slots:
        raise ValidationError(_("Personne n’est libre pour célébrer à cette heure-là : choisissez un autre moment."))
    return slots[0].resources[ResourceKind.OFFICIANT][0]


@transaction.atomic
def reconfirm(*, task, actor):
    """One of the two will come; the step is over once both have said so. True then."""
    with engine.executing(task=task, actor=actor, node="reconfirm") as work:
        ceremony = planned_ceremony(work.case)
        work.done = civil.reconfirm(ceremony=ceremony, party=party_of(work.case, actor), actor=actor)
        if work.done:
            tell(work.case, "ceremony_reconfirmed", **place(ceremony))
    return work.done


@transaction.atomic
def decline_ceremony(*, task, actor, reason=""):
    """The date no longer suits: the place is given back now, and the couple chooses again."""
    with engine.executing(task=task, actor=actor, node="reconfirm") as work:
        ceremony = planned_ceremony(work.case)
        civil.end_ceremony(ceremony=ceremony, state=CeremonyState.RELEASED, actor=actor, reason=reason)
        work.done = False
        tell(work.case, "ceremony_declined", **place(ceremony), who=actor.first_name, reason=reason.strip())
    engine.move(case=work.case, node="plan_ceremony", actor=actor, reason="declined")


@transaction.atomic
def celebrate(*, task, actor, outcome, reason=""):
    """What happened on the day: ``held``, ``postponed`` (with a ``reason``) or ``no_show``."""
    if outcome not in OUTCOMES:
        raise ValidationError(_("Cette issue n’existe pas pour cette étape."))
    _require_reason(reason, outcome, {"postponed"})
    with engine.executing(task=task, actor=actor, node="celebrate", outcome=outcome) as work:
        ceremony = planned_ceremony(work.case)
        _refuse_too_soon(ceremony, outcome)
        civil.end_ceremony(ceremony=ceremony, state=OUTCOMES[outcome], actor=actor, reason=reason)
        if outcome == "postponed":
            tell(work.case, "ceremony_postponed", **place(ceremony), reason=reason.strip())
        elif outcome == "no_show":
            tell(work.case, "no_show", **place(ceremony))


def _refuse_too_soon(ceremony, outcome):
    if outcome != "postponed" and timezone.localdate(ceremony.starts_at) > timezone.localdate():
        raise ValidationError(_("Le jour de la cérémonie n’est pas encore venu."))


@transaction.atomic
def withdraw(*, case, actor, reason=""):
    """The couple gives up: everything booked or promised is freed, the papers stay in each vault."""
    case = _stopped(case, actor, "workflows.withdraw")
    closing.close(case, state=CaseState.WITHDRAWN, actor=actor, reason=reason)
    tell(case, "case_withdrawn", who=actor.first_name)
    return case


@transaction.atomic
def cancel(*, case, actor, reason):
    """The town hall closes the case and says why."""
    if not reason.strip():
        raise ValidationError(_("Dites pourquoi : les usagers liront votre motif."))
    case = _stopped(case, actor, "workflows.cancel")
    closing.close(case, state=CaseState.CANCELLED, actor=actor, reason=reason)
    tell(case, "case_cancelled", reason=reason.strip())
    return case


@transaction.atomic
def move(*, case, node, actor, reason):
    """The team lead puts a case back on a step of its circuit; agents read why on the liaison sheet."""
    policy.require(actor, "workflows.move", case)
    add_act(case=case, author=actor, verb="case.moved", data={"node": node})
    note(case=case, actor=actor, text=reason)
    return engine.move(case=case, node=node, actor=actor, reason=reason)


def _stopped(case, actor, right):
    """``case`` read again with its circuit stopped, or the refusal: already closed, or not one's right."""
    if case.process_id:
        with engine.holding(case.process_id):
            return _stop(case, actor, right)
    return _stop(case, actor, right)


def _stop(case, actor, right):
    fresh = locked(case)
    if fresh.closed_at:
        raise TaskDone(None, fresh.closed_at)
    policy.require(actor, right, fresh)
    engine.cancel_process(case=fresh, actor=actor)
    return fresh
