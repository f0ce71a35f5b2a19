"""Collections as editors make them: criteria, words, and what it gives while they type."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Access, access
from accounts.enums import EDITORIAL
from cms.enums import SOURCE_LANGUAGE
from upkeep import actions, listings
from upkeep.forms import ListingForm
from upkeep.models import Listing
from upkeep.queries import PAGE

SHOWN = 10  # lines of a preview


def version_seen(request):
    """The version that was on the screen; 0, which none has, for what is no number."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def lost(request, back, label):
    """Somebody else was first: what to do now, kindly."""
    return render(request, "upkeep/lost.html", {"back": back, "label": label}, status=409)


@access(Access.STAFF, roles=EDITORIAL)
@never_cache
@require_safe
def every(request):
    found = Paginator(Listing.objects.select_related("below"), PAGE).get_page(request.GET.get("page"))
    return render(request, "upkeep/listings.html", {"page": found})


def _previewed(form):
    """``(how many, first ones)`` of what the criteria of a form find now; None while they cannot be read."""
    if not form.is_valid() and set(form.errors) & {*form.Meta.fields} - {"slug"}:
        return None
    found = listings.find(form.instance, SOURCE_LANGUAGE)
    return len(found), found[:SHOWN]


def _form(request, listing, status=200, form=None):
    form = form or ListingForm(instance=listing)
    if form.is_bound:
        preview = _previewed(form)
    else:
        found = listings.find(listing, SOURCE_LANGUAGE)
        preview = (len(found), found[:SHOWN])
    context = {"form": form, "listing": listing, "preview": preview}
    return render(request, "upkeep/edit_listing.html", context, status=status)


def _saved(request, listing):
    """Keep what was typed, or show it again with what to mend."""
    form = ListingForm(request.POST, instance=listing)
    if "preview" in request.POST:
        return _form(request, listing, form=form)
    if not form.is_valid():
        return _form(request, listing, 422, form)
    try:
        actions.save_listing(listing=form.instance, actor=request.user, version=version_seen(request))
    except actions.Stale:
        return lost(request, "upkeep:listings", _("Voir les collections"))
    messages.success(request, _("La collection est enregistrée."))
    return redirect("upkeep:listings")


@access(Access.STAFF, roles=EDITORIAL)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    return _saved(request, Listing()) if request.method == "POST" else _form(request, Listing())


@access(Access.STAFF, roles=EDITORIAL)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, public_id):
    listing = get_object_or_404(Listing, public_id=public_id)
    return _saved(request, listing) if request.method == "POST" else _form(request, listing)


@access(Access.STAFF, roles=EDITORIAL)
@never_cache
@require_safe
def preview(request):
    """What the criteria being typed find: a piece of the page, put in its place by the browser."""
    return render(request, "upkeep/_preview.html", {"preview": _previewed(ListingForm(request.GET))})


@access(Access.STAFF, roles=EDITORIAL)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request, public_id):
    """Asked once more, then done."""
    listing = get_object_or_404(Listing, public_id=public_id)
    if request.method != "POST":
        return render(request, "upkeep/delete_listing.html", {"listing": listing})
    try:
        actions.delete_listing(listing=listing, actor=request.user, version=version_seen(request))
    except actions.Stale:
        return lost(request, "upkeep:listings", _("Voir les collections"))
    messages.success(request, _("La collection est supprimée."))
    return redirect("upkeep:listings")
