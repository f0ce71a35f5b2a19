"""Sharing and states, from the screens of the editing room."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button, ListingButton

from . import house
from .enums import SHARE
from .permissions import allowed


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
