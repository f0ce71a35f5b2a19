"""Counters, for administrators and for the agents of the hall."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import cards
from accounts import queries as people
from accounts.access import Access, access
from accounts.enums import Role
from accounts.models import User
from kiosk import actions, devices, queries
from kiosk.enums import HALL
from kiosk.forms import HelpForm, KioskForm
from kiosk.models import Device, Kiosk

ADMINISTRATORS = {Role.ADMINISTRATOR}


@access(Access.STAFF, roles=HALL)
@never_cache
@require_safe
def kiosks(request):
    return render(request, "kiosk/kiosks.html", {"kiosks": queries.kiosks()})


@access(Access.STAFF, roles=HALL)
@never_cache
@require_safe
def kiosk(request, code):
    """One counter: its computer, who stands there, and what an agent can do."""
    return shown(request, get_object_or_404(queries.kiosks(), code=code))


@access(Access.STAFF, roles=ADMINISTRATORS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def create(request):
    return edited(request, Kiosk())


@access(Access.STAFF, roles=ADMINISTRATORS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, code):
    return edited(request, get_object_or_404(Kiosk, code=code))


@access(Access.STAFF, roles=HALL)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pair(request, code):
    """Give a pairing code, shown once; the address alone, asked again, gives none."""
    found = get_object_or_404(queries.kiosks(), code=code)
    if request.method != "POST":
        return redirect("kiosk:kiosk", code)
    return shown(request, found, pairing_code=devices.give_pairing_code(kiosk=found, actor=request.user))


@access(Access.STAFF, roles=HALL)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request, code, public_id):
    """Ask, then make the computer an ordinary one: another code is needed to make it a counter again."""
    rows = Device.objects.select_related("kiosk").filter(kiosk__code=code, revoked_at=None)
    device = get_object_or_404(rows, public_id=public_id)
    if request.method != "POST":
        return render(request, "kiosk/revoke.html", {"kiosk": device.kiosk, "device": device})
    devices.revoke(device=device, actor=request.user)
    messages.success(request, _("Cet ordinateur n’est plus une borne."))
    return redirect("kiosk:kiosk", code)


@access(Access.STAFF, roles=HALL)
@never_cache
@require_safe
def choose(request, public_id):
    """From somebody's card: at which counter she stands. One counter only: straight to it."""
    person = get_object_or_404(User, public_id=public_id, is_active=True, erased_at=None)
    ready = [each for each in queries.kiosks() if each.is_active and each.computers]
    if len(ready) == 1:
        return redirect("kiosk:help", ready[0].code, public_id)
    return render(request, "kiosk/choose.html", {"kiosks": ready, "person": person})


@access(Access.STAFF, roles=HALL)
@never_cache
@require_safe
def search(request, code):
    """Find the person who stands there."""
    found = get_object_or_404(Kiosk, code=code, is_active=True)
    text = request.GET.get("q", "")[:200].replace("\0", "")
    matches = [each for each in people.people(text) if not each.is_agent and each.is_active] if text.strip() else []
    rows = [(person, cards.in_groups(person.username)) for person in matches]
    return render(request, "kiosk/search.html", {"kiosk": found, "people": rows, "text": text})


@access(Access.STAFF, roles=HALL)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def help_somebody(request, code, public_id):
    """Say how one knows the person, type what the counter shows: it opens for her."""
    found = get_object_or_404(Kiosk, code=code, is_active=True)
    person = get_object_or_404(User, public_id=public_id, is_active=True)
    form = HelpForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and opened(found, person, request.user, form):
        messages.success(request, _("La borne s’ouvre pour cette personne."))
        return redirect("kiosk:kiosk", code)
    context = {"kiosk": found, "person": person, "form": form, "card": cards.in_groups(person.username)}
    return render(request, "kiosk/help.html", context, status=422 if form.errors else 200)


@access(Access.STAFF, roles=HALL)
@require_POST
def close(request, code):
    actions.close(kiosk=get_object_or_404(Kiosk, code=code), actor=request.user)
    messages.success(request, _("La borne est refermée : tout y est effacé."))
    return redirect("kiosk:kiosk", code)


def shown(request, found, **more):
    return render(request, "kiosk/kiosk.html", {"kiosk": found, **more})


def edited(request, found):
    form = KioskForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        kept = actions.save(kiosk=form.save(commit=False), actor=request.user)
        messages.success(request, _("C’est noté."))
        return redirect("kiosk:kiosk", kept.code)
    return render(request, "kiosk/edit.html", {"form": form}, status=422 if form.errors else 200)


def opened(found, person, agent, form):
    try:
        return actions.help_somebody(kiosk=found, person=person, agent=agent, **form.cleaned_data)
    except ValidationError as refusal:
        form.add_error("code", refusal)


@access(Access.STAFF, roles=HALL)
@require_POST
def go(request, code):
    """Answer a call: colleagues see that somebody goes."""
    found = get_object_or_404(Kiosk, code=code)
    if actions.go(kiosk=found, actor=request.user):
        messages.success(request, _("C’est noté : vous y allez."))
    else:
        messages.info(request, _("Quelqu’un y est déjà allé."))
    return redirect("kiosk:kiosk", code)
