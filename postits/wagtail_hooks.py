"""From the editing room to the readers' notes, and back."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from cms.models import PublicPage


@hooks.register("register_admin_menu_item")
def the_tray():
    return MenuItem(_("Mots des lecteurs"), reverse("postits:tray"), icon_name="comment", order=350)


@hooks.register("register_page_header_buttons")
def open_to_readers(page, user, next_url=None, view_name=None, **kwargs):
    """Where one chooses what readers may write on this page."""
    if user.is_editor and page.live and issubclass(page.specific_class, PublicPage):
        url = reverse("postits:page", args=[page.pk])
        yield Button(_("Mots et discussion"), url, icon_name="comment", priority=80)
