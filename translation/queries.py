"""Reads: the board, and a page beside its French."""

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import ngettext
from wagtail.fields import StreamField
from wagtail.models import Page

from cms import trash
from cms.enums import SOURCE_LANGUAGE
from cms.models import PublicPage
from cms.reading import OURS
from cms.routing import direction, language_of
from workflows.elsewhere import Waiting

from . import rules
from .enums import DONE, OPEN, DraftState, State
from .models import Draft, Standing
from .sentences import compare, differences, sentences

LANGUAGES = {code: name for code, name in settings.LANGUAGES if code != SOURCE_LANGUAGE}
PER_PAGE = 50
KINDS = {model._meta.model_name: model for model in PublicPage.__subclasses__()}


def sources():
    """The French pages that are online: what there is to translate."""
    return Page.objects.filter(locale__language_code=SOURCE_LANGUAGE, live=True, depth__gt=1, alias_of=None)


def is_translation(page):
    return language_of(page) != SOURCE_LANGUAGE and source_of(page) is not None


def source_of(page):
    """The French page of a translation, online or not; None if there is none."""
    return (
        Page.objects.filter(translation_key=page.translation_key, locale__language_code=SOURCE_LANGUAGE)
        .exclude(pk=page.pk)
        .first()
    )


def source_visible(page_id):
    """The French page with this key, whole; for everybody else it does not exist."""
    page = sources().filter(pk=page_id, content_type__model__in=KINDS).first()
    if page is None:
        raise Http404
    return page.specific


def language_known(language):
    if language not in LANGUAGES:
        raise Http404
    return language


def translation_of(source, language):
    """The page of ``source`` in this language, whole; None if it is not written."""
    pages = Page.objects.filter(translation_key=source.translation_key, locale__language_code=language, alias_of=None)
    page = trash.outside(pages).first()
    return page.specific if page else None


def standing_of(page):
    return Standing.objects.filter(page_id=page.pk).first() if page else None


def open_draft(source, language):
    return Draft.objects.filter(source_id=source.pk, language=language, state__in=OPEN).select_related("author").first()


# The board


@dataclass(frozen=True)
class Cell:
    language: str
    state: State
    stale: int
    url: str

    @property
    def dir(self):
        return direction(self.language)

    @property
    def name(self):
        return LANGUAGES[self.language]


@dataclass
class BoardRow:
    id: int
    title: str
    kind: str
    parent: str
    cells: list
    url: str

    @property
    def stale(self):
        return sum(1 for cell in self.cells if cell.stale)


@dataclass
class Tally:
    """How far a language is, over all the pages."""

    language: str
    name: str
    counts: Counter = field(default_factory=Counter)

    @property
    def total(self):
        return sum(self.counts.values())

    @property
    def parts(self):
        """``[(state, count), ...]`` of the states there are, in their order."""
        return [(state, self.counts[state]) for state in State if self.counts[state]]

    @property
    def done(self):
        return sum(self.counts[state] for state in DONE)

    @property
    def percent(self):
        return 100 * self.done // self.total if self.total else 0


def board(*, language="", state="", kind=""):
    """``(rows, tallies)``: every French page of the kind, whatever their number in the same number of queries.

    ``language`` and ``state`` keep the rows that have such a cell; tallies count all the rows of the kind.
    """
    rows = board_rows(kind)
    tallies = [Tally(code, name) for code, name in LANGUAGES.items()]
    for row in rows:
        for tally, cell in zip(tallies, row.cells, strict=True):
            tally.counts[cell.state] += 1
    return [row for row in rows if is_wanted(row, language, state)], tallies


def is_wanted(row, language, state):
    cells = [cell for cell in row.cells if language in ("", cell.language)]
    return not state or any(cell.state == state for cell in cells)


def board_rows(kind=""):
    pages = sources().filter(content_type__model__in=[kind] if kind else KINDS).order_by("path")
    pages = list(pages.values_list("pk", "title", "path", "translation_key", "content_type__model"))
    titles = dict(sources().values_list("path", "title"))
    states = {}
    for key, code, *rest in translations_with_standing():
        states[key, code] = rest
    drafts = {(pk, code): state for pk, code, state in open_drafts()}
    return [
        BoardRow(
            pk,
            title,
            str(KINDS[model]._meta.verbose_name),
            titles.get(path[: -Page.steplen], ""),
            [cell(pk, code, states.get((key, code)), drafts.get((pk, code))) for code in LANGUAGES],
            reverse("wagtailadmin_pages:edit", args=[pk]),
        )
        for pk, title, path, key, model in pages
    ]


def translations_with_standing():
    """``(translation key, language, online, stale, read at)`` of every translation."""
    standings = {
        pk: (stale, read_at) for pk, stale, read_at in Standing.objects.values_list("page", "stale", "read_at")
    }
    pages = trash.outside(Page.objects.filter(locale__language_code__in=LANGUAGES, alias_of=None, depth__gt=1))
    for pk, key, code, live in pages.values_list("pk", "translation_key", "locale__language_code", "live"):
        yield key, code, live, *standings.get(pk, (0, None))


def open_drafts():
    return Draft.objects.filter(state__in=OPEN).values_list("source_id", "language", "state")


def cell(pk, code, standing, draft):
    url = reverse("translation:edit", args=[pk, code])
    stale = standing[1] if standing else 0
    return Cell(code, state_of(code, standing, draft), stale, url)


def state_of(code, standing, draft):
    """What comes first is what somebody can do something about."""
    if draft:
        return State.WAITING if draft == DraftState.SUBMITTED else State.DRAFT
    if standing is None:
        return State.MISSING
    live, stale, read_at = standing
    if not live:
        return State.DRAFT
    if stale:
        return State.STALE
    return State.UNREAD if code in OURS and not read_at else State.CURRENT


def summary(source):
    """How the translations online of a French page are: ``{"languages": n, "stale": n, "first": language or None}``."""
    found = Standing.objects.filter(source_id=source.pk, page__live=True)
    found = list(found.values_list("page__locale__language_code", "stale"))
    stale = [language for language, count in found if count]
    return {"languages": len(found), "stale": len(stale), "first": next(iter(stale), None)}


def needs_native_reader(page):
    """For ``cms.reading``: None where nothing is known of the page."""
    standing = Standing.objects.filter(page_id=page.pk).values_list("page__locale__language_code", "read_at").first()
    return None if standing is None else standing[0] in OURS and standing[1] is None


def waiting(user):
    """What the inbox says to those of the editing room."""
    return [*_to_validate(user), *_to_update()] if rules.is_editor(user) else []


def _to_validate(user):
    if not rules.is_reviewer(user):
        return
    drafts = Draft.objects.filter(state=DraftState.SUBMITTED).exclude(translators=user)
    if count := drafts.count():
        words = ngettext(
            "%(count)s traduction attend d’être validée.", "%(count)s traductions attendent d’être validées.", count
        )
        yield Waiting(words % {"count": count}, f"{reverse('translation:board')}?etat={State.WAITING}")


def _to_update():
    if count := Standing.objects.filter(stale__gt=0, page__live=True, source__live=True).count():
        words = ngettext(
            "Le français a changé : %(count)s traduction à mettre à jour.",
            "Le français a changé : %(count)s traductions à mettre à jour.",
            count,
        )
        yield Waiting(words % {"count": count}, f"{reverse('translation:board')}?etat={State.STALE}")


# A page beside its French


@dataclass
class Row:
    """A sentence to translate, as the screen shows it. ``todo`` says that it waits for somebody."""

    number: int
    key: str
    digest: str
    label: str
    sentence: object
    state: str
    before: str
    parts: list
    current: str
    value: str
    is_kept: bool = False
    is_machine: bool = False
    theirs: str = ""  # what somebody else wrote in the meantime
    hints: list = field(default_factory=list)
    faults: list = field(default_factory=list)

    @property
    def todo(self):
        return not self.value or (self.state != "same" and self.value == self.current and not self.is_kept)

    @property
    def lines(self):
        return min(12, max(2, 1 + max(len(self.value), len(self.sentence.text)) // 55 + self.value.count("\n")))


@dataclass
class Sheet:
    """A French page and its translation, sentence by sentence."""

    source: object
    language: str
    page: object
    standing: object
    draft: object
    rows: list
    removed: list

    @property
    def todo(self):
        return [row for row in self.rows if row.todo]

    @property
    def changed(self):
        return [row for row in self.rows if row.state != "same"]

    @property
    def texts(self):
        """``{French key: text}`` of the page to come."""
        return {row.key: row.value for row in self.rows}

    @property
    def answered(self):
        return self.standing.answers if self.standing else []


def sheet(source, language, draft=None):
    """Everything the screen, files and validation need of a page in a language."""
    draft = draft or open_draft(source, language)
    page = translation_of(source, language)
    standing = standing_of(page)
    answered = standing.answers if standing else []
    lines = compare(sentences(source), answered)
    there = {each.key: each.text for each in sentences(page)} if page else {}
    written = draft.texts if draft else {}
    terms = terms_of(language)
    rows = [
        row(number, line, there, written, source, terms) for number, line in enumerate(lines) if line.now is not None
    ]
    removed = [line.answered["text"] for line in lines if line.now is None]
    return Sheet(source, language, page, standing, draft, rows, removed)


def row(number, line, there, written, source, terms):
    sentence, state = line.now, line.state
    current = there.get(line.answered["at"] or sentence.key, "") if line.answered else there.get(sentence.key, "")
    if state == "same" and not current:
        state = "new"
    entry = draft_entry(sentence, written)
    is_of_today = bool(entry) and entry["digest"] == sentence.digest
    return Row(
        number=number,
        key=sentence.key,
        digest=sentence.digest,
        label=label_of(source, sentence),
        sentence=sentence,
        state=state,
        before=line.answered["text"] if state == "changed" else "",
        parts=differences(line.answered["text"], sentence.text) if state == "changed" else [],
        current=current,
        value=entry["text"] if entry else current,
        is_kept=is_of_today and entry.get("kept", False),
        is_machine=bool(entry and entry.get("machine")),
        hints=[(french, word) for french, word in terms if french.lower() in sentence.text.lower()][:4],
    )


def draft_entry(sentence, written):
    """What the draft has for a sentence, which may have moved since."""
    exact = written.get(sentence.key)
    if exact and exact["digest"] == sentence.digest:
        return exact
    moved = (each for each in written.values() if each["digest"] == sentence.digest)
    return next(moved, exact)


def terms_of(language):
    """``[(French, translated), ...]``: names of pages already translated, to say the same thing in the same words."""
    french = dict(sources().filter(depth__gt=2).values_list("translation_key", "title"))
    pages = Page.objects.filter(locale__language_code=language, live=True, translation_key__in=french, alias_of=None)
    return [(french[key], title) for key, title in pages.values_list("translation_key", "title")]


def label_of(source, sentence):
    """Where the sentence stands, in the words of the page's form."""
    model_field = source._meta.get_field(sentence.field_name)
    names = [model_field.verbose_name]
    if isinstance(model_field, StreamField):
        kinds = dict(getattr(source, model_field.name).stream_block.child_blocks)
        _name, identifier, *inner = sentence.key.rsplit("#", 1)[0].split(".")
        kind = next((each.block_type for each in getattr(source, model_field.name) if each.id == identifier), None)
        names = [kinds[kind].label] if kind else names
        names += _inner_label(kinds.get(kind), inner)
    return capfirst(" · ".join(str(name) for name in names))


def _inner_label(block, inner):
    child = getattr(block, "child_blocks", {}).get(inner[0]) if inner else None
    return [child.label] if child else []


def sheet_of_key(key, language):
    """The sheet of the page with this translation key; None if there is none."""
    try:
        key = UUID(key)
    except ValueError:
        return None
    page = sources().filter(translation_key=key, content_type__model__in=KINDS).first()
    return sheet(page.specific, language) if page and language in LANGUAGES else None
