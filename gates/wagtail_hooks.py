"""Where editors meet what was read: after each save, beside each page, in the menu."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import Menu, MenuItem
from wagtail.admin.widgets import Button
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.menu_items import EditorialMenu
from cms.models import PublicPage

from . import queries
from .models import Jargon, ToneExample


class JargonViewSet(SnippetViewSet):
    model = Jargon
    icon = "help"
    list_display = ["term", "kinder", "language"]
    list_filter = ["language"]
    search_fields = ["term", "kinder"]
    menu_name = "jargon"


class ToneExampleViewSet(SnippetViewSet):
    model = ToneExample
    icon = "openquote"
    list_display = ["after", "before", "language"]
    list_filter = ["language"]
    menu_name = "tone"


register_snippet(JargonViewSet)
register_snippet(ToneExampleViewSet)


@hooks.register("register_admin_menu_item")
def in_the_menu():
    items = [
        MenuItem(_("Pages avec conseils"), reverse("gates:pages"), icon_name="doc-full-inverse", order=10),
        MenuItem(_("Mots compliqués"), reverse(JargonViewSet().get_url_name("list")), icon_name="help", order=20),
        MenuItem(
            _("Exemples de ton"), reverse(ToneExampleViewSet().get_url_name("list")), icon_name="openquote", order=30
        ),
        MenuItem(_("Réglages des conseils"), reverse("gates:levels"), icon_name="cog", order=40),
    ]
    return EditorialMenu(_("Conseils d’écriture"), Menu(items=items), icon_name="glasses", order=450)


@hooks.register("register_page_header_buttons")
def beside_a_page(page, user, next_url=None, view_name=None):
    if isinstance(page.specific_deferred, PublicPage) and page.permissions_for_user(user).can_edit():
        yield Button(_("Conseils d’écriture"), reverse("gates:page", args=[page.pk]), icon_name="glasses", priority=65)


@hooks.register("after_edit_page")
@hooks.register("after_create_page")
def advise(request, page):
    """A word after a save, never in the way of an automatic one."""
    if not isinstance(page, PublicPage) or "application/json" in request.headers.get("Accept", ""):
        return
    if count := len(queries.advice_on(page)):
        text = ngettext("%(count)d conseil pour ce texte", "%(count)d conseils pour ce texte", count)
        where = messages.button(reverse("gates:page", args=[page.pk]), gettext("Lire"))
        messages.info(request, text % {"count": count}, buttons=[where])


@hooks.register("before_bulk_action")
def bulk_publishing(request, action_type, objects, action_class_instance):
    """Publishing many pages at once passes the same gate as one."""
    if action_type != "publish":
        return None
    stopped = [page for page in objects if is_stopped(page)]
    if not stopped:
        return None
    titles = ", ".join(page.get_admin_display_title() for page in stopped)
    messages.error(
        request, gettext("Ces pages attendent une correction avant d’être publiées : %(titles)s") % {"titles": titles}
    )
    return redirect("gates:page", stopped[0].pk)


def is_stopped(page):
    draft = page.get_latest_revision_as_object()
    return isinstance(draft, PublicPage) and bool(queries.blocking(draft))
