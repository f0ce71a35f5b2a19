"""What readers see in the margin of a page: published notes, the town hall's answers, and where to leave one's own."""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from cms import memory, routing
from cms.margins import FOOT

from .enums import Kind
from .queries import echoes, shown_on, today

SHORT = 40  # letters of a paragraph, in the names of links that would be alike otherwise


def under(request, page, place):
    """HTML under one place of a page, in the reader's language; made once an edition and a day for strangers."""
    language = getattr(request, "LANGUAGE_CODE", None) or translation.get_language()
    if language not in routing.LANGUAGES:
        return ""
    if getattr(request, "user", None) and request.user.is_authenticated:
        return rendered(request, page, place, language)
    key = ("postits", page.pk, place, language, today())
    return memory.remember(key, lambda: rendered(None, page, place, language))


def rendered(request, page, place, language):
    """``request`` is that of somebody signed in, who may say « moi aussi »; else None: the same for everybody."""
    shown = shown_on(page)
    has_foot = shown.lost or shown.comments or shown.opening.discussion_from or shown.needs_reader
    if place == FOOT and not has_foot:
        return ""
    if place != FOOT and not (shown.takes_notes or shown.notes.get(place)):
        return ""
    own = _own(request, page, shown) if request else {}
    context = {
        "page": page,
        "place": place,
        "shown": shown,
        "notes": [(note, *own.get(note.pk, (note.me_too, False))) for note in shown.notes.get(place, [])],
        "short": _short(shown.quotes.get(place, "")),
        "spoken": routing.language_of(page),
        "spoken_dir": routing.direction(routing.language_of(page)),
        "language": language,
        "dir": routing.direction(language),
        "user": request.user if request else None,
    }
    if place == FOOT:
        context |= _foot(shown, own)
    with translation.override(language):
        context["leave"] = reverse("postits:leave", args=[page.pk, place])
        return render_to_string(f"postits/_{'foot' if place == FOOT else 'margin'}.html", context, request)


def _own(request, page, shown):
    """What this person said the same as: one query for the whole page."""
    kept = getattr(request, "postits", None)
    if kept is None or kept[0] != page.pk:
        kept = request.postits = (page.pk, echoes(request.user, shown.keys))
    return {key: kept[1].get(key, (0, False)) for key in shown.keys}


def _foot(shown, own):
    def row(note):
        return (note, *own.get(note.pk, (note.me_too, False)))

    return {
        "lost": [row(note) for note in shown.lost],
        "comments": [(row(note), [row(each) for each in note.answers_below]) for note in shown.comments],
        "is_discussing": shown.opening.is_discussing(today()),
        "is_to_come": shown.opening.is_to_come(today()),
        "has_discussion": shown.opening.discussion_from or shown.comments,
        "wording": Kind.WORDING,
    }


def _short(text):
    words = " ".join(text.split())
    return words if len(words) <= SHORT else words[:SHORT].rsplit(" ", 1)[0] + "…"
