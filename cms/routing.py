"""Addresses of pages in six languages.

The French tree is the source. A page that has no published translation answers all the same in the visitor's
language, at its French path: the interface is his, the text is French and says so.
"""

import copy
from typing import NamedTuple

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.url_routing import RouteResult

from . import memory
from .enums import RIGHT_TO_LEFT, SOURCE_LANGUAGE

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def active_language():
    language = translation.get_language()
    return language if language in LANGUAGES else SOURCE_LANGUAGE


def language_of(page):
    """The language the text of a page is written in: an alias speaks the language of its source."""
    return (page.alias_of if page.alias_of_id else page).locale.language_code


def direction(language):
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def address(page, language=None):
    """The path of ``page``, seen from ``language`` (its own by default)."""
    rest = page.url_path.lstrip("/").partition("/")[2]
    with translation.override(language or language_of(page)):
        return reverse("wagtail_serve", args=[rest])


def translations(page):
    """``{language: path}``: the page and what is published of it in other languages; aliases are no translations."""
    return memory.remember(("translations", page.translation_key), lambda: read_translations(page))


def read_translations(page):
    found = Page.objects.live().filter(translation_key=page.translation_key, alias_of=None).select_related("locale")
    return {each.locale.language_code: address(each) for each in found}


def addresses(page):
    """``{language: path}`` for every language: the translation's where there is one, else the source's."""
    found = page.published_translations
    source = found.get(SOURCE_LANGUAGE) or address(page)
    return {code: found.get(code) or seen_from(code, source) for code in LANGUAGES}


def seen_from(language, path):
    """The path of a page of the site, inside another language."""
    return f"/{language}/{path.removeprefix('/').partition('/')[2]}"


def find(path, language):
    """``(key, content type)`` of the page at a path inside a language; where its tree has none, the French tree's."""
    paths = live_paths()
    trees = [tree for wanted in (language, SOURCE_LANGUAGE) for tree, own in paths.homes if own == wanted]
    return next((paths.pages[tree + path] for tree in trees if tree + path in paths.pages), None)


def route(path, language):
    """What Wagtail calls the route of a page: the page, nothing more."""
    found = find(path, language)
    if found is None:
        raise Http404
    return RouteResult(load(*found))


def load(key, content_type):
    """The page as its own kind, with its language: a copy, for one visit, of the one this edition remembers."""
    return copy.copy(memory.remember(("page", key), lambda: read_page(key, content_type)))


def read_page(key, content_type):
    model = ContentType.objects.get_for_id(content_type).model_class()
    also = ["locale", *(name for name in ("service", "picture", "sharing_picture") if hasattr(model, name))]
    return get_object_or_404(model.objects.live().select_related(*also), pk=key)


class Paths(NamedTuple):
    """``pages``: ``{url_path: (key, content type)}`` of what is published; ``homes``: ``[(url_path, language)]``,
    the front doors: the root of the site and its translations."""

    pages: dict
    homes: list


def live_paths():
    return memory.remember("paths", read_live_paths)


def read_live_paths():
    rows = Page.objects.live().filter(depth__gt=1).order_by("path")
    rows = list(rows.values_list("url_path", "pk", "content_type_id", "translation_key", "locale__language_code"))
    front = Site.objects.filter(is_default_site=True).values_list("root_page__translation_key", flat=True).first()
    return Paths(
        pages={path: (key, kind) for path, key, kind, _same, _language in rows},
        homes=[(path, language) for path, _key, _kind, same, language in rows if same == front],
    )


def is_open():
    """Whether nobody has closed any page to some visitors: one look for the whole site, not one for each page."""
    return not memory.remember("closed", PageViewRestriction.objects.exists)


def better_address(page):
    """Where the visitor should rather be: the translation in his language of a page asked by its French path."""
    language = active_language()
    if page.locale.language_code == language:
        return None
    return page.published_translations.get(language)


def context(page, request):
    """What templates need to know about languages."""
    language = language_of(page)
    shown_in = page.locale.language_code if getattr(request, "is_preview", False) else active_language()
    return {
        "content_language": language,
        "content_dir": direction(language),
        "is_fallback": language != shown_in,
        "alternates": [(code, absolute(path)) for code, path in page.published_translations.items()],
        "canonical": absolute(address(page)),
        "crumbs": crumbs(page, shown_in),
    }


def absolute(path):
    return f"{settings.SITE_URL}{path}"


def crumbs(page, language):
    """``[(title, path, language of the title)]`` from the front door to the parent."""
    above = page.path[: -page.steplen]
    return memory.remember(("crumbs", above, language), lambda: read_crumbs(page, language))


def read_crumbs(page, language):
    ancestors = list(page.get_ancestors().filter(depth__gt=1).select_related("locale", "alias_of__locale"))
    return [(each.title, address(each, language), language_of(each)) for each in localized(ancestors, language)]


def localized(pages, language):
    """The pages, each replaced by its published translation in ``language`` if it has one. One query at most."""
    pages = list(pages)
    strangers = [page.translation_key for page in pages if page.locale.language_code != language]
    if not strangers:
        return pages
    found = type(pages[0]).objects.live().filter(alias_of=None, translation_key__in=strangers)
    found = found.filter(locale__language_code=language).select_related("locale")
    by_key = {page.translation_key: page for page in found}
    return [by_key.get(page.translation_key, page) for page in pages]
