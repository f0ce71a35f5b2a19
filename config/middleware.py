"""What every request goes through, besides the ready-made parts."""

import time

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.conf import settings
from django.template import loader

POLICY_HEADER = "Content-Security-Policy"
EDITOR_PREFIX = "/redaction/"
EDITOR_DIRECTIVES = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
    "object-src": [NONE],
}
PREVIEW_DIRECTIVES = {"frame-ancestors": [SELF]}
REFRESH_SECONDS = 60


def editor_policy(get_response):
    """Loosen the content security policy for the editor's pages only: Wagtail writes scripts and styles inline.

    A preview is a page of the site that has been through all this once and has its policy already: it keeps it, but
    may be shown in the frame beside the form.
    """

    def middleware(request):
        response = get_response(request)
        if request.path_info.startswith(EDITOR_PREFIX):
            is_preview = response.headers.pop(POLICY_HEADER, None)
            response._csp_replace = PREVIEW_DIRECTIVES if is_preview else EDITOR_DIRECTIVES
        return response

    return middleware


def kind_refusal(get_response):
    """Whoever opens the address of a form by hand is told what it is, instead of a blank page."""

    def middleware(request):
        response = get_response(request)
        if response.status_code == 405 and not response.content:
            response.content = loader.render_to_string("405.html", {}, request)
            response.headers["Content-Type"] = f"text/html; charset={response.charset}"
        return response

    return middleware


def private_by_default(get_response):
    """An answer whose view says nothing of caches is its visitor's alone; of people signed in, no trace is kept."""

    def middleware(request):
        response = get_response(request)
        if not response.has_header("Cache-Control"):
            known = settings.SESSION_COOKIE_NAME in request.COOKIES or settings.SESSION_COOKIE_NAME in response.cookies
            response.headers["Cache-Control"] = "private, no-store" if known else "private, no-cache"
        return response

    return middleware


def idle_session(get_response):
    """Count the idle time from the last visit, with at most one write a minute."""

    def middleware(request):
        response = get_response(request)
        if request.user.is_authenticated and request.session.get("seen", 0) < time.time() - REFRESH_SECONDS:
            request.session["seen"] = int(time.time())
        return response

    return middleware
