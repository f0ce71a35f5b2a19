"""News of the town hall, and its releases to the press: the same page in two rooms."""

from django.core.paginator import Paginator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from accounts.enums import Family

from .. import routing
from ..blocks import BODY, ContactBlock
from .base import PublicPage
from .pictured import PICTURE_PANEL, Pictured


def today():
    return timezone.localdate()


class NewsIndexPage(PublicPage):
    """All the news, the latest first, ten a page, of one family or of all."""

    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.NewsPage"]
    max_count_per_parent = 1
    content_panels = [*Page.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("actualités")
        verbose_name_plural = _("actualités")

    def get_context(self, request, *args, **kwargs):
        from .. import editorial

        language = routing.active_language()
        family = request.GET.get("famille", "")
        family = family if family in Family.values else ""
        return {
            **super().get_context(request, *args, **kwargs),
            "news": editorial.news(self, language, family, request.GET.get("page")),
            "family": family,
            "families_of_news": Family.choices,
            "feed": "cms:news_feed",
        }


class PressPage(PublicPage):
    """For journalists: whom to call, the releases, and the files to take along."""

    contacts = StreamField([("contact", ContactBlock())], verbose_name=_("contacts presse"), blank=True)
    kit = StreamField(
        [("document", DocumentChooserBlock(label=_("Document")))],
        verbose_name=_("dossier de presse"),
        blank=True,
        help_text=_("Les fichiers que les journalistes peuvent prendre : dossier, logo, photos."),
    )
    body = StreamField(BODY, verbose_name=_("contenu"), blank=True)

    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.NewsPage"]
    max_count_per_parent = 1
    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("contacts"),
        FieldPanel("kit"),
        FieldPanel("body"),
    ]
    search_fields = [*PublicPage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("espace presse")
        verbose_name_plural = _("espaces presse")

    def get_context(self, request, *args, **kwargs):
        from .. import editorial

        language = routing.active_language()
        return {
            **super().get_context(request, *args, **kwargs),
            "news": editorial.news(self, language, "", request.GET.get("page")),
            "feed": "cms:press_feed",
        }


class NewsPage(Pictured, PublicPage):
    """A piece of news; under the press page, a release. It leaves by itself at the expiry date of its publication."""

    date = models.DateField(_("date"), default=today, db_index=True)
    family = models.CharField(_("famille"), max_length=20, choices=Family.choices, blank=True)
    body = StreamField(BODY, verbose_name=_("contenu"), blank=True)

    parent_page_types = ["cms.NewsIndexPage", "cms.PressPage"]
    subpage_types = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("date"),
        FieldPanel("family"),
        FieldPanel("introduction"),
        PICTURE_PANEL,
        FieldPanel("body"),
    ]
    search_fields = [*PublicPage.search_fields, index.SearchField("body"), index.FilterField("date")]

    class Meta:
        verbose_name = _("actualité")
        verbose_name_plural = _("actualités")


PER_PAGE = 10


def page_of(rows, number):
    """The page asked for, or the nearest there is."""
    return Paginator(rows, PER_PAGE).get_page(number)
