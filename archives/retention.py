"""Papers that leave vaults when their time is over: who is told, who keeps them, what goes."""

import logging
from datetime import timedelta
from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

import vault.actions
from cases.models import Piece
from journal.actions import record
from notifications.actions import send
from vault.departures import Departure as Leaving
from vault.models import Document, DocumentType, Share, Version
from vault.sharing import standing
from vault.validity import valid_until

from .dates import plus_months
from .enums import CountsFrom
from .models import Departure, Hold, Keeping, RetentionRule

logger = logging.getLogger(__name__)

FIRST, LAST = 30, 7
"""Days before a departure at which its owner is told."""
DELAY = timedelta(days=60)
"""The least time before a new rule touches the papers already there."""


class DryRun(NamedTuple):
    """What a rule would do to the papers there are now; ``first`` is None when nothing would ever leave."""

    papers: int
    people: int
    first: object


@transaction.atomic
def rule(*, type, actor, counts_from, months=None, may_keep_forever=True, reason, seen=None):
    """Put a new rule in force for a kind of paper; the former one stays in the history.

    ``seen`` is the number of the rule its author was looking at: another one since raises ``ValidationError``.
    """
    if not actor.keeps_archives:
        raise PermissionDenied
    DocumentType.objects.select_for_update(no_key=True).get(pk=type.pk)
    last = RetentionRule.objects.filter(type=type).first()
    if seen is not None and seen != (last.number if last else 0):
        raise ValidationError(_("Quelqu’un vient de changer cette règle : relisez-la."), code="race")
    made = draft(type=type, counts_from=counts_from, months=months, may_keep_forever=may_keep_forever)
    made.number, made.reason, made.created_by = (last.number if last else 0) + 1, reason.strip(), actor
    made.full_clean(exclude=["type", "created_by"])
    made.save()
    data = {"type": type.code, "number": made.number, "from": counts_from, "months": made.months}
    record("retention.ruled", actor=actor, target=made, data=data)
    return made


def draft(*, type, counts_from, months=None, may_keep_forever=True):
    """A rule as it would be, unsaved: what a dry run asks about."""
    return RetentionRule(
        type=type,
        counts_from=counts_from,
        months=None if counts_from == CountsFrom.NEVER else months,
        may_keep_forever=may_keep_forever,
        effective_on=timezone.localdate() + DELAY,
    )


def dry_run(wanted):
    """How many papers ``wanted`` concerns, of how many people, and when the first would leave."""
    if wanted.is_never:
        return DryRun(0, 0, None)
    due = [(document, day) for document in candidates(wanted) if (day := due_on(document, wanted))]
    first = max(min((day for _document, day in due), default=timezone.localdate()), wanted.effective_on)
    return DryRun(len(due), len({document.owner_id for document, _day in due}), first if due else None)


def candidates(of):
    """The papers a rule is about: those that nothing holds, uses or shows, of people who are there.

    Each comes with ``last_version``, ``last_use``, ``kept_until`` and ``departure``.
    """
    documents = Document.objects.filter(type=of.type, deleted_at=None, owner__is_active=True, owner__erased_at=None)
    live = Piece.objects.filter(version__document=OuterRef("pk"), case__closed_at=None)
    held = Hold.objects.filter(lifted_at=None).filter(
        Q(document=OuterRef("pk")) | Q(person=OuterRef("owner")) | Q(case__parties__user=OuterRef("owner"))
    )
    versions = Version.objects.filter(document=OuterRef("pk")).order_by().values("document")
    ended = Share.objects.filter(document=OuterRef("pk"), binder__isnull=False).order_by().values("document")
    documents = documents.exclude(Exists(live)).exclude(Exists(held))
    documents = documents.exclude(Exists(standing().filter(document=OuterRef("pk"))))
    documents = documents.exclude(keeping__isnull=False, keeping__until=None)
    return documents.annotate(
        last_version=Subquery(versions.annotate(last=Max("created_at")).values("last")),
        last_use=Subquery(ended.annotate(last=Max("revoked_at")).values("last")),
    ).select_related("owner", "type", "keeping", "departure")


def due_on(document, of):
    """The day a candidate leaves by the rule ``of``, its extension and its uses; None while it has no such day."""
    base = _base(document, of.counts_from)
    if base is None:
        return None
    told = getattr(document, "departure", None)
    if told and document.last_use and timezone.localdate(document.last_use) >= told.told_on:
        base = max(base, timezone.localdate(document.last_use))
    day = plus_months(base, of.months)
    if of.created_at is None or document.created_at <= of.created_at:
        day = max(day, of.effective_on)
    keeping = getattr(document, "keeping", None)
    return max(day, keeping.until) if keeping and keeping.until else day


def _base(document, counts_from):
    if counts_from == CountsFrom.VALIDITY:
        return valid_until(document)
    moments = [document.last_version]
    if counts_from == CountsFrom.LAST_USE:
        moments.append(document.last_use)
    return timezone.localdate(max(moment for moment in moments if moment))


def run(today=None):
    """Tell, remind, let go; give ``{"told", "reminded", "left", "stayed"}``. Twice in a day, nothing more happens."""
    today = today or timezone.localdate()
    counts = {"told": 0, "reminded": 0, "left": 0, "stayed": 0}
    seen = set()
    for in_force in RetentionRule.objects.order_by("type_id", "-number").distinct("type_id").select_related("type"):
        if not in_force.is_never:
            for document in candidates(in_force).order_by("pk").iterator(chunk_size=500):
                step = _step(document, in_force, today)
                if step in counts:
                    counts[step] += 1
                if step != "none":
                    seen.add(document.pk)
    Departure.objects.exclude(document__in=seen).delete()
    return counts


def _step(document, in_force, today):
    """One paper that cannot be looked at is logged, stays as it was told, and keeps no other waiting."""
    try:
        return _advance(document, in_force, today)
    except Exception:
        logger.exception("The retention of document %s could not be looked at", document.pk)
        return "failed"


def _advance(document, in_force, today):
    """What happens to one paper today: a key of ``run``'s counts, "" for a wait, "none" when it does not leave."""
    day = due_on(document, in_force)
    told = getattr(document, "departure", None)
    if day is None or ((day - today).days > FIRST and not (told and told.due_on == day)):
        return "none"
    if told is None or told.due_on != day:
        return _tell(document, day, today)
    if told.reminded_on is None:
        return _remind(document, told, today) if (told.leaves_on - today).days <= LAST else ""
    return _let_go(document, told) if today >= told.leaves_on else ""


def _said_meanwhile(document):
    """Whether the paper went, or its owner said something of it, since it was read; it is held from now on."""
    now = Document.objects.select_for_update(of=["self"]).filter(pk=document.pk, deleted_at=None).first()
    kept = getattr(document, "keeping", None)
    said = Keeping.objects.filter(document=document.pk).values_list("asked_at", flat=True).first()
    return now is None or said != (kept and kept.asked_at)


@transaction.atomic
def _tell(document, day, today):
    if _said_meanwhile(document):
        return "stayed"
    leaves_on = max(day, today + timedelta(days=FIRST))
    promised = {"due_on": day, "leaves_on": leaves_on, "told_on": today, "reminded_on": None}
    Departure.objects.update_or_create(document=document, defaults=promised)
    _send(document, leaves_on, FIRST)
    record("retention.told", actor=None, target=document, subject=document.owner, data={"leaves_on": leaves_on})
    return "told"


@transaction.atomic
def _remind(document, told, today):
    if _said_meanwhile(document):
        return "stayed"
    leaves_on = max(told.leaves_on, today + timedelta(days=LAST))
    Departure.objects.filter(pk=told.pk).update(reminded_on=today, leaves_on=leaves_on)
    _send(document, leaves_on, LAST)
    return "reminded"


@transaction.atomic
def _let_go(document, told):
    """Delete, unless the owner, a case or a hold spoke meanwhile: all of it is asked again under the lock."""
    if _said_meanwhile(document) or not Departure.objects.filter(pk=told.pk, leaves_on=told.leaves_on).exists():
        return "stayed"
    try:
        with transaction.atomic():
            vault.actions.delete(document=document, actor=None)
    except ValidationError:
        return "stayed"
    Departure.objects.filter(pk=told.pk).delete()
    record("retention.left", actor=None, target=document, subject=document.owner, data={"due_on": told.due_on})
    return "left"


def _send(document, leaves_on, days):
    with translation.override(document.owner.language):
        url = reverse("archives:keep", args=[document.public_id])
    send(
        "paper_leaving",
        recipient=document.owner,
        context={"label": document.label, "until": leaves_on},
        url=url,
        target=document,
        dedupe_key=f"paper_leaving:{document.public_id}:{leaves_on}:{days}",
    )


@transaction.atomic
def keep(*, document, actor, forever=False):
    """Its owner says that a paper stays: as long again as the rule, or for ever where the rule allows it."""
    document = Document.objects.select_for_update(of=["self"]).select_related("type").get(pk=document.pk)
    if document.owner_id != actor.pk or document.deleted_at:
        raise PermissionDenied
    told = Departure.objects.filter(document=document).first()
    in_force = RetentionRule.objects.filter(type=document.type).first()
    if told is None or in_force is None or in_force.is_never:
        return Keeping.objects.filter(document=document).first()
    if forever and not in_force.may_keep_forever:
        raise ValidationError(
            _("Cette sorte de papier ne se garde pas pour toujours. Vous pouvez le garder plus longtemps.")
        )
    until = None if forever else plus_months(max(told.leaves_on, timezone.localdate()), in_force.months)
    kept, _new = Keeping.objects.update_or_create(
        document=document, defaults={"until": until, "asked_at": timezone.now()}
    )
    told.delete()
    record("retention.kept", actor=actor, target=document, subject=actor, data={"until": until})
    return kept


def departures_of(documents):
    """For the vault's pages: which of these papers will leave, and where to say no. One query."""
    keys = [document.pk for document in documents]
    rows = Departure.objects.filter(document__in=keys).select_related("document") if keys else []
    return {
        row.document_id: Leaving(row.leaves_on, reverse("archives:keep", args=[row.document.public_id])) for row in rows
    }
