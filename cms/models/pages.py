"""The front door, families, services, the nineteen commandments, plain pages."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.blocks import ChoiceBlock
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from accounts.enums import Family

from .. import front, routing
from ..blocks import BODY, LEGAL, ContactBlock, procedure_choices
from ..front import DEFAULT, OPENINGS, FrontBlock
from .base import PageForm, PublicPage


class HomePageForm(PageForm):
    """The front door nobody composed yet opens with the usual parts: one adds to them, moves them, takes some away."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "front" in self.fields and not self.instance.front:
            self.initial["front"] = front.usual(self.instance._meta.get_field("front"))

    def clean_front(self):
        """The usual parts are kept as none: what is added to them later is shown here too."""
        chosen = self.cleaned_data["front"]
        return [] if chosen and front.is_usual(chosen) else chosen


class HomePage(PublicPage):
    """The front door, one per language."""

    base_form_class = HomePageForm

    welcome = models.CharField(_("mot d’accueil"), max_length=120, help_text=_("La grande phrase de l’entrée."))
    hours = models.TextField(_("horaires"), blank=True)
    address = models.TextField(_("adresse"), blank=True)
    openings = StreamField(
        OPENINGS,
        verbose_name=_("horaires pour les moteurs de recherche"),
        blank=True,
        help_text=_("Les mêmes horaires, jour par jour : les moteurs et les assistants les annoncent."),
    )
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    sharing_picture = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("image de partage"),
        help_text=_("Montrée quand on partage une page qui n’a pas d’image à elle."),
    )
    front = StreamField(
        FrontBlock(),
        verbose_name=_("composition de l’entrée"),
        blank=True,
        help_text=_("L’ordre de ce que l’on voit en entrant. Tout enlever rend l’entrée habituelle."),
    )
    body = StreamField(BODY, verbose_name=_("contenu"), blank=True)

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "cms.GuidePage",
        "cms.FamilyIndexPage",
        "cms.CommandmentsPage",
        "cms.NewsIndexPage",
        "cms.AgendaPage",
        "cms.OfficialsPage",
        "cms.PressPage",
        "cms.StandardPage",
    ]
    content_panels = [
        *Page.content_panels,
        FieldPanel("welcome"),
        FieldPanel("introduction"),
        FieldPanel("front"),
        MultiFieldPanel(
            [FieldPanel("hours"), FieldPanel("openings"), FieldPanel("address"), FieldPanel("phone")],
            heading=_("Venir"),
        ),
        FieldPanel("body"),
        FieldPanel("sharing_picture"),
    ]
    search_fields = [*PublicPage.search_fields, index.SearchField("welcome"), index.SearchField("body")]

    class Meta:
        verbose_name = _("page d’entrée")
        verbose_name_plural = _("pages d’entrée")

    def route(self, request, path_components):
        """Serve the French page, inside the visitor's language, where no translation is published."""
        path = "".join(f"{component}/" for component in path_components)
        return routing.route(path, routing.active_language())

    def get_context(self, request, *args, **kwargs):
        from .. import queries

        language = routing.active_language()
        return {
            **super().get_context(request, *args, **kwargs),
            "doors": queries.families_with_services(language),
            "situations": queries.situations(language),
            "procedures_url": queries.procedures_url(),
            "usual_front": DEFAULT,
            "says_welcome": any(block.block_type == "welcome" for block in self.front),
        }


class FamilyIndexPage(PublicPage):
    """The four families of services."""

    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.FamilyPage"]
    max_count_per_parent = 1
    content_panels = [*Page.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("liste des familles de services")
        verbose_name_plural = _("listes des familles de services")

    def get_context(self, request, *args, **kwargs):
        from .. import queries

        families = queries.families_with_services(routing.active_language())
        return {**super().get_context(request, *args, **kwargs), "doors": families}


class FamilyPage(PublicPage):
    """A family: its colour and pictogram follow from its code."""

    family = models.CharField(_("famille"), max_length=20, choices=Family.choices)
    place = models.CharField(_("où dans le bâtiment"), max_length=200, blank=True)
    body = StreamField(BODY, verbose_name=_("contenu"), blank=True)

    parent_page_types = ["cms.FamilyIndexPage"]
    subpage_types = ["cms.ServicePage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("family"),
        FieldPanel("introduction"),
        FieldPanel("place"),
        FieldPanel("body"),
    ]
    search_fields = [*PublicPage.search_fields, index.SearchField("place"), index.SearchField("body")]

    class Meta:
        verbose_name = _("famille de services")
        verbose_name_plural = _("familles de services")

    def get_context(self, request, *args, **kwargs):
        from .. import queries

        services = queries.services_of(self, routing.active_language())
        return {
            **super().get_context(request, *args, **kwargs),
            "services": [service for service in services if not service.is_partner],
            "partners": [service for service in services if service.is_partner],
        }


class ServicePage(PublicPage):
    """A service of the town hall, or a partner who receives in the building."""

    service = models.ForeignKey(
        "accounts.Service",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("service"),
    )
    for_whom = models.TextField(_("pour qui"), blank=True)
    documents = models.TextField(_("à apporter"), blank=True, help_text=_("Une pièce par ligne."))
    delay = models.CharField(_("délai"), max_length=300, blank=True)
    cost = models.CharField(_("prix"), max_length=200, blank=True)
    hours = models.TextField(_("horaires"), blank=True, help_text=_("Une ligne par plage."))
    place = models.CharField(_("où dans le bâtiment"), max_length=200, blank=True)
    contacts = StreamField([("contact", ContactBlock())], verbose_name=_("contacts"), blank=True)
    online = StreamField(
        # Codes, kept as text: a page outlives a procedure.
        [("procedure", ChoiceBlock(choices=procedure_choices, label=_("Démarche en ligne"), icon="form"))],
        verbose_name=_("commencer en ligne"),
        blank=True,
    )
    body = StreamField(BODY, verbose_name=_("ce que nous faisons"), blank=True)

    parent_page_types = ["cms.FamilyPage"]
    subpage_types = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("service"),
        FieldPanel("introduction"),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("for_whom"), FieldPanel("documents"), FieldPanel("delay"), FieldPanel("cost")],
            heading=_("En pratique"),
        ),
        MultiFieldPanel(
            [FieldPanel("hours"), FieldPanel("place"), FieldPanel("contacts"), FieldPanel("online")],
            heading=_("Venir, écrire, commencer"),
        ),
    ]
    search_fields = [
        *PublicPage.search_fields,
        index.SearchField("for_whom"),
        index.SearchField("documents"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")

    @property
    def is_partner(self):
        return bool(self.service_id and self.service.is_partner)

    @property
    def document_lines(self):
        return [line.strip() for line in self.documents.splitlines() if line.strip()]

    def get_context(self, request, *args, **kwargs):
        from .. import queries

        codes = [block["value"] for block in self.online.raw_data]
        return {
            **super().get_context(request, *args, **kwargs),
            "family": queries.family_of(self),
            "procedures": queries.procedures(codes, routing.active_language()),
        }


class CommandmentsPage(PublicPage):
    """The nineteen commandments together."""

    body = StreamField(BODY, verbose_name=_("contenu"), blank=True)

    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.CommandmentPage"]
    max_count_per_parent = 1
    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]

    class Meta:
        verbose_name = _("les 19 commandements")
        verbose_name_plural = _("les 19 commandements")

    def get_context(self, request, *args, **kwargs):
        from .. import queries

        vows = queries.commandments(routing.active_language())
        return {**super().get_context(request, *args, **kwargs), "commandments": vows}


class CommandmentPage(PublicPage):
    """One pair of commitments, with an address of its own so that it can be cited."""

    number = models.PositiveSmallIntegerField(_("numéro"), validators=[MinValueValidator(1), MaxValueValidator(19)])
    town_hall = models.TextField(_("la mairie s’engage"))
    resident = models.TextField(_("l’habitant s’engage"))

    parent_page_types = ["cms.CommandmentsPage"]
    subpage_types = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("number"),
        FieldPanel("town_hall"),
        FieldPanel("resident"),
        FieldPanel("introduction", heading=_("ce que cela veut dire")),
    ]
    search_fields = [
        *PublicPage.search_fields,
        index.SearchField("town_hall"),
        index.SearchField("resident"),
        index.FilterField("number"),
    ]

    class Meta:
        verbose_name = _("commandement")
        verbose_name_plural = _("commandements")

    @property
    def description(self):
        return self.search_description or self.town_hall

    def get_context(self, request, *args, **kwargs):
        from .. import queries

        before, after = queries.around(self.number, routing.active_language())
        return {
            **super().get_context(request, *args, **kwargs),
            "before": before,
            "after": after,
            "own_address": request.build_absolute_uri(),
        }


class StandardPage(PublicPage):
    """A page of plain text: legal notice, accessibility, privacy, credits."""

    body = StreamField(LEGAL, verbose_name=_("contenu"), blank=True)

    parent_page_types = ["cms.HomePage", "cms.StandardPage"]
    subpage_types = ["cms.StandardPage"]
    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    search_fields = [*PublicPage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
