"""\"Bonjour\", the guide by situations of life: what to do, what to take along, who awaits you."""

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.blocks import ChoiceBlock
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from .. import routing
from ..blocks import BODY, procedure_choices, service_choices
from ..enums import Situation
from .base import PublicPage


class GuidePage(PublicPage):
    """The guide, which opens on all its situations."""

    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.SituationPage"]
    max_count_per_parent = 1
    content_panels = [*Page.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("guide « Bonjour »")
        verbose_name_plural = _("guides « Bonjour »")

    def get_context(self, request, *args, **kwargs):
        from .. import queries

        situations = queries.situations(routing.active_language())
        return {**super().get_context(request, *args, **kwargs), "situations": situations}


class SituationPage(PublicPage):
    """One situation of life. Services, procedures and papers are read where they are kept, never copied here."""

    pictogram = models.CharField(_("pictogramme"), max_length=30, choices=Situation.choices)
    memo = models.TextField(
        _("à garder en tête"), blank=True, help_text=_("Une ligne par chose à ne pas oublier, six au plus.")
    )
    services = StreamField(
        [("service", ChoiceBlock(choices=service_choices, label=_("Service"), icon="group"))],
        verbose_name=_("qui vous attend"),
        blank=True,
    )
    online = StreamField(
        [("procedure", ChoiceBlock(choices=procedure_choices, label=_("Démarche en ligne"), icon="form"))],
        verbose_name=_("commencer en ligne"),
        blank=True,
    )
    body = StreamField(BODY, verbose_name=_("contenu"), blank=True)

    parent_page_types = ["cms.GuidePage"]
    subpage_types = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("pictogram"),
        FieldPanel("introduction"),
        FieldPanel("body"),
        FieldPanel("memo"),
        MultiFieldPanel([FieldPanel("services"), FieldPanel("online")], heading=_("Qui, et où commencer")),
    ]
    search_fields = [*PublicPage.search_fields, index.SearchField("memo"), index.SearchField("body")]

    class Meta:
        verbose_name = _("situation de vie")
        verbose_name_plural = _("situations de vie")

    @property
    def memo_lines(self):
        return [line.strip() for line in self.memo.splitlines() if line.strip()]

    @cached_property
    def service_codes(self):
        return [block["value"] for block in self.services.raw_data]

    @cached_property
    def procedure_codes(self):
        return [block["value"] for block in self.online.raw_data]

    def get_context(self, request, *args, **kwargs):
        from .. import queries

        return {
            **super().get_context(request, *args, **kwargs),
            **queries.around_situation(self, routing.active_language()),
            "booklet_url": queries.booklet_url(self),
        }
