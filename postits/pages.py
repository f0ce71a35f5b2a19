"""The pages notes are left on: their paragraphs, the services they name, and where they are open to readers."""

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms import memory, routing
from cms.enums import SOURCE_LANGUAGE
from cms.margins import FOOT, INTRODUCTION, MEMO
from cms.models import GuidePage, PublicPage, ServicePage, SituationPage

from .enums import Notes
from .models import LONGEST_QUOTE, Opening

GUIDE = (GuidePage, SituationPage)


def paragraphs(page):
    """``{place: text}``: what may be written about on a page, as it reads now; the foot stands for the whole page."""
    texts = {INTRODUCTION: page.introduction} if page.introduction else {}
    if memo := getattr(page, "memo", "").strip():
        texts[MEMO] = memo
    if hasattr(page, "body"):
        texts |= {block.id: _text(block) for block in page.body if block.id}
    return texts | {FOOT: page.title}


def _text(block):
    words = "\n".join(str(part).strip() for part in block.block.get_searchable_content(block.value))
    return words.strip() or str(block.block.label)


def quote(page, place):
    """The text of a paragraph, shortened, or None where the page has no such place."""
    text = paragraphs(page).get(place)
    return None if text is None else shortened(text)


def shortened(text):
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1].rstrip() + "…"


def published(pk):
    """The published page with this key, as its own kind; Http404 where there is none, or not for everybody."""
    if pk > 2**31 - 1:
        raise Http404
    page = get_object_or_404(Page.objects.live().public(), pk=pk).specific
    if not isinstance(page, PublicPage):
        raise Http404
    return page


def opening_of(page):
    """What editors chose for a page; a row that is not kept where they chose nothing."""
    key = page.translation_key
    return Opening.objects.filter(translation_key=key).first() or Opening(translation_key=key)


def takes_notes(page, opening):
    """Whether readers may leave notes under the paragraphs of a page."""
    return opening.notes == Notes.ON or (opening.notes == Notes.USUAL and isinstance(page, GUIDE))


def services_named():
    """``{key of a page: codes of the services it names}``, for the published pages; one look an edition."""
    return memory.remember("postits.services", _read_services)


def _read_services():
    found = {page.pk: set(page.service_codes) for page in SituationPage.objects.live().only("services")}
    pages = ServicePage.objects.live().exclude(service=None)
    return found | {pk: {code} for pk, code in pages.values_list("pk", "service__code")}


def pages_naming(codes):
    """Keys of the published pages that name one of these services."""
    return [pk for pk, named in services_named().items() if named & set(codes)]


def path_of(note):
    """Where a note is read: the very page it was left on; the site's door once that page is gone.

    A French page is seen inside the language of the note, unless that leads to a translation, which has its own notes.
    """
    if note.page is None or not note.page.live:
        return f"/{note.language}/"
    own = routing.language_of(note.page)
    is_seen_inside = own == SOURCE_LANGUAGE and note.language not in routing.translations(note.page)
    return f"{routing.address(note.page, note.language if is_seen_inside else own)}#mots-{note.place}"


def place_name(note_or_place):
    """What a place of a page is called, for agents; "" for a block, which its own text names."""
    place = getattr(note_or_place, "place", note_or_place)
    return {INTRODUCTION: _("Introduction"), MEMO: _("À garder en tête"), FOOT: _("Toute la page")}.get(place, "")


def has_changed(note):
    """Whether the paragraph no longer reads as it did when the note was left (the page published, its own kind)."""
    return note.page is not None and quote(note.page.specific, note.place) != note.quote


def to_open(words=""):
    """The French pages editors may open to readers: the guide's and those already chosen, or those with the words."""
    pages = Page.objects.live().filter(locale__language_code="fr", alias_of=None, depth__gt=1)
    if words:
        return pages.filter(title__unaccent__icontains=words).order_by("path")
    chosen = Opening.objects.values("translation_key")
    guide = Q(pk__in=GuidePage.objects.values("pk")) | Q(pk__in=SituationPage.objects.values("pk"))
    return pages.filter(guide | Q(translation_key__in=chosen)).order_by("path")


def today():
    return timezone.localdate()


def openings(pages):
    """``{translation key: Opening}`` of these pages."""
    keys = [page.translation_key for page in pages]
    return {opening.translation_key: opening for opening in Opening.objects.filter(translation_key__in=keys)}
