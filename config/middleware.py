"""What every request goes through, besides the ready-made parts."""

import time

from csp.constants import NONE, SELF, UNSAFE_INLINE

EDITOR_PREFIX = "/redaction/"
EDITOR_DIRECTIVES = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
    "object-src": [NONE],
}
REFRESH_SECONDS = 60


def editor_policy(get_response):
    """Loosen the content security policy for the editor's pages only: Wagtail writes scripts and styles inline."""

    def middleware(request):
        response = get_response(request)
        if request.path_info.startswith(EDITOR_PREFIX):
            response._csp_replace = EDITOR_DIRECTIVES
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
