"""What the header and the footer lead to: as staff arranged it, else as the site was made."""

from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from . import memory, queries, routing
from .enums import SOURCE_LANGUAGE, Known, MenuPlace
from .models import MenuEntry, OfficialsPage, PressPage
from .models.menus import MOST_IN_HEADER

USUAL = {
    MenuPlace.HEADER: [
        Known.HOME,
        Known.FAMILIES,
        Known.GUIDE,
        Known.PROCEDURES,
        Known.BANNS,
        Known.COMMANDMENTS,
    ],
    MenuPlace.FOOTER: [Known.DICTIONARY, Known.ACCESSIBILITY, Known.LEGAL, Known.PRIVACY, Known.CREDITS, Known.SOURCE],
}
PICTOGRAMS = {
    Known.HOME: "town-hall",
    Known.FAMILIES: "services",
    Known.GUIDE: "guide",
    Known.PROCEDURES: "procedures",
    Known.BANNS: "banns",
    Known.COMMANDMENTS: "commandments",
    Known.DICTIONARY: "book-image",
    Known.NEWS: "newspaper",
    Known.AGENDA: "calendar",
    Known.OFFICIALS: "people",
    Known.PRESS: "megaphone",
}


@dataclass(frozen=True)
class Link:
    """An entry as it is shown; ``language`` is that of its words."""

    label: str
    url: str
    language: str
    pictogram: str = "document"
    is_families: bool = False
    is_external: bool = False

    @property
    def dir(self):
        return routing.direction(self.language)


def links(place, language):
    """The entries of a place, those that lead nowhere left out."""
    return memory.remember(("menu", place, language), lambda: load_links(place, language))


def load_links(place, language):
    entries = list(MenuEntry.objects.filter(place=place).select_related("page__locale"))
    entries = entries or [MenuEntry(place=place, known=known) for known in USUAL[place]]
    shown = [link(entry, language) for entry in entries]
    return [each for each in shown if each][: MOST_IN_HEADER if place == MenuPlace.HEADER else None]


def link(entry, language):
    """The entry as it is shown in ``language``; None while what it leads to does not exist or is not published."""
    target = target_of(entry, language)
    if target is None or not target.url:
        return None
    words = entry.labels.get(language)
    if words:
        return Link(**{**vars(target), "label": words, "language": language})
    french = entry.labels.get(SOURCE_LANGUAGE)
    if french and not entry.known and target.language == SOURCE_LANGUAGE:
        return Link(**{**vars(target), "label": french, "language": SOURCE_LANGUAGE})
    return target


def target_of(entry, language):
    if entry.known:
        return known_target(Known(entry.known), language)
    if entry.page_id:
        return page_target(entry.page, language)
    french = entry.labels.get(SOURCE_LANGUAGE, entry.url)
    return Link(french, entry.url, SOURCE_LANGUAGE, is_external=not entry.url.startswith("/"))


def page_target(page, language):
    if not page.live:
        return None
    [best] = routing.localized([page], language)
    return Link(best.title, routing.address(best, language), routing.language_of(best))


def known_target(known, language):
    with translation.override(language):
        label = str(known.label)
        url = ADDRESSES[known](language)
    return Link(
        label,
        url,
        language,
        PICTOGRAMS.get(known, "document"),
        is_families=known is Known.FAMILIES,
        is_external=known is Known.SOURCE,
    )


def view(name, language):
    """The address of a view, ``""`` while there is no such view."""
    try:
        return reverse(name, args=[""] if name == "wagtail_serve" else [])
    except NoReverseMatch:
        return ""


def navigation(name, language):
    return queries.navigation(language)[name]


def first_of(model, language):
    page = queries.in_source(model).first()
    return routing.address(routing.localized([page], language)[0], language) if page else ""


def source(language):
    return settings.SOURCE_URL


ADDRESSES = {
    Known.HOME: partial(view, "wagtail_serve"),
    Known.PROCEDURES: partial(view, "cases:procedures"),
    Known.BANNS: partial(view, "workflows:banns"),
    Known.DICTIONARY: partial(view, "dictionary:browse"),
    Known.FAMILIES: partial(navigation, "families_url"),
    Known.GUIDE: partial(navigation, "guide_url"),
    Known.COMMANDMENTS: partial(navigation, "commandments_url"),
    Known.ACCESSIBILITY: partial(navigation, "accessibility_url"),
    Known.LEGAL: partial(navigation, "legal_url"),
    Known.PRIVACY: partial(navigation, "privacy_url"),
    Known.CREDITS: partial(navigation, "credits_url"),
    Known.NEWS: partial(navigation, "news_url"),
    Known.AGENDA: partial(navigation, "agenda_url"),
    Known.OFFICIALS: partial(first_of, OfficialsPage),
    Known.PRESS: partial(first_of, PressPage),
    Known.SOURCE: source,
}


def arrange_as_usual():
    """Write the usual entries down, so that staff change them one by one; nothing where there are some already."""
    for place, every in USUAL.items():
        if not MenuEntry.objects.filter(place=place).exists():
            MenuEntry.objects.bulk_create(
                MenuEntry(place=place, known=known, sort_order=number) for number, known in enumerate(every)
            )
