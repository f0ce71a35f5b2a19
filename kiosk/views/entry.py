"""Entering at a counter, by one's card or with an agent beside."""

from django.contrib.auth import login
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import cards, limits
from kiosk import devices, entering, visits
from kiosk.forms import CardForm, SecretForm
from kiosk.middleware import KEY
from notifications import sms
from vault import cells, reception
from vault.errors import RefusedFile

from .doors import at_the_counter

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PICTURE = 6 * 10**6  # bytes of one frame of the camera
PICTURES = limits.Limit(150, limits.PER_ACCOUNT.period)


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_counter()
def card(request, kiosk):
    """The number of the card, typed or read; its existence is not told."""
    form = CardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return ask_secret(request, form.cleaned_data["number"])
    return render(request, "kiosk/card.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@at_the_counter()
def card_picture(request, kiosk):
    """The number of the card a frame of the camera shows, or nothing. Opened in a cell like any file from outside."""
    limits.take(f"kiosk-picture:{request.device.pk}", PICTURES)
    frame = request.FILES.get("frame")
    if not isinstance(frame, UploadedFile) or not 0 < frame.size <= PICTURE:
        return JsonResponse({"number": ""}, status=422)
    try:
        with reception.scratch_of(frame) as sent:
            text = cards.clean(cells.run("card", [sent]).get("text", ""))
    except (cells.NoCell, RefusedFile):
        text = ""
    return JsonResponse({"number": text if cards.is_number(text) else ""})


@require_POST
@at_the_counter()
def secret(request, kiosk):
    """What goes with the card. One answer for all that is wrong."""
    form = SecretForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        judged = entering.judge(device=request.device, number=typed["number"], typed=typed["secret"])
        if judged:
            person, way = judged
            return let_in(request, visits.open_(device=request.device, person=person, way=way), person)
        form.add_error("secret", _("Ce numéro et ce code ne vont pas ensemble. Réessayez, ou demandez à un agent."))
    return render(request, "kiosk/secret.html", {"form": form, "sends_sms": sms.is_available()}, status=422)


@require_POST
@at_the_counter()
def text(request, kiosk):
    """Send a code to the telephone of the card, if it has one."""
    form = CardForm(request.POST)
    if not form.is_valid():
        return redirect("kiosk:card", kiosk.code)
    entering.text_code(device=request.device, number=form.cleaned_data["number"])
    return ask_secret(request, form.cleaned_data["number"], texted=True)


@require_safe
@at_the_counter()
def beside(request, kiosk):
    """The signs the agent types on the tablet; the page comes again by itself until the session is open."""
    waiting = visits.waiting_at(request.device)
    code = devices.help_code(request.device)
    return render(request, "kiosk/beside.html", {"kiosk": kiosk, "waiting": waiting, "help_code": code})


@require_POST
@at_the_counter()
def enter(request, kiosk):
    """Take the session the agent has opened here."""
    waiting = visits.waiting_at(request.device)
    if waiting is None or not visits.enter(waiting):
        return redirect("kiosk:beside", kiosk.code)
    return let_in(request, waiting, waiting.person)


def ask_secret(request, number, *, texted=False):
    form = SecretForm(initial={"number": number})
    return render(request, "kiosk/secret.html", {"form": form, "texted": texted, "sends_sms": sms.is_available()})


def _language_for(visit, person):
    """The one chosen at the counter; somebody an agent helps, and who chose none, is spoken to in her own."""
    chosen = get_language()
    return person.language if visit.agent_id and chosen == visit.kiosk.language else chosen


@transaction.atomic
def let_in(request, visit, person):
    """A session of its own that ends with the browser at the latest, and belongs to this visit."""
    language = _language_for(visit, person)
    login(request, person, backend=BACKEND)
    request.session[KEY] = str(visit.public_id)
    request.session.set_expiry(0)
    return redirect(f"/{language}/espace/")
