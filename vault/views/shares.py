"""Showing a paper to a service, seeing what one shows, ending it; and what services were shown."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Access, access
from vault import sharing
from vault.forms import ShareForm

from .documents import found_document, status_of

PER_PAGE = 30


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def share(request, public_id):
    """Choose a service, a purpose and an end."""
    found = found_document(request, public_id)
    form = ShareForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _shared(request, found, form):
        messages.success(request, _("C’est partagé. Vous pouvez arrêter quand vous voulez."))
        return redirect("vault:shares")
    return render(request, "vault/share.html", {"form": form, "document": found}, status=status_of(form))


@access(Access.SIGNED_IN)
@never_cache
@require_safe
def shares(request):
    """Everything one shows now: to services, and to cases."""
    found = sharing.told(sharing.shares_of(request.user))
    context = {
        "with_services": [share for share in found if share.service_id],
        "with_cases": [share for share in found if share.binder_id],
    }
    return render(request, "vault/shares.html", context)


@access(Access.SIGNED_IN)
@require_POST
def end(request, public_id):
    """Stop showing a paper to a service. What a case was given is taken back on the case's page."""
    found = get_object_or_404(sharing.shares_of(request.user).filter(binder=None), public_id=public_id)
    sharing.revoke(share=found, actor=request.user)
    messages.success(request, _("C’est arrêté : le service ne peut plus ouvrir ce document."))
    return redirect("vault:shares")


@access(Access.STAFF)
@never_cache
@require_safe
def shared_with_us(request):
    """For agents: the papers people show to their services now."""
    page = Paginator(sharing.shares_with(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "vault/shared_with_us.html", {"page": page})


def _shared(request, document, form):
    try:
        sharing.share(
            document=document,
            actor=request.user,
            service=form.cleaned_data["service"],
            purpose=form.cleaned_data["purpose"],
            until=form.end,
        )
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True
