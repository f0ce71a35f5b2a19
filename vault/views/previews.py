"""Papers shown as pictures of ours."""

from urllib.parse import urlsplit

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from accounts import policy
from accounts.access import Access, access, ask_second_factor, has_second_factor
from mandates import acting
from vault import actions, previews
from vault.errors import NotServed
from vault.mandates import mandate_to_read
from vault.models import Preview, Version
from vault.responses import picture

from .reading import reason_for


@access(Access.SIGNED_IN)
@never_cache
@require_GET
def page(request, public_id, number):
    """One picture of a paper: its own people see it, and whoever else may read it, which is written down."""
    found = get_object_or_404(
        Preview.objects.select_related("version__document__owner"), version__public_id=public_id, page=number
    )
    decision, door = _decided(request, found.version)
    if door:
        return door
    try:
        verb = "document.glimpsed" if number == previews.THUMBNAIL else "document.read"
        actions.note_look(version=found.version, reader=request.user, reason=reason_for(request, decision), verb=verb)
        return picture(previews.read(found))
    except NotServed as refusal:
        raise Http404 from refusal


@access(Access.SIGNED_IN)
@never_cache
@require_safe
def look(request, public_id):
    """The first pages of a paper, one under another."""
    version = get_object_or_404(
        Version.objects.select_related("document__owner", "document__type"), public_id=public_id
    )
    _decision, door = _decided(request, version)
    if door:
        return door
    pages = version.previews.exclude(page=previews.THUMBNAIL) if version.is_safe else []
    mine = version.document.owner_id == request.user.pk
    context = {"version": version, "pages": pages, "mine": mine, "base": "ui/space.html", "back": ""}
    if not mine and not request.user.helping and request.user.is_agent:
        context |= {"base": "ui/agent.html", "back": _back(request)}
    return render(request, "vault/look.html", context)


def _back(request):
    """The agents' page one came from, or their list of shared papers."""
    page, shared = request.headers.get("referer", ""), reverse("vault:shared_with_us")
    safe = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if safe and urlsplit(page).path.startswith("/agent/") else shared


def _decided(request, version):
    """``(decision, None)``, or a page that asks an agent for the second factor; 404 for whoever may not."""
    decision = policy.decide(request.user, "vault.read_version", version)
    if not decision.allowed:
        raise Http404
    acting.begin(request, mandate_to_read(request.user, version.document))
    if version.document.owner_id != request.user.pk and request.user.is_agent and not has_second_factor(request):
        return decision, ask_second_factor(request)
    return decision, None
