"""Rules in the menu of the editing room."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem

from cms.menu_items import EditorialMenu


@hooks.register("register_admin_menu_item")
def in_the_menu():
    items = [
        MenuItem(_("Toutes les règles"), reverse("automation:rules"), icon_name="cogs", order=10),
        MenuItem(_("Ce qu’elles ont fait"), reverse("automation:runs"), icon_name="history", order=20),
        MenuItem(_("Étiquettes"), reverse("automation:tags"), icon_name="tag", order=30),
    ]
    return EditorialMenu(_("Règles"), Menu(items=items), icon_name="cogs", order=460)
