"""The editing room, as we want it."""

from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.action_menu import SubmitForModerationMenuItem
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.ui.components import Component
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

from . import editing
from .enums import SOURCE_LANGUAGE
from .menu_items import EditorialItem
from .models import AgendaPage, CommandmentsPage, FamilyIndexPage, HomePage, NewsIndexPage

# Wagtail's mails about reviews are replaced by messages of the outbox (``cms.actions``).
MAILS = [
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
    (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
]


@hooks.register("register_admin_urls")
def silence_mails():
    """Run when the addresses of the editing room are read: by then Wagtail has connected its mails."""
    for signal, sender, uid in MAILS:
        signal.disconnect(sender=sender, dispatch_uid=uid)
    return []


@hooks.register("construct_settings_menu")
def people_live_elsewhere(request, menu_items):
    """People and rights are managed in one place, and it is not here."""
    menu_items[:] = [item for item in menu_items if item.name not in {"users", "groups"}]


@hooks.register("construct_help_menu")
def help_is_in_the_house(request, menu_items):
    """Wagtail's news and guide are elsewhere and in English: only the keys of the keyboard stay."""
    menu_items[:] = [item for item in menu_items if not str(item.url).startswith("https://")]


@hooks.register("insert_global_admin_css")
def our_colours():
    return format_html('<link rel="stylesheet" href="{}">', static("cms/editing.css"))


KINDS = (HomePage, FamilyIndexPage, CommandmentsPage, NewsIndexPage, AgendaPage)


class OftenDone(Component):
    """What an editor comes for, one click away; what waits for review follows in Wagtail's own panels."""

    order = 50
    template_name = "cms/editing/often_done.html"

    def get_context_data(self, parent_context):
        pages = {model.__name__: address_of_first(model) for model in KINDS}
        home = HomePage.objects.filter(locale__language_code=SOURCE_LANGUAGE).first()
        return {"pages": pages, "front_door": reverse("wagtailadmin_pages:edit", args=[home.pk]) if home else ""}


def address_of_first(model):
    """Where the pages under the French page of this kind are listed; empty if there is none."""
    page = model.objects.filter(locale__language_code=SOURCE_LANGUAGE).first()
    return reverse("wagtailadmin_explore", args=[page.pk]) if page else ""


class PagesToRead(PagesAdminAPIViewSet):
    """What the screens of the editing room read. Its ways to change a page would go past our doors: the trash, the
    second person, what is looked at before a publication."""

    actions = {}


@hooks.register("construct_admin_api")
def pages_to_read(router):
    router.register_endpoint("pages", PagesToRead)


class SendToReview(SubmitForModerationMenuItem):
    """The same words here as everywhere in the house."""

    def get_context_data(self, parent_context):
        return {**super().get_context_data(parent_context), "label": _("Envoyer en relecture")}


@hooks.register("construct_page_action_menu")
def our_words_for_review(menu_items, request, context):
    for place, item in enumerate(menu_items):
        if type(item) is SubmitForModerationMenuItem:
            menu_items[place] = SendToReview(order=item.order)


@hooks.register("construct_homepage_panels")
def panels_of_the_house(request, panels):
    if request.user.is_editor:
        panels.append(OftenDone())


@hooks.register("register_admin_viewset")
def menus():
    return editing.MenuViewSet("menus")


@hooks.register("register_admin_urls")
def statistics_addresses():
    return [
        path("statistiques/", editing.statistics, name="visits"),
        path("menus-habituels/", editing.usual_menus, name="usual_menus"),
    ]


@hooks.register("register_reports_menu_item")
def statistics_in_the_menu():
    return EditorialItem(_("Visites des pages"), reverse("visits"), name="visits", icon_name="view", order=50)
