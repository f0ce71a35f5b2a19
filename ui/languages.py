"""The same page in another language."""

from django.conf import settings
from django.urls import Resolver404, resolve, reverse
from django.urls import translate_url as django_translate_url
from django.utils.translation import get_language, get_language_info, override

RIGHT_TO_LEFT = set(settings.LANGUAGES_BIDI)


def translated(path: str, language: str) -> str:
    """`path` in `language`; that language's home page when there is no such page."""
    home = f"/{language}/"
    try:
        match = resolve(path)
    except Resolver404:
        return home
    if match.url_name == "wagtail_serve":
        return home
    address = django_translate_url(path, language)
    return address if address.startswith(home) else home


def links(request, page=None) -> list[dict]:
    """One entry per language of the site, for the switcher."""
    pages = _pages(page)
    path = request.path_info if request else "/"
    return [_link(code, pages.get(code) or translated(path, code)) for code, _name in settings.LANGUAGES]


def addresses(name, *args) -> list[dict]:
    """One entry per language of the site: the address of a view in that language."""
    found = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            found.append(_link(code, reverse(name, args=args)))
    return found


def _link(code, url):
    return {
        "code": code,
        "name": NAMES.get(code) or get_language_info(code)["name_local"],
        "dir": "rtl" if code in RIGHT_TO_LEFT else "ltr",
        "url": url,
        "current": code == get_language(),
    }


NAMES = {"fr": "Français", "en": "English", "ar": "العربية", "zh-hans": "中文", "wo": "Wolof", "bm": "Bamanankan"}


def _pages(page) -> dict[str, str]:
    """Addresses of a CMS page by language, as the page itself gives them."""
    return getattr(page, "language_addresses", None) or {}
