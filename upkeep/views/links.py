"""The report of broken links: by page, with what can be done about each."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Page

from accounts.access import Access, access
from accounts.enums import EDITORIAL
from upkeep import actions, queries
from upkeep.enums import LinkState
from upkeep.forms import IgnoreForm
from upkeep.models import Link

from .listings import lost


def _report(request, pages, template="upkeep/links.html", status=200, **more):
    state = LinkState.IGNORED if request.GET.get("voir") == "ignored" else LinkState.BROKEN
    found = Paginator(pages(state), queries.PAGE).get_page(request.GET.get("page"))
    counts = queries.link_counts()
    context = {
        "page_of": found,
        "groups": queries.with_links(list(found), state),
        "ignored": state == LinkState.IGNORED,
        "broken_count": counts.get(LinkState.BROKEN, 0),
        "ignored_count": counts.get(LinkState.IGNORED, 0),
        "total": sum(counts.values()),
        "is_off": not settings.CHECK_OUTSIDE_LINKS,
        "form": IgnoreForm(),
        **more,
    }
    return render(request, template, context, status=status)


@access(Access.STAFF, roles=EDITORIAL)
@never_cache
@require_safe
def report(request):
    return _report(request, queries.broken_pages)


@access(Access.STAFF, roles=EDITORIAL)
@never_cache
@require_safe
def of_page(request, page):
    """The links of one page, whether they work or not."""
    found = get_object_or_404(Page.objects.select_related("locale"), pk=page, depth__gt=1)
    return _one_page(request, found)


def _one_page(request, page, status=200, **more):
    links = queries.named(Link.objects.filter(page=page.pk).order_by("pk"))
    context = {"shown_page": page, "links": links, "form": IgnoreForm(), "refused": None, **more}
    return render(request, "upkeep/page_links.html", context, status=status)


@access(Access.STAFF, roles=EDITORIAL)
@require_POST
def check_again(request, page):
    found = get_object_or_404(Page.objects.live(), pk=page, depth__gt=1)
    actions.check_again(page=found, actor=request.user)
    messages.success(request, _("Les liens de cette page viennent d’être regardés ; ceux d’autres sites suivent."))
    return redirect("upkeep:page_links", page)


@access(Access.STAFF, roles=EDITORIAL)
@require_POST
def check_everything(request):
    actions.check_everything(actor=request.user)
    messages.success(request, _("La vérification commence. Revenez dans quelques minutes."))
    return redirect("upkeep:links")


@access(Access.STAFF, roles=EDITORIAL)
@require_POST
def ignore(request, public_id):
    link = get_object_or_404(Link.objects.select_related("page__locale"), public_id=public_id)
    form = IgnoreForm(request.POST)
    if not form.is_valid():
        return _one_page(request, link.page, 422, refused=link.pk, form=form)
    try:
        actions.ignore_link(link=link, actor=request.user, reason=form.cleaned_data["reason"])
    except actions.Stale:
        return lost(request, "upkeep:links", _("Voir les liens"))
    messages.success(request, _("Ce lien est laissé de côté. Vous pouvez le remettre sous surveillance."))
    return redirect("upkeep:page_links", link.page_id)


@access(Access.STAFF, roles=EDITORIAL)
@require_POST
def watch(request, public_id):
    link = get_object_or_404(Link, public_id=public_id)
    try:
        actions.watch_link(link=link, actor=request.user)
    except actions.Stale:
        return lost(request, "upkeep:links", _("Voir les liens"))
    messages.success(request, _("Ce lien est de nouveau vérifié."))
    return redirect("upkeep:page_links", link.page_id)
