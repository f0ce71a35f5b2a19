"""The kinds of paper as staff change them: what each is called, how long it is worth, whether it is still taken."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, ProtectedError, Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journal.actions import record

from .models import Document, DocumentType
from .seeds import TYPES

case_counters = []
"""Functions ``(kind) -> int`` of those above: how many live cases rest on papers of a kind."""

use_guards = []
"""Functions ``(kind, ever=False) -> sentence or None`` of those above: who asks for papers of a kind, or ever did."""

SAID = ("names", "advices", "pictogram", "validity_days", "has_expiry", "position")


class ChangedMeanwhile(Exception):
    """Somebody else changed the kind since the page was opened."""


@dataclass(frozen=True)
class Reach:
    """What another validity would touch: papers of the kind, those it ends or brings back today, live cases."""

    papers: int
    ending: int
    returning: int
    cases: int


def all_kinds():
    """Every kind, in order, each with ``paper_count``."""
    papers = Count("documents", filter=Q(documents__deleted_at=None))
    return DocumentType.objects.annotate(paper_count=papers).order_by("-is_used", "position", "code")


def reach_of(kind, validity_days):
    """What giving ``kind`` this validity, in days or None, would touch."""
    before, after = _worth(kind.validity_days), _worth(validity_days)
    counts = Document.objects.filter(type=kind, deleted_at=None).aggregate(
        papers=Count("pk"), ending=Count("pk", filter=before & ~after), returning=Count("pk", filter=after & ~before)
    )
    return Reach(**counts, cases=sum(count(kind) for count in case_counters))


@transaction.atomic
def add(*, actor, **said):
    """A new kind of paper; ``said`` has the fields of ``SAID``."""
    kind = DocumentType(code=_free_code(said["names"]["fr"]), edited_at=timezone.now(), **said)
    kind.full_clean()
    kind.save()
    record("kind.added", actor=actor, target=kind, data={"code": kind.code, "after": _facts(kind)})
    return kind


@transaction.atomic
def change(*, kind, actor, seen, **said):
    """Change what is said of a kind, as it was when ``seen`` (its ``edited_at``); raises ``ChangedMeanwhile``."""
    kind = _held(kind, seen)
    before = _facts(kind)
    for field, value in said.items():
        setattr(kind, field, value)
    changed = {field: value for field, value in _facts(kind).items() if value != before[field]}
    if changed:
        _keep(kind)
        data = {"code": kind.code, "before": {field: before[field] for field in changed}, "after": changed}
        record("kind.changed", actor=actor, target=kind, data=data)
    return kind


@transaction.atomic
def retire(*, kind, actor):
    """Take a kind no longer: its papers stay as they are. Raises ``ValidationError`` while a procedure asks for it."""
    kind = DocumentType.objects.select_for_update().get(pk=kind.pk)
    if reasons := obstacles(kind):
        raise ValidationError(reasons)
    _use(kind, False, actor, "kind.retired")


@transaction.atomic
def bring_back(*, kind, actor):
    """Take papers of this kind again."""
    _use(DocumentType.objects.select_for_update().get(pk=kind.pk), True, actor, "kind.brought_back")


@transaction.atomic
def delete(*, kind, actor):
    """Remove a kind that was added by staff and that nothing bears; raises ``ValidationError``."""
    kind = DocumentType.objects.select_for_update().get(pk=kind.pk)
    reasons = obstacles(kind, ever=True)
    if kind.code in TYPES:
        reasons.append(_("Ce type est livré avec le site : mettez-le hors d’usage."))
    if reasons:
        raise ValidationError(reasons)
    data = {"code": kind.code, "before": _facts(kind)}
    record("kind.deleted", actor=actor, target=kind, data=data)
    try:
        kind.delete()
    except ProtectedError:
        raise ValidationError(_("Des documents portent ce type : mettez-le hors d’usage.")) from None


def obstacles(kind, *, ever=False):
    """Who asks for papers of this kind, or ``ever`` did, in sentences."""
    return [reason for guard in use_guards if (reason := guard(kind, ever=ever))]


def sentences_of(reach):
    """A ``Reach`` in words."""
    told = [
        ngettext("%(n)d document est de ce type.", "%(n)d documents sont de ce type.", reach.papers)
        % {"n": reach.papers},
        ngettext(
            "%(n)d dossier en cours s’appuie sur un tel document.",
            "%(n)d dossiers en cours s’appuient sur de tels documents.",
            reach.cases,
        )
        % {"n": reach.cases},
    ]
    if reach.ending:
        words = ngettext(
            "%(n)d document ne sera plus valable dès aujourd’hui.",
            "%(n)d documents ne seront plus valables dès aujourd’hui.",
            reach.ending,
        )
        told.append(words % {"n": reach.ending})
    if reach.returning:
        words = ngettext(
            "%(n)d document redevient valable dès aujourd’hui.",
            "%(n)d documents redeviennent valables dès aujourd’hui.",
            reach.returning,
        )
        told.append(words % {"n": reach.returning})
    return told


def _worth(validity_days):
    """The papers of which ``validity.problem`` does not say that they are too old today."""
    if not validity_days:
        return Q(pk__isnull=False)
    return Q(issued_on__gte=timezone.localdate() - timedelta(days=validity_days))


def _held(kind, seen):
    held = DocumentType.objects.select_for_update().get(pk=kind.pk)
    if held.edited_at != seen:
        raise ChangedMeanwhile
    return held


def _use(kind, is_used, actor, verb):
    if kind.is_used != is_used:
        kind.is_used = is_used
        _keep(kind)
        record(verb, actor=actor, target=kind, data={"code": kind.code})


def _keep(kind):
    kind.edited_at = timezone.now()
    kind.full_clean()
    kind.save()


def _facts(kind):
    return {field: getattr(kind, field) for field in SAID}


def _free_code(name):
    """A short code made of the French name, which no other kind has."""
    base = slugify(name)[:40].strip("-") or "document"
    taken = {"ajouter"} | set(DocumentType.objects.filter(code__startswith=base).values_list("code", flat=True))
    return next(code for code in _candidates(base) if code not in taken)


def _candidates(base):
    yield base
    number = 2
    while True:
        yield f"{base}-{number}"
        number += 1
