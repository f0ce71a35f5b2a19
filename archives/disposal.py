"""Disposal lists: prepared by the archives, confirmed by the service, visaed by the archives, then executed."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from accounts import policy
from accounts.enums import Role
from accounts.models import User
from cases.models import Procedure
from journal.actions import record
from notifications.actions import Letter, send_each
from vault.models import Binder

from .enums import Decision, Ending, ListState, Outcome
from .models import ConservationRule, DisposalLine, DisposalList, Transfer
from .queries import eligible_cases, extents

MOST = 500
"""Cases on one list: more is not read by anybody."""
REVIEW = timedelta(days=5 * 365)
"""How long a case kept after all stays away from lists."""


class AlreadyDone(Exception):
    """Somebody was faster: ``listed`` is the list as it is now."""

    def __init__(self, listed):
        self.listed = listed


@transaction.atomic
def rule(*, procedure, ending, actor, years, outcome, source, keeps_certificate=False, seen=None):
    """Put a new rule in force for the closed cases of a procedure; lists already made keep theirs."""
    if not actor.keeps_archives:
        raise PermissionDenied
    Procedure.objects.select_for_update(no_key=True).get(pk=procedure.pk)
    last = ConservationRule.objects.filter(procedure=procedure, ending=ending).first()
    if seen is not None and seen != (last.number if last else 0):
        raise ValidationError(_("Quelqu’un vient de changer cette règle : relisez-la."), code="race")
    made = ConservationRule(
        procedure=procedure,
        ending=ending,
        number=(last.number if last else 0) + 1,
        years=years,
        outcome=outcome,
        source=source.strip(),
        keeps_certificate=keeps_certificate,
        created_by=actor,
    )
    made.full_clean(exclude=["procedure", "created_by"])
    made.save()
    data = {"procedure": procedure.code, "ending": ending, "number": made.number, "years": years, "outcome": outcome}
    record("conservation.ruled", actor=actor, target=made, data=data)
    return made


@transaction.atomic
def prepare(*, rule, year, actor, today=None):
    """A list of the eligible cases of one rule and year of closing.

    Raises ``ValidationError`` when there are none, or when a newer rule has taken the place of this one.
    """
    service = rule.procedure.service
    if not (actor.keeps_archives or actor.has_role(Role.TEAM_LEAD, service=service.code)):
        raise PermissionDenied
    Procedure.objects.select_for_update(no_key=True).get(pk=rule.procedure_id)  # two preparing at once: one waits
    if rule != ConservationRule.objects.filter(procedure=rule.procedure_id, ending=rule.ending).first():
        raise ValidationError(_("La règle de ces dossiers vient de changer : regardez ce qui attend maintenant."))
    cases = list(eligible_cases(rule, today).filter(closed_at__year=year).order_by("pk")[:MOST])
    if not cases:
        raise ValidationError(_("Plus aucun dossier n’attend ici : quelqu’un vient peut-être de faire ce bordereau."))
    listed = DisposalList.objects.create(
        number=_next_number(),
        rule=rule,
        service=service,
        year=year,
        prepared_by=actor,
        description=_described(rule, year),
    )
    known = extents(cases)
    lines = [DisposalLine(list=listed, case=case, **_extent(known.get(case.pk))) for case in cases]
    DisposalLine.objects.bulk_create(lines)
    record("disposal.prepared", actor=actor, target=listed, data={"number": listed.number, "cases": len(lines)})
    leads = User.objects.filter(memberships__service=service, memberships__role=Role.TEAM_LEAD, is_active=True)
    _tell("disposal_to_confirm", listed, leads.exclude(pk=actor.pk))
    return listed


def _extent(found):
    pieces, size = found or (0, 0)
    return {"pieces": pieces, "size": size or 0}


def _described(rule, year):
    words = {"procedure": rule.procedure, "ending": Ending(rule.ending).label, "year": year}
    return _("%(procedure)s – %(ending)s – dossiers fermés en %(year)s") % words


def _next_number():
    """``E-2026-0001``: held under an advisory lock until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('archives_list_number'))")
    year = timezone.localdate().year
    last = DisposalList.objects.filter(number__startswith=f"E-{year}-").order_by("-number").first()
    return f"E-{year}-{int(last.number[7:]) + 1 if last else 1:04d}"


@transaction.atomic
def propose(*, listed, actor):
    """The service that made the cases says that it needs them no more."""
    listed = _locked(listed, ListState.PREPARED)
    policy.require(actor, "archives.propose", listed)
    listed.state, listed.proposed_by, listed.proposed_at = ListState.PROPOSED, actor, timezone.now()
    listed.save(update_fields=["state", "proposed_by", "proposed_at"])
    record("disposal.proposed", actor=actor, target=listed, data={"number": listed.number})
    archivists = User.objects.filter(memberships__role=Role.ARCHIVIST, is_active=True)
    _tell("disposal_to_visa", listed, archivists.exclude(pk=actor.pk))
    return listed


@transaction.atomic
def give_visa(*, listed, actor, reference, reason, decisions):
    """The archives decide of each case: ``decisions`` is ``{case pk: destroy, transfer or keep}``, for all of them.

    Raises ``AlreadyDone`` when somebody was faster. What is to be destroyed is given to the worker in this transaction.
    """
    listed = _locked(listed, ListState.PROPOSED)
    policy.require(actor, "archives.give_visa", listed)
    if not reference.strip():
        raise ValidationError({"reference": _("Écrivez la référence du visa.")})
    lines = list(listed.lines.all())
    allowed = {Decision.DESTROY, Decision.TRANSFER, Decision.KEEP}
    if any(decisions.get(line.case_id) not in allowed for line in lines):
        raise ValidationError(_("Il manque votre décision sur un dossier. Rien n’est perdu."))
    for line in lines:
        line.decision = decisions[line.case_id]
        if line.decision == Decision.KEEP:
            line.is_standing, line.review_on = False, timezone.localdate() + REVIEW
    DisposalLine.objects.bulk_update(lines, ["decision", "is_standing", "review_on"])
    listed.state, listed.visa_by, listed.visa_at = ListState.APPROVED, actor, timezone.now()
    listed.visa_reference, listed.visa_reason = reference.strip(), reason.strip()
    listed.full_clean(exclude=["rule", "service", "prepared_by", "proposed_by"])
    listed.save()
    if any(line.decision == Decision.TRANSFER for line in lines):
        Transfer.objects.create(list=listed, binder=Binder.objects.create())
        jobs.configure_task("archives.make_transfer", queue="archives").defer(list_id=listed.pk)
    record("disposal.approved", actor=actor, target=listed, reason=reference.strip(), data=_counted(listed, lines))
    execute_later(listed)
    return listed


def _counted(listed, lines):
    kinds = [str(line.decision) for line in lines]
    return {"number": listed.number, **{kind: kinds.count(kind) for kind in set(kinds)}}


def execute_later(listed):
    """Ask the worker to do what the visa allows."""
    jobs.configure_task("archives.execute", queue="archives").defer(list_id=listed.pk)


@transaction.atomic
def cancel(*, listed, actor, reason):
    """Give a list up: its cases are eligible again, and whoever prepared or confirmed it is told."""
    listed = _locked(listed, *[ListState.PREPARED, ListState.PROPOSED])
    policy.require(actor, "archives.cancel", listed)
    if not reason.strip():
        raise ValidationError({"reason": _("Dites pourquoi ce bordereau est abandonné.")})
    listed.state, listed.cancelled_reason = ListState.CANCELLED, reason.strip()[:300]
    listed.save(update_fields=["state", "cancelled_reason"])
    listed.lines.update(is_standing=False)
    record("disposal.cancelled", actor=actor, target=listed, data={"number": listed.number})
    hands = User.objects.filter(pk__in=[listed.prepared_by_id, listed.proposed_by_id], is_active=True)
    _tell("disposal_given_up", listed, hands.exclude(pk=actor.pk))
    return listed


def default_decision(listed):
    """What the rule proposes; None where each case is to be thought about."""
    return {Outcome.DESTROY: Decision.DESTROY, Outcome.TRANSFER: Decision.TRANSFER}.get(listed.rule.outcome)


def _locked(listed, *states):
    found = DisposalList.objects.select_for_update(of=["self"]).select_related("rule__procedure", "service", "visa_by")
    fresh = found.get(pk=listed.pk)
    if fresh.state not in states:
        raise AlreadyDone(fresh)
    return fresh


def _tell(kind, listed, people):
    url = reverse("archives:list", args=[listed.public_id])
    letters = [Letter(person, {"number": listed.number}) for person in people.distinct()]
    send_each(kind, letters=letters, url=url, target=listed)


def consulted(*, case, actor):
    """Write down that somebody opened a closed case to decide of it."""
    record("case.consulted", actor=actor, target=case)
