"""What holds at a counter, whatever page is open: who may stay, what may be opened, what is left behind."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from journal.actions import marked
from ui.languages import NAMES

from . import devices, visits
from .models import Visit

KEY = "kiosk_visit"
WIPED = '"cache", "storage"'
# What a session at a counter may open: the person's own papers and cases, and the public pages.
ROOMS = {
    "kiosk", "workflows", "cases", "vault", "notifications", "coworking", "letterbox", "mandates", "privacy", "cms",
    "postits",
}  # fmt: skip
OPEN = {"wagtail_serve"}
# One sees who helps and what is kept, and stops a mandate; what binds for long, or carries everything away, waits for a
# computer of one's own: somebody may stand behind.
CLOSED = {"kiosk:pin", "kiosk:remove_pin", "notifications:preferences", "vault:share", "workflows:withdraw"}
CLOSED |= {f"mandates:{name}" for name in ("give", "ask", "code", "answer", "refuse", "helping")}
CLOSED |= {f"privacy:{name}" for name in ("ask_export", "take", "erase", "keep")}
INSTEAD = {"vault:download": "vault:look", "workflows:booklet_pdf": "workflows:booklet"}  # shown, never saved
PASSING = {"cases:procedures", "cases:procedure", "cases:verify", "cases:ask_code", "workflows:banns"}
QUIET = {"kiosk:status"}  # asked by a script: nobody need be there
FILES = {"letterbox:download", "vault:copy", "cases:certificate"}  # saved by the browser, with nothing to show instead
OUTSIDE = re.compile(
    rb"""(<a\b[^>]*?)\shref=(["'])(?:https?:)?//[^"']*\2|(<a\b[^>]*?)\shref=(["'])(?:mailto|tel|sms):[^"']*\4"""
)
PDF = "application/pdf"


@dataclass
class Frame:
    """What the base template puts around each page of a counter."""

    kiosk: object
    visit: object = None
    head: str = "kiosk/_head.html"
    bar: str = "kiosk/_bar.html"

    @property
    def idle(self):
        return settings.KIOSK_IDLE_SECONDS

    @property
    def languages(self):
        return NAMES.items()


class AtTheCounter:
    """Stands after authentication, before the doors of each view."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.device = devices.known(request)
        request.visit = self.visit_of(request)
        request.frame = self.frame_of(request)
        if request.visit is None and request.device and request.user.is_authenticated:
            return leave(request, request.device.kiosk)  # nobody is signed in at a counter by another door
        if request.visit is None:
            return self.kept_from_caches(request, self.get_response(request))
        if reason := visits.why_over(request.visit, request.device):
            visits.end(request.visit, reason)
            return leave(request, request.visit.kiosk)
        with marked(**marks_of(request.visit)):
            return self.within(request)

    def visit_of(self, request):
        """The session at a counter that this browser's cookie belongs to."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or KEY not in request.session:
            return None
        rows = Visit.objects.select_related("device__kiosk", "person", "agent")
        return rows.filter(public_id=request.session[KEY], person=request.user.pk).first() or gone(request)

    def frame_of(self, request):
        if request.visit:
            return Frame(request.visit.kiosk, request.visit)
        if request.device and not request.user.is_authenticated and request.device.kiosk.is_active:
            return Frame(request.device.kiosk)
        return None

    def within(self, request):
        visit, response = request.visit, self.get_response(request)
        if request.visit is None:  # it has just ended
            return response
        match = request.resolver_match
        if match is None or match.view_name not in QUIET:
            visits.touch(visit)
        return no_trace(request, refused(request, instead_of=response) if is_file(response) else response)

    def kept_from_caches(self, request, response):
        if request.frame:
            return no_trace(request, response)
        return response

    def process_view(self, request, view, args, kwargs):
        if request.visit is None:
            return pass_by(request)
        name = request.resolver_match.view_name
        if name in INSTEAD:
            return redirect(INSTEAD[name], **kwargs)
        if name == "account_logout":
            return redirect("kiosk:end", request.visit.kiosk.code)
        return None if may_open(request.resolver_match) else refused(request)


def may_open(match):
    """Whether a session at a counter goes there."""
    if match.view_name in CLOSED | FILES or match.route.startswith(("agent/", "redaction/")):
        return False
    return match.namespace in ROOMS if match.namespace else match.url_name in OPEN


def pass_by(request):
    """At a counter nobody has entered: the public pages, and its own door; every other one leads there."""
    match = request.resolver_match
    is_open = match.namespace in {"kiosk", "cms", "postits"} or match.view_name in PASSING | OPEN
    is_public = is_open or match.route.startswith("health")
    return None if request.frame is None or is_public else redirect("kiosk:home", request.frame.kiosk.code)


def gone(request):
    """A session that names a counter no more: it is nobody's."""
    logout(request)


def marks_of(visit):
    """What each line of the log written meanwhile says of it."""
    marks = {"kiosk": visit.kiosk.code, "visit": visit.public_id}
    return {**marks, "helped_by": visit.agent_id} if visit.agent_id else marks


def is_file(response):
    """Whether a browser would save this instead of showing a page."""
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    return kind == PDF or response.headers.get("Content-Disposition", "").lower().startswith("attachment")


def refused(request, instead_of=None):
    """The kind page. What would have been sent is closed with it: closing it now would end the request midway."""
    response = render(request, "kiosk/not_here.html", status=403)
    response._resource_closers += instead_of._resource_closers if instead_of else []
    return response


def no_trace(request, response):
    """Nothing is kept, and no link leads out of the house."""
    response.headers["Cache-Control"] = "no-store"
    if not response.streaming and response.headers.get("Content-Type", "").startswith("text/html"):
        response.content = OUTSIDE.sub(lambda found: (found[1] or found[3]) + b" data-outside", response.content)
        if "Content-Length" in response.headers:
            response.headers["Content-Length"] = str(len(response.content))
    return response


def leave(request, kiosk):
    """Out: the session destroyed, the browser emptied, its enrolment as the counter's computer kept."""
    logout(request)
    request.visit = request.frame = None
    response = HttpResponseRedirect(reverse("kiosk:home", args=[kiosk.code]))
    response.status_code = 303
    response["Clear-Site-Data"] = WIPED
    response["Cache-Control"] = "no-store"
    # The cookies one by one: "cookies" in the header would take the computer's own with them.
    for name in {*request.COOKIES, settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME} - {settings.KIOSK_COOKIE}:
        response.delete_cookie(name, samesite="Lax")
    return response
