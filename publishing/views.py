"""The sharing tab of a page, and the pages that only agents read."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.models import Page

from accounts import policy
from accounts.access import Access, access

from . import actions, house, queries
from .enums import ACTIONS, SHARE, VIEW
from .forms import ShareForm, StopForm
from .models import Stop

PER_PAGE = 50


def page_or_404(user, pk, action):
    """The page; for whoever has nothing to do with it, it does not exist. Raises PermissionDenied for too little."""
    page = workable_or_404(user, pk)
    policy.require(user, action, page)
    return page


def workable_or_404(user, pk):
    """The page, for whoever has something to do on it: a right, or a transition from its state."""
    page = Page.objects.filter(pk=pk, depth__gt=1).first()
    if page is None or not (_has_a_right(user, page) or _has_a_way(user, page)):
        raise Http404
    return page


def _has_a_right(user, page):
    return any(policy.can(user, each, page) for each in ACTIONS if each != VIEW)


def _has_a_way(user, page):
    return any(way.refusal is None for way in queries.ways(user, page))


def status_of(form):
    return 422 if form.is_bound and form.errors else 200


def told(form, refusal):
    """Write each refusal of an action on its field."""
    for field, errors in getattr(refusal, "error_dict", {None: refusal.messages}).items():
        form.add_error({"user": "person"}.get(field, field) if field in {*form.fields, "user"} else None, errors)


@access(Access.STAFF)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sharing(request, pk):
    """Who has what on a page and why; give a right."""
    page = page_or_404(request.user, pk, SHARE)
    form = ShareForm(request.POST or None)
    if form.is_valid() and _share(form, page, request.user):
        messages.success(request, _("C’est partagé. Un message le dit aux personnes."))
        return redirect("publishing:sharing", page.pk)
    return render(request, "publishing/sharing.html", {"form": form, **tab(page)}, status=status_of(form))


def _share(form, page, actor):
    given = dict(form.cleaned_data)
    try:
        actions.share(page=page, actor=actor, user=given.pop("person"), **given)
    except ValidationError as refusal:
        told(form, refusal)
        return False
    return True


def tab(page):
    """What the sharing tab shows of a page."""
    stop = house.now().stop_over(page.path)
    return {
        "page": page,
        "given": queries.given_on(page),
        "people": queries.who_has(page),
        "state": house.state_of(page),
        "stop": Stop.objects.select_related("page", "stopped_by").filter(page__path=stop).first() if stop else None,
    }


@access(Access.STAFF)
@require_POST
def take_back(request, pk, grant):
    """Take a shared right back, where it was given."""
    page = page_or_404(request.user, pk, SHARE)
    given = get_object_or_404(policy.grants_at(Page, [page.pk]).filter(permission__in=ACTIONS), pk=grant)
    actions.take_back(given=given, actor=request.user)
    messages.success(request, _("Le droit est retiré."))
    return redirect("publishing:sharing", page.pk)


@access(Access.STAFF)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request, pk):
    """Stop at this page what is given above, once one has read who loses what."""
    page = page_or_404(request.user, pk, SHARE)
    if not request.user.is_administrator:
        raise PermissionDenied(_("Seule l’administration du site arrête ou rétablit l’héritage."))
    form = StopForm(request.POST or None)
    if form.is_valid():
        actions.stop(page=page, actor=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("L’héritage est arrêté à cette page."))
        return redirect("publishing:sharing", page.pk)
    context = {"form": form, "page": page, "losing": queries.losing(page)}
    return render(request, "publishing/stop.html", context, status=status_of(form))


@access(Access.STAFF)
@require_POST
def restore(request, pk):
    """Let what is given above count again."""
    page = page_or_404(request.user, pk, SHARE)
    if not request.user.is_administrator:
        raise PermissionDenied(_("Seule l’administration du site arrête ou rétablit l’héritage."))
    actions.restore(page=page, actor=request.user)
    messages.success(request, _("Ce qui est donné au-dessus vaut de nouveau ici."))
    return redirect("publishing:sharing", page.pk)


@access(Access.STAFF)
@never_cache
@require_safe
def pages(request):
    """The pages an agent reads although they are not online."""
    found = Paginator(queries.read_by(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "publishing/pages.html", {"pages": found})


@access(Access.STAFF)
@never_cache
@require_safe
def page(request, pk):
    """A page as those read it who may, online or not."""
    found = Page.objects.filter(pk=pk, depth__gt=1).first()
    if found is None or not policy.can(request.user, VIEW, found):
        raise Http404
    shown = queries.shown_to_readers(found)
    return shown.make_preview_request(request, shown.default_preview_mode)
