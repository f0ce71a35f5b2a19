"""Reads: a page's notes, the agents' tray, what comes back, one's own."""

from collections import Counter
from datetime import timedelta
from itertools import groupby
from typing import NamedTuple

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from accounts import policy
from cms import memory
from cms.reading import needs_native_reader
from workflows.elsewhere import Waiting

from .enums import HEARD, Kind, State
from .models import MeToo, Note, Opening
from .pages import opening_of, pages_naming, paragraphs, shortened, takes_notes, today
from .rules import is_moderator

PAGE = 40
RECENT = timedelta(days=90)
ME_TOOS = Count("me_toos", distinct=True)


class Shown(NamedTuple):
    """All that readers see of notes on one page, for an edition and a day.

    ``notes``: ``{place: [Note, ...]}`` of what is published where the page still has it; ``lost``: notes on paragraphs
    that are gone; ``comments``: the discussion, each comment with its ``answers_below``.
    """

    opening: Opening
    takes_notes: bool
    needs_reader: bool
    quotes: dict
    notes: dict
    lost: list
    comments: list

    @property
    def keys(self):
        placed = [note.pk for notes in self.notes.values() for note in notes]
        below = [note for comment in self.comments for note in (comment, *comment.answers_below)]
        return [*placed, *(note.pk for note in (*self.lost, *below))]


def shown_on(page):
    """What stands in the margins of a page: two queries an edition and a day, however many notes there are."""
    return memory.remember(("postits", page.pk, today()), lambda: read_shown(page))


def read_shown(page):
    notes = list(Note.objects.filter(page=page.pk, state=State.PUBLISHED).annotate(me_too=ME_TOOS).order_by("pk"))
    quotes, opening = paragraphs(page), opening_of(page)
    said = [note for note in notes if note.kind != Kind.COMMENT]
    for note in said:
        note.text_has_changed = note.place in quotes and shortened(quotes[note.place]) != note.quote
    return Shown(
        opening=opening,
        takes_notes=takes_notes(page, opening),
        needs_reader=needs_native_reader(page),
        quotes=quotes,
        notes={place: [note for note in said if note.place == place] for place in quotes},
        lost=[note for note in said if note.place not in quotes],
        comments=threads([note for note in notes if note.kind == Kind.COMMENT]),
    )


def threads(comments):
    """Comments in order, each with those that answer it in ``answers_below``."""
    first = [comment for comment in comments if comment.parent_id is None]
    for comment in first:
        comment.answers_below = [other for other in comments if other.parent_id == comment.pk]
    return first


def echoes(user, keys):
    """``{key of a note: (how many said me too, whether this person did)}`` as of now. One query."""
    if not keys:
        return {}
    rows = MeToo.objects.filter(note__in=keys).values_list("note")
    rows = rows.annotate(count=Count("pk"), mine=Count("pk", filter=Q(person=user)))
    return {note: (count, bool(mine)) for note, count, mine in rows}


def visible_to(user):
    """The notes an agent handles: every one for moderators, else those of pages that name a service of theirs."""
    notes = Note.objects.all()
    if is_moderator(user):
        return notes
    codes = {code for code, _role in user.roles}
    given = [int(key) for key in policy.granted_ids(user, "postits.view_note", Note)]
    return notes.filter(Q(page__in=pages_naming(codes)) | Q(pk__in=given))


def tray(user, *, state="", language="", kind="", page=None):
    """Notes an agent handles, by page and paragraph, oldest first."""
    asked = {"state": state, "language": language, "kind": kind, "page": page}
    notes = (
        visible_to(user)
        .exclude(state=State.WITHDRAWN)
        .filter(**{name: value for name, value in asked.items() if value})
    )
    return notes.select_related("page__locale").order_by("page_title", "page", "place", "pk")


def pages_with_notes(user):
    """``[(key, title), ...]`` of the pages with notes this agent handles."""
    rows = (
        visible_to(user)
        .exclude(page=None)
        .exclude(state=State.WITHDRAWN)
        .order_by("page__title")
        .values_list("page", "page__title")
    )
    return list(rows.distinct())


class Group(NamedTuple):
    """One paragraph in the tray; ``said`` counts every note heard there, ``me_too`` those who said the same."""

    first: Note
    notes: list
    said: int
    me_too: int


def groups(notes):
    """The notes of a page of the tray, paragraph by paragraph. Two queries more, whatever their number."""
    notes = list(notes)
    keys = [note.pk for note in notes]
    same = dict(MeToo.objects.filter(note__in=keys).values_list("note").annotate(Count("pk")))
    again = Counter(Note.objects.filter(duplicate_of__in=keys).values_list("duplicate_of", flat=True))
    for note in notes:
        note.me_too, note.again = same.get(note.pk, 0), again[note.pk]
    totals = heard_at({note.page_id for note in notes})
    found = []
    for (page, place), some in groupby(notes, lambda note: (note.page_id, note.place)):
        some = list(some)
        found.append(Group(some[0], some, *totals.get((page, place), (len(some), 0))))
    return found


def heard_at(pages):
    """``{(page, place): (notes, me toos)}`` of these pages."""
    rows = Note.objects.filter(page__in=pages, state__in=HEARD).order_by().values_list("page", "place")
    rows = rows.annotate(said=Count("pk", distinct=True), same=ME_TOOS)
    return {(page, place): (said, same) for page, place, said, same in rows}


class Recurrent(NamedTuple):
    """A paragraph people come back to; ``last`` is the latest note on it."""

    last: Note
    said: int
    me_too: int
    kinds: list


def most_recurrent(user):
    """The paragraphs most written about in 90 days, those who said the same counted. Two queries."""
    rows = visible_to(user).filter(state__in=HEARD, created_at__gte=timezone.now() - RECENT).exclude(page=None)
    kinds = {f"n_{kind}": Count("pk", distinct=True, filter=Q(kind=kind)) for kind in Kind.values}
    rows = rows.order_by().values("page", "place")
    rows = rows.annotate(said=Count("pk", distinct=True), same=ME_TOOS, last=Max("pk"), **kinds)
    rows = sorted(rows, key=lambda row: (-row["said"] - row["same"], row["last"]))[:PAGE]
    lasts = Note.objects.select_related("page__locale").in_bulk([row["last"] for row in rows])
    return [Recurrent(lasts[row["last"]], row["said"], row["same"], _kinds(row)) for row in rows]


def _kinds(row):
    return [(kind.label, row[f"n_{kind}"]) for kind in Kind if row[f"n_{kind}"]]


def same_page(note):
    """Notes another one may repeat: of the same page, still standing."""
    others = Note.objects.filter(page=note.page_id, duplicate_of=None).exclude(pk=note.pk).exclude(page=None)
    return others.exclude(state__in=[State.WITHDRAWN, State.REFUSED]).order_by("-pk")


def of_author(user):
    """One's own notes, the newest first."""
    return Note.objects.filter(author=user).select_related("page__locale").order_by("-pk")


def waiting(user):
    """What the inbox says of notes to read, and to a service of those on its pages that nobody has answered."""
    notes = visible_to(user).filter(state=State.WAITING)
    count = (notes if is_moderator(user) else notes.filter(answer="")).count() if user.roles else 0
    sentence = ngettext(
        "%(count)d mot laissé par des lecteurs attend d’être lu.",
        "%(count)d mots laissés par des lecteurs attendent d’être lus.",
        count,
    )
    return [Waiting(sentence % {"count": count}, reverse("postits:tray"))] if count else []
