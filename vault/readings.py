"""Who looked at what: the log's lines about a person's papers, in words."""

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import journal.queries

from .models import Document

SENTENCES = {
    "document.stored": gettext_lazy("a rangé ce document"),
    "document.replaced": gettext_lazy("a remplacé ce document"),
    "document.renamed": gettext_lazy("a changé le nom ou les dates de ce document"),
    "document.deleted": gettext_lazy("a effacé ce document"),
    "document.read": gettext_lazy("a ouvert ce document"),
    "document.scanned": gettext_lazy("a vérifié ce document avec l’antivirus"),
    "document.unreadable": gettext_lazy("n’a pas pu ouvrir ce document : il est abîmé"),
}
PAGE = 50


class Line(NamedTuple):
    """One thing done to one paper."""

    at: object
    who: str
    mine: bool
    sentence: str
    label: str
    reason: str
    is_reading: bool
    id: int


def lines_about(user, *, before=None, document=None):
    """Up to ``PAGE`` + 1 lines, newest first; ``before`` is the id of the last line already seen."""
    entries = journal.queries.entries_of(document) if document else journal.queries.entries_about(user)
    entries = entries.filter(verb__in=SENTENCES, subject=user)
    if before:
        entries = entries.filter(id__lt=before)
    rows = list(entries[: PAGE + 1])
    labels = _labels(user, rows)
    return [_line(entry, user, labels) for entry in rows]


def _labels(user, entries):
    ids = {entry.target_id for entry in entries}
    rows = Document.objects.filter(owner=user, public_id__in=ids).values_list("public_id", "label")
    return {str(public_id): label for public_id, label in rows}


def _line(entry, user, labels):
    mine = entry.actor_id == user.pk
    return Line(
        at=entry.at,
        who=_("Vous") if mine else str(entry.actor or _("Le site de la mairie")),
        mine=mine,
        sentence=str(SENTENCES[entry.verb]),
        label=labels.get(entry.target_id, ""),
        reason="" if mine else entry.reason,
        is_reading=entry.verb == "document.read",
        id=entry.pk,
    )
