"""Translations seen from the editing room."""

from django.contrib import messages
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.models import Page

from cms.enums import SOURCE_LANGUAGE
from cms.menu_items import EditorialItem
from cms.routing import language_of

from . import actions, queries, review

MINOR = "action-publish-minor"


@hooks.register("register_admin_menu_item")
def board_in_menu():
    return EditorialItem(
        gettext_lazy("Traductions"), reverse("translation:board"), icon_name="globe", order=250, name="translations"
    )


@hooks.register("construct_reports_menu")
def one_board(request, menu_items):
    """wagtail-localize's report knows nothing of what is made here."""
    menu_items[:] = [item for item in menu_items if "/localize/" not in str(item.url)]


@hooks.register("insert_editor_js")
def languages_of_fields():
    return format_html('<script src="{}"></script>', static("translation/marks.js"))


class PublishMinor(ActionMenuItem):
    """Publish the French without asking anything of translators."""

    name = MINOR
    label = gettext_lazy("Publier : petite correction, les traductions restent justes")
    icon_name = "globe"

    def is_shown(self, context):
        page = context.get("page")
        if context["view"] != "edit" or page is None or context.get("locked_for_user"):
            return False
        may = page.permissions_for_user(context["request"].user).can_publish()
        return may and page.live and language_of(page) == SOURCE_LANGUAGE and queries.summary(page)["languages"] > 0

    def get_context_data(self, parent_context):
        return {**super().get_context_data(parent_context), "name": "action-publish", "value": MINOR}

    template_name = "translation/publish_minor.html"


@hooks.register("register_page_action_menu_item")
def publish_minor():
    return PublishMinor(order=95)


@hooks.register("after_publish_page")
def declared_minor(request, page):
    if request.POST.get("action-publish") == MINOR and language_of(page) == SOURCE_LANGUAGE:
        actions.declare_minor(source=page.specific_class.objects.get(pk=page.pk), actor=request.user)


@hooks.register("before_publish_page")
def a_translation_has_two_people(request, page):
    """Nobody publishes alone, from the editor, words that a second person has not seen."""
    if not review.has_appeared(page) or not queries.is_translation(page):
        return None
    messages.warning(
        request,
        _("Une deuxième personne lit une traduction avant qu’elle paraisse. Vos mots sont gardés : soumettez-les."),
    )
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_bulk_action")
def nor_many_at_once(request, action_type, objects, view):
    """Publishing a choice of pages would publish the drafts of translations too."""
    if action_type != "publish" or request.method != "POST":
        return None
    if not any(
        isinstance(each, Page) and review.has_appeared(each) and queries.is_translation(each) for each in objects
    ):
        return None
    messages.warning(request, _("Votre choix contient des traductions : une deuxième personne les lit une par une."))
    return redirect("translation:board")
