"""Those whom the residents elected: what they look after, when they receive, how to reach them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from .. import routing
from ..blocks import BODY, ContactBlock
from .base import PublicPage
from .pictured import PICTURE_PANEL, Pictured


class OfficialsPage(PublicPage):
    """The elected officials, in the order editors gave their pages."""

    body = StreamField(BODY, verbose_name=_("contenu"), blank=True)

    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.OfficialPage"]
    max_count_per_parent = 1
    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]

    class Meta:
        verbose_name = _("les élu·es")
        verbose_name_plural = _("les élu·es")

    def get_context(self, request, *args, **kwargs):
        from .. import editorial

        officials = editorial.officials(routing.active_language())
        return {**super().get_context(request, *args, **kwargs), "officials": officials}


class OfficialPage(Pictured, PublicPage):
    """One elected official; the title is the name."""

    function = models.CharField(_("fonction"), max_length=200)
    delegations = models.TextField(_("délégations"), blank=True, help_text=_("Une par ligne."))
    permanence = models.TextField(
        _("permanence"), blank=True, help_text=_("Quand et où l’on peut venir, une ligne par moment.")
    )
    contacts = StreamField([("contact", ContactBlock())], verbose_name=_("contact"), blank=True)
    service = models.ForeignKey(
        "accounts.Service",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("service"),
        help_text=_("Le service de la mairie qui travaille avec cette personne."),
    )
    body = StreamField(BODY, verbose_name=_("contenu"), blank=True)

    parent_page_types = ["cms.OfficialsPage"]
    subpage_types = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("function"),
        FieldPanel("introduction"),
        PICTURE_PANEL,
        FieldPanel("delegations"),
        FieldPanel("permanence"),
        FieldPanel("contacts"),
        FieldPanel("service"),
        FieldPanel("body"),
    ]
    search_fields = [
        *PublicPage.search_fields,
        index.SearchField("function"),
        index.SearchField("delegations"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("élu·e")
        verbose_name_plural = _("élu·es")

    @property
    def delegation_lines(self):
        return [line.strip() for line in self.delegations.splitlines() if line.strip()]

    def get_context(self, request, *args, **kwargs):
        from .. import editorial

        codes = [self.service.code] if self.service_id else []
        return {
            **super().get_context(request, *args, **kwargs),
            "services": editorial.services(codes, routing.active_language()),
            "portrait": editorial.picture_of(self, "fill-360x360"),
        }
