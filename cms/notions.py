"""Where the notions of the dictionary are met: in procedures, in the guide, at the services."""

from cases.models import Procedure
from dictionary.enums import Theme
from dictionary.usage import Use
from ui.words import plain

from . import memory, queries, routing
from .models import ServicePage


def uses(entry, language):
    """The situations that bear its picture, the procedures that ask everybody for it, the services that want it."""
    names = {entry.key, entry.pictogram} - {""}
    found = [use(each, each.pictogram) for each in queries.situations(language) if each.pictogram in names]
    found += [use(card, card.pictogram) for card, papers in asked(language) if papers & names]
    if entry.theme == Theme.PAPERS:
        wanted = without_article(entry.french.word)
        found += [use(text, "services") for text, lines in brought(language) if wanted in lines]
    return found


def use(text, pictogram):
    return Use(text.title, text.url, text.language, pictogram)


def without_article(word):
    """What follows « la », « le », « les », « l’ », « un » or « une »."""
    words = plain(word).replace("l'", "", 1) if plain(word).startswith("l'") else plain(word)
    first, _space, rest = words.partition(" ")
    return rest if first in {"la", "le", "les", "un", "une"} and rest else words


def asked(language):
    """``[(procedure, {kinds of paper asked of everybody})]`` of the procedures open online."""
    return memory.remember(("asked", language), lambda: read_asked(language))


def read_asked(language):
    open_ones = Procedure.objects.filter(is_open=True).order_by("code").values_list("code", flat=True)
    cards = [queries.procedure_card(each, language) for each in queries.open_procedures(list(open_ones))]
    return [(card, {paper.pictogram for paper in card.papers}) for card in cards]


def brought(language):
    """``[(service page, what its French page asks to bring)]``."""
    return memory.remember(("brought", language), lambda: read_brought(language))


def read_brought(language):
    sources = list(queries.in_source(ServicePage))
    pages = routing.localized(sources, language)
    return [
        (queries.text_of(page, language), plain("\n".join(source.document_lines)))
        for page, source in zip(pages, sources, strict=True)
    ]


def door_of(code):
    """``(place, {language: name})`` of a service as its published pages say them; None without a page."""
    source = queries.in_source(ServicePage).filter(service__code=code).first()
    if source is None:
        return None
    pages = ServicePage.objects.live().filter(translation_key=source.translation_key, alias_of=None)
    return source.place, {page.locale.language_code: page.title for page in pages.select_related("locale")}
