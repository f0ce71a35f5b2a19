"""Who looked at what: the log's lines about a person's papers, in words."""

from datetime import timedelta
from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

import journal.queries
from accounts import policy
from accounts.models import Membership

from .models import Document

SENTENCES = {
    "document.stored": gettext_lazy("a rangé ce document"),
    "document.replaced": gettext_lazy("a remplacé ce document"),
    "document.renamed": gettext_lazy("a changé le nom ou les dates de ce document"),
    "document.deleted": gettext_lazy("a effacé ce document"),
    "document.read": gettext_lazy("a ouvert ce document"),
    "document.visited": gettext_lazy("a ouvert la page de ce document"),
    "document.glimpsed": gettext_lazy("a vu ce document dans une liste"),
    "document.scanned": gettext_lazy("a vérifié ce document avec l’antivirus"),
    "document.unreadable": gettext_lazy("n’a pas pu ouvrir ce document : il est abîmé"),
    "document.erased": gettext_lazy("a détruit ce document, gardé jusque-là pour un dossier terminé"),
    "document.shared": gettext_lazy("a partagé ce document"),
    "document.unshared": gettext_lazy("a arrêté le partage de ce document"),
    "document.checked": gettext_lazy("a vu que ce document est complet"),
    "evidence.frozen": gettext_lazy("a gardé une copie de ce document dans le dossier"),
    "evidence.erased": gettext_lazy("a détruit la copie de ce document gardée dans le dossier"),
}
MINE = {
    "document.stored": gettext_lazy("Vous avez rangé ce document"),
    "document.replaced": gettext_lazy("Vous avez remplacé ce document"),
    "document.renamed": gettext_lazy("Vous avez changé le nom ou les dates de ce document"),
    "document.deleted": gettext_lazy("Vous avez effacé ce document"),
    "document.read": gettext_lazy("Vous avez ouvert ce document"),
    "document.unreadable": gettext_lazy("Vous n’avez pas pu ouvrir ce document : il est abîmé"),
    "document.shared": gettext_lazy("Vous avez partagé ce document"),
    "document.unshared": gettext_lazy("Vous avez arrêté le partage de ce document"),
    "evidence.erased": gettext_lazy("La copie gardée dans le dossier est détruite"),
}
THEIRS = {
    "document.stored": gettext_lazy("%(who)s a rangé ce document"),
    "document.replaced": gettext_lazy("%(who)s a remplacé ce document"),
    "document.renamed": gettext_lazy("%(who)s a changé le nom ou les dates de ce document"),
    "document.deleted": gettext_lazy("%(who)s a effacé ce document"),
    "document.read": gettext_lazy("%(who)s a ouvert ce document"),
    "document.visited": gettext_lazy("%(who)s a ouvert la page de ce document"),
    "document.glimpsed": gettext_lazy("%(who)s a vu ce document dans une liste"),
    "document.unreadable": gettext_lazy("%(who)s n’a pas pu ouvrir ce document : il est abîmé"),
    "document.shared": gettext_lazy("%(who)s a partagé ce document"),
    "document.unshared": gettext_lazy("%(who)s a arrêté le partage de ce document"),
    "document.checked": gettext_lazy("%(who)s a vu que ce document est complet : on ne le revoit plus"),
    "evidence.frozen": gettext_lazy("%(who)s a gardé une copie de ce document dans le dossier"),
    "evidence.erased": gettext_lazy("%(who)s a détruit la copie gardée dans le dossier"),
}
NOBODYS = {
    "document.stored": gettext_lazy("La mairie a rangé ce document"),
    "document.scanned": gettext_lazy("L’antivirus a regardé ce document"),
    "document.unreadable": gettext_lazy("Ce document est abîmé : l’antivirus n’a pas pu le lire"),
    "document.erased": gettext_lazy("La copie gardée pour votre dossier terminé a été détruite"),
    "document.unshared": gettext_lazy("Le partage de ce document est terminé"),
    "evidence.frozen": gettext_lazy("Une copie de ce document est gardée dans le dossier"),
    "evidence.erased": gettext_lazy("La copie gardée dans le dossier est détruite"),
}
KINDS = {
    "kind.added": gettext_lazy("a ajouté un type de document"),
    "kind.changed": gettext_lazy("a changé un type de document"),
    "kind.retired": gettext_lazy("a mis un type de document hors d’usage"),
    "kind.brought_back": gettext_lazy("a remis un type de document en usage"),
    "kind.deleted": gettext_lazy("a enlevé un type de document"),
}
READINGS = ["document.read", "document.visited", "document.glimpsed"]
SCANS = ["document.scanned", "document.unreadable"]
PAGE = 50
TOGETHER = timedelta(minutes=2)
annotators = []
"""Functions ``(entries) -> {entry id: sentence}`` of those above: in what circumstances a line was written."""


class Line(NamedTuple):
    """One thing done to one paper."""

    at: object
    mine: bool
    sentence: str
    label: str
    reason: str
    is_reading: bool
    id: int
    note: str = ""
    by: str = ""
    paper: str = ""
    who: str = ""  # for what was seen in a list: the person


class Paper(NamedTuple):
    """What was done to one paper, newest first."""

    label: str
    lines: list


def lines_about(user, *, before=None, document=None):
    """Up to ``PAGE`` + 1 lines, newest first; ``before`` is the id of the last line already seen."""
    entries = journal.queries.entries_of(document) if document else journal.queries.entries_about(user)
    return _lines(entries.filter(verb__in=SENTENCES), user, before)


def looks_of_others(user, *, before=None):
    """The same, of what others than their owner saw of the papers."""
    return _lines(journal.queries.entries_about(user).filter(verb__in=READINGS).exclude(actor=user), user, before)


def gathered(lines):
    """``lines`` where papers that the same person saw together in a list are one line."""
    told = []
    for line in lines:
        if told and _is_same_list(told[-1][-1], line):
            told[-1].append(line)
        else:
            told.append([line])
    return [_together(group) if len(group) > 1 else group[0] for group in told]


def _is_same_list(line, other):
    seen = line.who and line.who == other.who and line.note == other.note and line.reason == other.reason
    return bool(seen) and line.at - other.at < TOGETHER


def _together(group):
    count = len({line.paper for line in group})
    words = ngettext(
        "%(who)s a vu %(count)d papier dans une liste", "%(who)s a vu %(count)d papiers dans une liste", count
    )
    return group[0]._replace(label="", sentence=words % {"who": group[0].who, "count": count})


def by_paper(lines):
    """``lines`` as ``Paper``s, the one touched last first."""
    papers = {}
    for line in lines:
        papers.setdefault(line.paper, Paper(line.label, [])).lines.append(line)
    return list(papers.values())


def _lines(entries, user, before):
    entries = entries.filter(subject=user)
    if before:
        entries = entries.filter(id__lt=before)
    rows = list(entries[: PAGE + 1])
    labels, agents = _labels(user, rows), _agents(user, rows)
    notes = {pk: note for annotate in annotators for pk, note in annotate(rows).items()}
    return [_line(entry, user, labels, agents)._replace(note=notes.get(entry.pk, "")) for entry in rows]


def _labels(user, entries):
    ids = {entry.target_id for entry in entries}
    rows = Document.objects.filter(owner=user, public_id__in=ids).select_related("type")
    return {str(document.public_id): document.title for document in rows}


def _agents(user, entries):
    """The keys of those who did it and work here."""
    others = {entry.actor_id for entry in entries} - {None, user.pk}
    return set(Membership.objects.filter(user__in=others).values_list("user_id", flat=True))


def _by(entry, mine, agents):
    """A pictogram of who did it."""
    if mine:
        return "profile"
    if "mandate" in entry.data:
        return "two-hands"
    if entry.verb in SCANS and entry.actor_id is None:
        return "shield-check"
    return "town-hall" if entry.actor_id is None or entry.actor_id in agents else "person"


def _line(entry, user, labels, agents):
    mine = entry.actor_id == user.pk
    return Line(
        at=entry.at,
        mine=mine,
        sentence=_sentence(entry, mine),
        label=labels.get(entry.target_id, ""),
        reason="" if mine else _reason(entry.reason),
        is_reading=entry.verb in READINGS,
        id=entry.pk,
        by=_by(entry, mine, agents),
        paper=entry.target_id,
        who=str(_who(entry)) if entry.verb == "document.glimpsed" else "",
    )


def _sentence(entry, mine):
    """A whole sentence, whoever did it."""
    alone = NOBODYS.get(entry.verb)
    chosen = (mine and MINE.get(entry.verb)) or (entry.actor is None and alone) or THEIRS.get(entry.verb, alone)
    return str(chosen) % {"who": _who(entry)}


def _who(entry):
    """By whom, and for whom where it was done under a mandate."""
    if entry.actor and "mandate" in entry.data:
        return _("%(helper)s, pour %(giver)s,") % {"helper": entry.actor, "giver": entry.subject}
    return entry.actor or _("La mairie")


def _reason(kept):
    """Why, in the language of the moment; what a person wrote is left as it is."""
    return str(_known_reasons().get(kept, kept))


@cache
def _known_reasons():
    """``{words: the same, lazily}``: the log keeps a reason in the language of whoever did it, whichever that was."""
    known = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for action in ("vault.read_version", "vault.read_evidence"):
                known |= {str(label): label for label in policy.labels_of(action)}
    return known
