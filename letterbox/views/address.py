"""The resident's address: what it is for, shown big, turned off, changed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Access, access
from letterbox import actions, queries
from letterbox.forms import ChangeForm
from ui.printing import qr_image


@access(Access.SIGNED_IN)
@never_cache
@require_safe
def address(request):
    """The address shown big, with a square for a telephone."""
    found = queries.address_of(request.user)
    context = {"address": found, "may_change": found and actions.may_change(found)}
    if found and found.is_on:
        context["qr"] = qr_image(f"mailto:{found.email}")
    return render(request, "letterbox/address.html", context)


@access(Access.SIGNED_IN)
@require_POST
def open_address(request):
    if actions.open_address(user=request.user, actor=request.user) is None:
        messages.info(request, actions.NOT_FOR_AGENTS)
    return redirect("letterbox:address")


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def turn_off(request):
    """Ask, then refuse mail."""
    found = queries.address_of(request.user)
    if found is None or not found.is_on:
        return redirect("letterbox:address")
    if request.method == "POST":
        actions.turn_off(user=request.user, actor=request.user)
        messages.success(request, _("Votre adresse est fermée. Vous pouvez la rouvrir quand vous voulez."))
        return redirect("letterbox:address")
    return render(request, "letterbox/turn_off.html", {"address": found})


@access(Access.SIGNED_IN)
@require_POST
def turn_on(request):
    actions.turn_on(user=request.user, actor=request.user)
    messages.success(request, _("Votre adresse reçoit de nouveau le courrier."))
    return redirect("letterbox:address")


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request):
    """Choose another address; the present one is refused for ever."""
    found = queries.address_of(request.user)
    if found is None:
        return redirect("letterbox:address")
    if not actions.may_change(found):
        return render(request, "letterbox/too_soon.html", {"address": found}, status=409)
    form = ChangeForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid() and _changed(request, form):
        messages.success(request, _("Voici votre nouvelle adresse. L’ancienne ne reçoit plus rien."))
        return redirect("letterbox:address")
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "letterbox/change.html", {"form": form, "address": found}, status=status)


def _changed(request, form):
    try:
        return actions.change_address(user=request.user, actor=request.user, local=form.cleaned_data["local"])
    except ValidationError as refusal:
        form.add_error(None, refusal)
