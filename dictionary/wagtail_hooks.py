"""« Dictionnaire » in the editing room: notions in six languages, and voices."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, SnippetViewSetGroup

from ui.languages import NAMES

from . import queries
from .forms import NotionForm, RecordingForm
from .models import Notion, Recording


def language_panel(language):
    fields = [FieldPanel(f"{part}_{language}") for part in ("word", "definition", "sound")]
    return MultiFieldPanel(fields, heading=NAMES[language])


def languages_there(notion):
    """The languages a notion has, and how many of the six."""
    held = [NAMES[each.language] for each in notion.words.all()]
    return f"{len(held)} / {len(NAMES)} : {', '.join(held)}"


class NotionIndex(IndexView):
    template_name = "dictionary/editing/notions.html"

    def get_base_queryset(self):
        return super().get_base_queryset().prefetch_related("words")

    def get_context_data(self, *args, **kwargs):
        return {**super().get_context_data(*args, **kwargs), "completeness": queries.completeness()}


class NotionViewSet(SnippetViewSet):
    model = Notion
    icon = "image"
    menu_label = _("Notions")
    index_view_class = NotionIndex
    list_display = ["__str__", "theme", "is_shown", Column("languages", label=_("langues"), accessor=languages_there)]
    list_filter = ["theme", "is_shown"]
    list_per_page = 50
    inspect_view_enabled = False
    copy_view_enabled = False

    @cached_property
    def edit_handler(self):
        panels = [
            FieldRowPanel([FieldPanel("key"), FieldPanel("theme")]),
            MultiFieldPanel(
                [
                    HelpPanel(template="dictionary/editing/picture.html"),
                    FieldPanel("pictogram"),
                    FieldPanel("drawing_file"),
                    FieldPanel("drops_drawing"),
                ],
                heading=_("Image"),
            ),
            FieldPanel("is_shown"),
            *[language_panel(language) for language in queries.LANGUAGES],
        ]
        return ObjectList(panels, base_form_class=NotionForm).bind_to_model(Notion)


class RecordingViewSet(SnippetViewSet):
    model = Recording
    icon = "media"
    menu_label = _("Voix enregistrées")
    list_display = ["title", "language", Column("length", label=_("durée"), accessor="length"), "is_published"]
    list_filter = ["language", "is_published"]
    search_fields = ["title", "transcript"]
    copy_view_enabled = False

    @cached_property
    def edit_handler(self):
        names = ["title", "language", "file", "transcript", "speaker", "shows_speaker", "has_consent", "is_published"]
        panels = [FieldPanel(name) for name in names]
        return ObjectList(panels, base_form_class=RecordingForm).bind_to_model(Recording)


class DictionaryGroup(SnippetViewSetGroup):
    items = (NotionViewSet, RecordingViewSet)
    menu_label = _("Dictionnaire")
    menu_icon = "openquote"
    menu_name = "dictionary"
    menu_order = 250


register_snippet(DictionaryGroup)
