"""What the pages of a counter ask of whoever opens them."""

from functools import wraps

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth import logout
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from accounts.access import Access, access
from kiosk import devices
from kiosk.forms import PairingForm

WRONG_CODE = _("Ce n’est pas le code. Demandez-en un nouveau à l’espace des agents.")


def at_the_counter(*, entered=False):
    """A page of a counter, for its own computer; any other is shown the page that enrols, which tells nothing.

    ``entered``: whether somebody must have entered, or must not; None when it is all one.
    """

    def decorate(view):
        @access(Access.LINK)
        @never_cache
        @wraps(view)
        def guarded(request, code):
            device = request.device
            if device is None or device.kiosk.code != code or not device.kiosk.is_active:
                return not_set_up(request, code)
            speak(request)
            if entered is not None and entered != (request.visit is not None):
                return redirect("workflows:space") if request.visit else redirect("kiosk:home", code)
            return view(request, device.kiosk)

        return guarded

    return decorate


def speak(request):
    """The language chosen at the counter, else the counter's."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    known = chosen if chosen in dict(settings.LANGUAGES) else request.device.kiosk.language
    translation.activate(known)
    request.LANGUAGE_CODE = known


def not_set_up(request, code):
    """The kind page, and the field for the pairing code; 404 whether the counter exists or not."""
    form = PairingForm(request.POST if "code" in request.POST else None)
    if form.is_valid():
        address = get_adapter().get_client_ip(request)
        made = devices.enrol(code=code, typed=form.cleaned_data["code"], address=address)
        if made:
            return enrolled(request, *made)
        form.add_error("code", WRONG_CODE)
    return render(request, "kiosk/not_set_up.html", {"form": form}, status=404)


def enrolled(request, device, secret):
    logout(request)
    response = redirect("kiosk:home", device.kiosk.code)
    devices.remember(response, device, secret)
    return response
