"""Sharing and states, from the screens of the editing room."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button, ListingButton
from wagtail.models import PageViewRestriction

from . import house
from .enums import EDIT, SHARE
from .permissions import allowed

MOST_NAMED = 5


def shares(user, page):
    return page.depth > 1 and allowed(user, SHARE, page)


@hooks.register("register_page_header_buttons")
def in_the_header(page, user, view_name, next_url=None):
    yield from buttons(Button, page, user)


@hooks.register("register_page_listing_buttons")
def in_the_list(page, user, next_url=None):
    yield from buttons(ListingButton, page, user)


def buttons(kind, page, user):
    """The sharing tab, and the state where a scheme holds, with the name of the state."""
    if shares(user, page):
        yield kind(_("Partager"), reverse("publishing:sharing", args=[page.pk]), icon_name="group", priority=60)
    state = house.state_of(page) if page.depth > 1 else None
    if state:
        label = _("État : %(name)s") % {"name": state.name}
        yield kind(label, reverse("publishing:state", args=[page.pk]), icon_name="clipboard-list", priority=61)


@hooks.register("construct_explorer_page_queryset")
def with_states(parent_page, pages, request):
    """The state of each page of the list, read with the list."""
    return pages.select_related("publishing_state") if house.now().places else pages


class ForAdministrators(MenuItem):
    def is_shown(self, request):
        return request.user.is_administrator


@hooks.register("register_settings_menu_item")
def circuits():
    return ForAdministrators(_("Circuits de publication"), reverse("publishing:schemes"), icon_name="clipboard-list")


@hooks.register("before_copy_page")
def pages_below_are_copied_by_who_works_on_them(request, page):
    """A copy stands elsewhere: it would take what is below out of a stop, or of a state that closes it."""
    if request.method != "POST" or not request.POST.get("copy_subpages"):
        return None
    below = list(page.get_descendants().select_related("publishing_state"))
    closed = set(PageViewRestriction.objects.filter(page__in=below).values_list("page", flat=True))
    kept = [each.title for each in below if each.pk in closed or not allowed(request.user, EDIT, each)]
    if not kept:
        return None
    words = gettext("Ces pages ne se copient pas avec les autres : %(pages)s. Copiez la page seule.")
    messages.error(request, words % {"pages": ", ".join(kept[:MOST_NAMED])})
    return redirect("wagtailadmin_explore", page.get_parent().pk)
