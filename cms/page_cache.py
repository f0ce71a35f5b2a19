"""Public pages kept ready, whole, for visitors the site does not know.

Kept under the stamp of the edition (see ``cms.memory``) and the day, in the cache the workers share and, nearest, in
each process: whatever is published changes the stamp, and every page kept before is then never looked at again.

Only what ``cms`` serves as a published page to somebody without session or message waiting is kept: no name, no token
of a form, nothing of the query string can be in it. That is also why it may be sent compressed.
"""

import gzip
import hashlib
import logging
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags

from . import memory, routing, statistics

logger = logging.getLogger(__name__)

PUBLIC = "public, max-age=0, must-revalidate"
DAY = 24 * 3600
MOST = 300  # pages kept in one process: some ten megabytes
THEMES = {"light", "dark"}
# What newsletters and social networks add to our addresses, and no page reads.
NOISE = {"utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term", "fbclid", "gclid", "mtm_campaign"}
NOT_KEPT = {"vary", "content-length", "cache-control", "date"}


class Kept(NamedTuple):
    """A page as it goes out: twice its bytes, its headers and the mark that tells it from another one."""

    body: bytes
    compressed: bytes
    headers: dict
    mark: str


_ready = {}
_answers = {}


class PageCache:
    """Answer from what is kept; keep what may be. Stands before everything that knows the visitor."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.respond(request)
        statistics.count(request, response)
        return response

    def respond(self, request):
        if not is_for_anybody(request):
            return self.get_response(request)
        place = place_of(request)
        kept = _ready.get((memory.recent_stamp(), *place)) or self.fetch_or_make(request, place)
        return answer(request, kept) if isinstance(kept, Kept) else kept

    def fetch_or_make(self, request, place):
        """The page from the shared cache, else made now; the plain response when it is not one to keep."""
        stamp = memory.current_stamp()
        if stamp is None or not is_page(request.path_info):
            return self.get_response(request)
        kept = fetch((stamp, *place))
        if kept is None:
            response = self.get_response(request)
            if request.META.get("QUERY_STRING") or not may_be_kept(request, response):
                return response
            kept = kept_of(response)
            store((stamp, *place), kept)
        remember((stamp, *place), kept)
        return kept


def kept_answer(request, question, make):
    """The answer to what a stranger asks, kept in this process until something is published; ``make()`` for others.

    ``question``: all that ``make`` reads of the request's query string and form.
    """
    stamp = memory.current_stamp()
    if stamp is None or not is_stranger(request):
        return make()
    key = (stamp, *place_of(request), question)
    kept = _answers.get(key)
    if kept is None:
        response = make()
        if not is_the_same_for_all(response):
            return response
        if len(_answers) >= MOST:
            _answers.clear()
        kept = _answers[key] = kept_of(response)
    return answer(request, kept)


def is_for_anybody(request):
    """Whether the answer cannot depend on who asks: an address of a page, nobody the site knows."""
    return (
        is_stranger(request)
        and language_of(request.path_info) in routing.LANGUAGES
        and (not request.META.get("QUERY_STRING") or NOISE.issuperset(request.GET))
    )


def is_stranger(request):
    """Whether nothing tells who asks: no session, no message, no draft."""
    return (
        settings.PAGE_CACHE
        and request.method in ("GET", "HEAD")
        and not getattr(request, "is_dummy", False)  # an editor's preview bears the address of the page
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "messages" not in request.COOKIES
        and settings.KIOSK_COOKIE not in request.COOKIES  # a counter puts its own frame around
        and "Authorization" not in request.headers
    )


def language_of(path):
    return path[1:].partition("/")[0]


def is_page(path):
    language, _, rest = path[1:].partition("/")
    return routing.find(rest, language) is not None


def place_of(request):
    """All that the page may depend on, besides what is published."""
    theme = request.COOKIES.get("theme")
    return date.today(), request.scheme, request.get_host(), request.path_info, theme if theme in THEMES else ""


def may_be_kept(request, response):
    match = request.resolver_match
    return (
        getattr(response, "is_public_page", False)
        and match is not None
        and match.url_name == "wagtail_serve"
        and is_the_same_for_all(response)
    )


def is_the_same_for_all(response):
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not response.has_header("Cache-Control")
        and "nonce-" not in response.headers.get("Content-Security-Policy", "")
        and b"csrfmiddlewaretoken" not in response.content
    )


def kept_of(response):
    headers = {name: value for name, value in response.headers.items() if name.lower() not in NOT_KEPT}
    body = response.content
    return Kept(body, gzip.compress(body, 6, mtime=0), headers, hashlib.sha256(body).hexdigest()[:32])


def answer(request, kept):
    """The page, compressed for whoever can read it; only its mark for whoever has it already."""
    is_compressed = "gzip" in request.headers.get("Accept-Encoding", "")
    mark = f'"{kept.mark}-gzip"' if is_compressed else f'"{kept.mark}"'
    if has_it(request.headers.get("If-None-Match"), mark):
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(kept.compressed if is_compressed else kept.body, headers=kept.headers)
        response.headers["Content-Length"] = str(len(response.content))
        if is_compressed:
            response.headers["Content-Encoding"] = "gzip"
    response.headers["ETag"] = mark
    response.headers["Cache-Control"] = PUBLIC
    response.headers["Vary"] = "Accept-Encoding"
    return response


def has_it(known, mark):
    return bool(known) and mark in {each.removeprefix("W/") for each in parse_etags(known)}


def remember(key, kept):
    if len(_ready) >= MOST:
        _ready.clear()
    _ready[key] = kept


def fetch(key):
    """From the shared cache; a cache that is down costs time, not the page."""
    try:
        found = caches["pages"].get(name_of(key))
    except Exception:
        logger.exception("the cache of pages does not answer")
        return None
    return Kept(*found) if found else None


def store(key, kept):
    try:
        caches["pages"].set(name_of(key), tuple(kept), DAY)
    except Exception:
        logger.exception("the cache of pages does not answer")


def name_of(key):
    return hashlib.sha256(repr((code_state(), *key)).encode()).hexdigest()


@lru_cache
def code_state():
    """What the pages are made with: after an upgrade, nothing made by the code before is served."""
    state = hashlib.sha256(f"{settings.SITE_URL} {settings.SITE_NAME}".encode())
    files = [path for app in APPS for path in (settings.BASE_DIR / app).rglob("*") if path.suffix in (".py", ".html")]
    files += [*settings.LOCALE_PATHS[0].rglob("*.mo"), settings.STATIC_ROOT / "staticfiles.json"]
    for path in sorted(files):
        if path.exists():
            state.update(f"{path.name} {path.stat().st_mtime_ns}\n".encode())
    return state.hexdigest()


APPS = ("config", "ui", "cms", "postits", "upkeep")
