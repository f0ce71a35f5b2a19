"""Pages to read again: one's own, and for who keeps the site, all of them and the rules."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.models import Page

from accounts import policy
from accounts.access import Access, access
from accounts.enums import EDITORIAL
from cms import routing
from upkeep import actions, queries
from upkeep.forms import DefaultForm, ReviewForm
from upkeep.models import Review, ReviewDefault
from upkeep.rules import is_keeper

from .listings import lost, version_seen


@access(Access.STAFF)
@never_cache
@require_safe
def every(request):
    """What is to be read again, the latest first; ``?voir=tout`` what is to come too."""
    everything = request.GET.get("voir") == "tout"
    rows = queries.reviews_of(request.user)
    if not everything:
        rows = rows.filter(due_at__lte=timezone.localdate())
    found = Paginator(rows.order_by("due_at", "pk"), queries.PAGE).get_page(request.GET.get("page"))
    context = {"page_of": found, "everything": everything, "keeps": is_keeper(request.user)}
    return render(request, "upkeep/reviews.html", context)


def _page_and_review(request, key):
    """A published page and its review, None where nobody has planned one; a stranger's page does not exist."""
    page = get_object_or_404(Page.objects.live().select_related("locale"), pk=key, depth__gt=1)
    review = queries.reviews_of(request.user).filter(pk=page.pk).first()
    if review is None and not is_keeper(request.user):
        raise Http404
    return page, review


def _show(request, page, review, status=200, form=None):
    context = {
        "shown_page": page,
        "review": review,
        "address": routing.address(page),
        "keeps": is_keeper(request.user),
        "form": form or ReviewForm(instance=review),
        "version": request.POST.get("version") or (review.version if review else ""),
    }
    return render(request, "upkeep/review.html", context, status=status)


@access(Access.STAFF)
@never_cache
@require_safe
def one(request, page):
    return _show(request, *_page_and_review(request, page))


@access(Access.STAFF)
@require_POST
def confirm(request, page):
    """« Je l’ai vérifiée, elle est juste »."""
    found, review = _page_and_review(request, page)
    if review is None:
        raise Http404
    policy.require(request.user, "upkeep.confirm_review", review)
    try:
        actions.confirm_review(review=review, actor=request.user, version=version_seen(request))
    except actions.Stale:
        return lost(request, "upkeep:reviews", _("Voir les pages à vérifier"))
    messages.success(request, _("Merci ! C’est noté : « %(title)s » est juste.") % {"title": found.title})
    return redirect("upkeep:reviews")


@access(Access.STAFF)
@require_POST
def plan(request, page):
    """Who reads it again and when: for those who keep the site."""
    found, review = _page_and_review(request, page)
    if not is_keeper(request.user):
        raise PermissionDenied
    seen = version_seen(request) or None
    form = ReviewForm(request.POST, instance=Review.objects.filter(pk=found.pk).first() or Review(page=found))
    if not form.is_valid():
        return _show(request, found, review, 422, form)
    try:
        actions.plan_review(page=found, actor=request.user, version=seen, **form.cleaned_data)
    except actions.Stale:
        return lost(request, "upkeep:reviews", _("Voir les pages à vérifier"))
    messages.success(request, _("C’est enregistré."))
    return redirect("upkeep:review", found.pk)


@access(Access.STAFF, roles=EDITORIAL)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def defaults(request):
    """How often each kind of pages is read again."""
    form = DefaultForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.set_default(actor=request.user, **form.cleaned_data)
        messages.success(request, _("La règle est enregistrée."))
        return redirect("upkeep:review_defaults")
    rules = [
        (model._meta.verbose_name, rule)
        for rule in ReviewDefault.objects.select_related("kind", "service").order_by("kind__model")
        if (model := rule.kind.model_class())
    ]
    return render(request, "upkeep/defaults.html", {"form": form, "rules": rules}, status=422 if form.errors else 200)
