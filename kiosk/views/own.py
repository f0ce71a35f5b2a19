"""One's own six digits for the counters."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Access, access
from accounts.proof import proven_again
from kiosk import entering
from kiosk.forms import PinForm
from kiosk.models import Pin


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@proven_again
def pin(request):
    """Choose or change them: a lasting door, so one says again who one is."""
    form = PinForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        entering.choose_pin(user=request.user, digits=form.cleaned_data["digits"])
        messages.success(request, _("C’est noté. Ces six chiffres servent avec votre carte, aux bornes de la mairie."))
        return redirect("kiosk:pin")
    known = Pin.objects.filter(user=request.user).first()
    context = {"form": form, "pin": known, "is_mfa_enabled": is_mfa_enabled(request.user)}
    return render(request, "kiosk/pin.html", context, status=422 if form.errors else 200)


@access(Access.SIGNED_IN)
@require_POST
def remove_pin(request):
    entering.remove_pin(user=request.user)
    messages.success(request, _("Votre code de borne est retiré."))
    return redirect("kiosk:pin")
