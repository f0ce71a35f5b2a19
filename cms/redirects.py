"""Old addresses, kept by Wagtail's list of redirects: when a page moves, and those that staff write.

Looked up only when nothing answers at an address, and told in one step: where one old address leads to another one,
the visitor goes straight to the end. The target is what staff chose, never anything the visitor sent.
"""

from django.conf import settings
from django.http import HttpResponsePermanentRedirect, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from wagtail.contrib.redirects.models import Redirect

from . import routing
from .enums import SOURCE_LANGUAGE

LONGEST_CHAIN = 10
LONGEST_PATH = 255


class Redirects:
    """Middleware: where nothing was found, look for a new address."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in ("GET", "HEAD"):
            return response
        found = target(request.path_info)
        if found is None:
            return response
        url, is_permanent = found
        return (HttpResponsePermanentRedirect if is_permanent else HttpResponseRedirect)(url)


def target(path):
    """``(address, is it for ever)`` of what an old path has become; None when nobody said, or in a circle."""
    path, is_permanent, seen, url = Redirect.normalise_path(path), True, set(), None
    while path not in seen and len(seen) < LONGEST_CHAIN:
        seen.add(path)
        redirect, language = look_up(path)
        if redirect is None:
            break
        is_permanent = is_permanent and redirect.is_permanent
        url = address_of(redirect, language)
        if url is None or redirect.redirect_page_id or not url.startswith("/") or is_page(url):
            break
        path = Redirect.normalise_path(url)
    else:
        return None
    return (url, is_permanent) if url else None


def is_page(path):
    language, _, rest = path[1:].partition("/")
    return routing.find(rest, language) is not None


def look_up(path):
    """``(redirect, language)`` of a path: its own, else that of the French page it stood for in another language."""
    if "\0" in path or len(path) > LONGEST_PATH:
        return None, None
    language = path[1:].partition("/")[0]
    language = language if language in routing.LANGUAGES else SOURCE_LANGUAGE
    wanted = [path] if language == SOURCE_LANGUAGE else [path, routing.seen_from(SOURCE_LANGUAGE, path)]
    rows = Redirect.objects.filter(old_path__in=wanted).select_related(
        "redirect_page__locale", "redirect_page__alias_of__locale"
    )
    found = {redirect.old_path: redirect for redirect in rows}
    return next((found[each] for each in wanted if each in found), None), language


def address_of(redirect, language):
    """The path of a published page, seen from the language asked; or the address that staff wrote, when it is sane."""
    page = redirect.redirect_page
    if page is not None:
        return routing.address(routing.localized([page], language)[0], language) if page.live else None
    link = redirect.redirect_link.removeprefix(settings.SITE_URL)
    is_ours = link.startswith("/") and url_has_allowed_host_and_scheme(link, allowed_hosts=None)
    return link if is_ours or link.startswith(("https://", "http://")) else None
