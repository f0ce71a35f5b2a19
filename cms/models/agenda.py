"""What happens at the town hall and around: one day, or every week until a date."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from accounts.enums import Family

from .. import routing
from ..blocks import BODY
from .base import PublicPage
from .pictured import PICTURE_PANEL, Pictured

WEEK = timedelta(days=7)
LONGEST = timedelta(days=2 * 366)  # a weekly event is looked at again after two years


class AgendaPage(PublicPage):
    """What comes next, a month on one page, or what is over: links only, no script needed."""

    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.EventPage"]
    max_count_per_parent = 1
    content_panels = [*Page.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("agenda")
        verbose_name_plural = _("agendas")

    def get_context(self, request, *args, **kwargs):
        from .. import editorial

        language = routing.active_language()
        context = super().get_context(request, *args, **kwargs)
        month = editorial.month_asked(request.GET.get("mois", ""))
        if month:
            return {**context, **editorial.month_view(month, language)}
        is_past = request.GET.get("passes") == "1"
        return {
            **context,
            "is_past": is_past,
            "events": editorial.agenda(language, is_past=is_past, number=request.GET.get("page")),
            "this_month": f"{timezone.localdate():%Y-%m}",
        }


class EventPage(Pictured, PublicPage):
    """One event. Hours are those of the clock on the wall: a weekly event keeps its hour when the clocks change."""

    starts = models.DateTimeField(_("début"))
    ends = models.DateTimeField(_("fin"), null=True, blank=True)
    is_all_day = models.BooleanField(_("toute la journée"), default=False)
    weekly_until = models.DateField(
        _("chaque semaine jusqu’au"),
        null=True,
        blank=True,
        help_text=_("Laissez vide si l’événement n’a lieu qu’une fois."),
    )
    last_day = models.DateField(editable=False, db_index=True)
    place = models.CharField(_("lieu"), max_length=200, blank=True)
    family = models.CharField(_("famille"), max_length=20, choices=Family.choices, blank=True)
    price = models.CharField(_("prix"), max_length=120, blank=True, help_text=_("Vide : c’est gratuit."))
    accessibility = models.TextField(
        _("accessibilité"), blank=True, help_text=_("Marches, ascenseur, boucle magnétique, langue des signes…")
    )
    is_cancelled = models.BooleanField(
        _("annulé"), default=False, help_text=_("La page reste et le dit, les calendriers aussi.")
    )
    body = StreamField(BODY, verbose_name=_("contenu"), blank=True)

    parent_page_types = ["cms.AgendaPage"]
    subpage_types = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("starts"), FieldPanel("ends")]),
                FieldPanel("is_all_day"),
                FieldPanel("weekly_until"),
                FieldPanel("is_cancelled"),
            ],
            heading=_("Quand"),
        ),
        MultiFieldPanel(
            [FieldPanel("place"), FieldPanel("accessibility"), FieldPanel("price"), FieldPanel("family")],
            heading=_("Où, pour qui"),
        ),
        PICTURE_PANEL,
        FieldPanel("body"),
    ]
    search_fields = [
        *PublicPage.search_fields,
        index.SearchField("place"),
        index.SearchField("body"),
        index.FilterField("last_day"),
    ]

    class Meta:
        verbose_name = _("événement")
        verbose_name_plural = _("événements")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gte=F("starts")),
                name="event_ends_after_it_starts",
                violation_error_message=_("L’événement finit avant d’avoir commencé."),
            )
        ]

    def clean(self):
        super().clean()
        if self.starts and self.ends and self.ends < self.starts:
            raise ValidationError({"ends": _("L’événement finit avant d’avoir commencé.")})
        if self.starts and self.weekly_until:
            self._clean_weeks()

    def _clean_weeks(self):
        if self.weekly_until < self.first_day:
            raise ValidationError({"weekly_until": _("Cette date est avant le premier jour.")})
        if self.weekly_until > self.first_day + LONGEST:
            raise ValidationError({"weekly_until": _("Deux ans au plus : l’événement sera relu ensuite.")})
        if self.length >= WEEK:
            raise ValidationError({"weekly_until": _("Ce qui revient chaque semaine dure moins d’une semaine.")})

    def save(self, *args, **kwargs):
        if self.starts:
            self.last_day = self.compute_last_day()
        super().save(*args, **kwargs)

    @property
    def first_day(self) -> date:
        return timezone.localtime(self.starts).date()

    @property
    def length(self) -> timedelta:
        """How long one occurrence lasts, by the clock on the wall."""
        return wall(self.ends) - wall(self.starts) if self.ends else timedelta(0)

    def compute_last_day(self) -> date:
        return (self.occurrences()[-1][0] + self.length).date()

    def occurrences(self):
        """``[(start, end or None)]``, as the clock on the wall shows them (no zone), one or one a week."""
        start = wall(self.starts)
        weeks = max(0, (self.weekly_until - start.date()).days // 7) if self.weekly_until else 0
        starts = [start + number * WEEK for number in range(weeks + 1)]
        return [(each, each + self.length if self.ends else None) for each in starts]

    def get_context(self, request, *args, **kwargs):
        from .. import editorial

        return {**super().get_context(request, *args, **kwargs), "event": editorial.event_card(self)}


def wall(moment: datetime) -> datetime:
    """The moment as clocks here show it."""
    return timezone.localtime(moment).replace(tzinfo=None)
