"""The search in the editing room: equivalent words, and the report of what people look for."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet

from cms.menu_items import EditorialItem

from . import editing
from .models import LONGEST_SYNONYM, Synonym


class CreateSynonym(CreateView):
    """The report leads here with words that found nothing: they are already written."""

    def get_initial_form_instance(self):
        instance = super().get_initial_form_instance() or self.model()
        asked = self.request.GET
        if asked.get("language") in dict(Synonym._meta.get_field("language").choices):
            instance.language = asked["language"]
        instance.words = asked.get("words", "").replace("\x00", "")[:LONGEST_SYNONYM]
        return instance


class SynonymViewSet(SnippetViewSet):
    model = Synonym
    icon = "link"
    menu_label = _("Mots équivalents")
    add_to_admin_menu = True
    menu_order = 450
    list_display = ["words", "language"]
    list_filter = ["language"]
    search_fields = ["words"]
    search_backend_name = None
    panels = [FieldPanel("language"), FieldPanel("words")]
    add_view_class = CreateSynonym


register_snippet(SynonymViewSet)


@hooks.register("register_admin_urls")
def addresses():
    return [path("recherches/", editing.report_of_searches, name="search_report")]


@hooks.register("register_reports_menu_item")
def report_item():
    return EditorialItem(_("Ce que les gens cherchent"), reverse("search_report"), icon_name="search", order=800)
