"""The counter's first page, its languages, and the end of a session."""

from django.conf import settings
from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kiosk import actions, visits
from kiosk.enums import End
from kiosk.middleware import leave

from .doors import at_the_counter


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_counter()
def home(request, kiosk):
    """Three doors: my card, an agent helps me, the public pages."""
    return render(request, "kiosk/home.html", {"kiosk": kiosk})


@require_POST
@at_the_counter()
def language(request, kiosk):
    """Speak this language until the session ends."""
    response = redirect("kiosk:home", kiosk.code)
    if request.POST.get("language") in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, request.POST["language"], samesite="Lax")
    return response


@require_GET
@at_the_counter(entered=True)
def status(request, kiosk):
    """How many seconds are left; asking does not prolong them."""
    return JsonResponse({"left": max(0, int((request.visit.until - timezone.now()).total_seconds()))})


@require_POST
@at_the_counter(entered=True)
def stay(request, kiosk):
    """Somebody is there; the middleware has noted it once this answers."""
    return JsonResponse({"left": max(0, int((request.visit.until - timezone.now()).total_seconds()))})


@require_POST
@at_the_counter(entered=True)
def more_time(request, kiosk):
    visits.more_time(request.visit)
    return redirect("workflows:space")


@require_POST
@at_the_counter(entered=None)
def call(request, kiosk):
    """Have an agent come."""
    actions.call(kiosk=kiosk, actor=request.user if request.visit else None)
    messages.success(request, _("Un agent est prévenu. Restez ici, il vient vers vous."))
    return redirect("workflows:space") if request.visit else redirect("kiosk:home", kiosk.code)


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_counter(entered=True)
def end(request, kiosk):
    """Ask, then end: everything is wiped."""
    if request.method != "POST":
        return render(request, "kiosk/end.html", {"kiosk": kiosk})
    reason = End.IDLE if request.POST.get("idle") else End.PERSON
    visits.end(request.visit, reason, actor=request.user)
    return leave(request, kiosk)
