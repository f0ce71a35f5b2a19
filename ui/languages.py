"""The same page in another language."""

from django.conf import settings
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.translation import get_language, get_language_info, override

RIGHT_TO_LEFT = set(settings.LANGUAGES_BIDI)


def translated(path: str, language: str) -> str:
    """`path` in `language`; that language's home page when there is no such page."""
    return _in_language(_match(path), language)


def _match(path):
    try:
        return resolve(path)
    except Resolver404:
        return None


def _in_language(match, language):
    """The address, in another language, of the view that answers here; the home page of that language for others."""
    home = f"/{language}/"
    if match is None or match.url_name in (None, "wagtail_serve"):
        return home
    with override(language):
        try:
            address = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
        except NoReverseMatch:
            return home
    return address if address.startswith(home) else home


def links(request, page=None) -> list[dict]:
    """One entry per language of the site, for the switcher."""
    pages = _pages(page)
    match = getattr(request, "resolver_match", None) or _match(request.path_info if request else "/")
    return [_link(code, pages.get(code) or _in_language(match, code)) for code, _name in settings.LANGUAGES]


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
