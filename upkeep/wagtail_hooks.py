"""From the editing room to what keeps the site in order."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem
from wagtail.admin.widgets.button import Button

from cms.menu_items import EditorialMenu
from cms.models import PublicPage

from .rules import is_administrator


class ForAdministrators(MenuItem):
    def is_shown(self, request):
        return is_administrator(request.user)


@hooks.register("register_admin_menu_item")
def rooms():
    items = [
        MenuItem(_("Collections"), reverse("upkeep:listings"), icon_name="list-ul", order=10, name="listings"),
        MenuItem(_("Liens cassés"), reverse("upkeep:links"), icon_name="link", order=20, name="broken-links"),
        MenuItem(_("Pages à vérifier"), reverse("upkeep:reviews"), icon_name="time", order=30, name="reviews"),
        ForAdministrators(
            _("Archive du site"), reverse("upkeep:archives"), icon_name="download", order=40, name="site-archive"
        ),
    ]
    return EditorialMenu(_("Tenue du site"), Menu(items=items), icon_name="cogs", order=360, name="upkeep")


@hooks.register("register_page_header_buttons")
def of_a_page(page, user, next_url=None, view_name=None, **kwargs):
    """Who answers for this page, and where its links lead."""
    if user.is_editor and page.live and issubclass(page.specific_class, PublicPage):
        yield Button(_("Vérification"), reverse("upkeep:review", args=[page.pk]), icon_name="time", priority=82)
        yield Button(_("Ses liens"), reverse("upkeep:page_links", args=[page.pk]), icon_name="link", priority=84)
