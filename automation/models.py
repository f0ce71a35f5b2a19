"""Rules without code: when this happens, if these hold, do that; and what each of them did."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.enums import Family, Role
from accounts.models import Service

from .enums import BOOKING_EVENTS, CASE_EVENTS, PAGE_EVENTS, Act, Event, State, Weekday

USER = settings.AUTH_USER_MODEL


class Rule(models.Model):
    """When ``event`` happens and every condition that is filled in holds, the steps are done in order."""

    name = models.CharField(_("nom"), max_length=80, unique=True, help_text=_("Ce que fait la règle, en peu de mots."))
    event = models.CharField(_("quand"), max_length=20, choices=Event.choices)
    is_active = models.BooleanField(_("en service"), default=False)
    order = models.PositiveSmallIntegerField(
        _("rang"), default=10, help_text=_("Si plusieurs règles attendent la même chose, la plus petite passe d’abord.")
    )
    stop_after = models.BooleanField(_("après elle, ne pas essayer les règles suivantes"), default=False)
    place = models.ForeignKey(
        Page, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("sous la page")
    )
    page_type = models.CharField(_("sorte de page"), max_length=60, blank=True)
    language = models.CharField(_("langue"), max_length=10, blank=True, choices=settings.LANGUAGES)
    title_contains = models.CharField(_("le titre contient"), max_length=80, blank=True)
    family = models.CharField(_("famille"), max_length=20, blank=True, choices=Family.choices)
    service = models.ForeignKey(
        Service, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("service")
    )
    procedure = models.ForeignKey(
        "cases.Procedure", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("démarche")
    )
    author_role = models.CharField(_("rôle de qui l’a fait"), max_length=20, blank=True, choices=Role.choices)
    author_service = models.ForeignKey(
        Service,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("où travaille qui l’a fait"),
    )
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(choices=Weekday.choices), verbose_name=_("jours"), default=list, blank=True
    )
    hour_from = models.TimeField(_("à partir de"), null=True, blank=True)
    hour_to = models.TimeField(_("jusqu’à"), null=True, blank=True)
    owner = models.ForeignKey(
        USER, null=True, on_delete=models.SET_NULL, related_name="+", help_text="answers for it: its rights are checked"
    )
    version = models.PositiveIntegerField(default=1, help_text="one more at each change: who comes second is told")
    suspended_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("règle")
        verbose_name_plural = _("règles")
        ordering = ["order", "id"]
        indexes = [models.Index(fields=["event", "order", "id"], name="rule_waiting", condition=Q(is_active=True))]
        constraints = [
            models.CheckConstraint(
                name="rule_hours_in_order",
                condition=Q(hour_from=None) | Q(hour_to=None) | Q(hour_to__gt=F("hour_from")),
                violation_error_message=_("La fin doit venir après le début."),
            ),
            models.CheckConstraint(
                name="rule_suspended_is_not_active",
                condition=Q(suspended_at=None) | Q(is_active=False),
                violation_error_message=_("Une règle suspendue n’est pas en service."),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_about_pages(self):
        return self.event in PAGE_EVENTS

    @property
    def is_about_cases(self):
        return self.event in CASE_EVENTS

    @property
    def is_about_bookings(self):
        return self.event in BOOKING_EVENTS


class Step(models.Model):
    """One thing a rule does; which of the fields it needs depends on ``act``."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(default=0)
    act = models.CharField(_("faire"), max_length=20, choices=Act.choices)
    service = models.ForeignKey(
        Service,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("quel service"),
        help_text=_("Vide : celui de la page ou du dossier."),
    )
    person = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("quel agent")
    )
    email = models.EmailField(_("quelle adresse e-mail"), blank=True)
    subject = models.CharField(_("en peu de mots"), max_length=120, blank=True)
    text = models.TextField(
        _("vos mots"),
        max_length=1500,
        blank=True,
        help_text=_("{titre}, {adresse} et {date} seront remplacés par ceux de la page, du dossier ou de la place."),
    )
    days = models.PositiveSmallIntegerField(
        _("à faire dans (jours)"), null=True, blank=True, validators=[MaxValueValidator(365)]
    )
    tag = models.CharField(_("étiquette"), max_length=40, blank=True)
    target = models.ForeignKey(
        Page, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("sous quelle page")
    )

    class Meta:
        verbose_name = _("action d’une règle")
        verbose_name_plural = _("actions d’une règle")
        ordering = ["position", "id"]

    def __str__(self):
        return f"{self.rule} : {self.get_act_display()}"


class Run(models.Model):
    """A rule went into action, once: for one line of the log, or because somebody asked for it.

    ``outcomes``: ``[{"step": key, "act": ..., "ok": bool, "note": ...}, ...]``, codes only, no name nor address.
    """

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="runs")
    entry_id = models.BigIntegerField(null=True, help_text="the line of the log that set it off")
    target_type = models.CharField(max_length=60)
    target_id = models.CharField(max_length=40)
    state = models.CharField(_("état"), max_length=10, choices=State.choices)
    outcomes = models.JSONField(default=list)
    depth = models.PositiveSmallIntegerField(default=0, help_text="how many rules stand before it in the chain")
    at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    batch = models.CharField(max_length=36, blank=True, help_text="one « run on everything »")
    replay_of = models.OneToOneField("self", null=True, on_delete=models.SET_NULL, related_name="replay")

    class Meta:
        verbose_name = _("passage d’une règle")
        verbose_name_plural = _("passages d’une règle")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["rule", "-id"], name="run_of_rule"),
            models.Index(fields=["rule", "at"], name="run_by_hour"),
            models.Index(fields=["state", "-id"], name="run_by_state"),
            models.Index(fields=["at"], name="run_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "entry_id"],
                name="run_once_for_a_line",
                condition=Q(entry_id__isnull=False, replay_of=None),
                violation_error_message=_("Cette règle est déjà passée pour cela."),
            )
        ]

    def __str__(self):
        return f"{self.rule_id} {self.entry_id} {self.state}"

    @property
    def may_be_replayed(self):
        return self.state == State.FAILED and not hasattr(self, "replay")


class Tag(models.Model):
    """A label that rules put on a page, for editors to find it again."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="rule_tags")
    name = models.CharField(_("étiquette"), max_length=40)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("étiquette d’une page")
        verbose_name_plural = _("étiquettes des pages")
        ordering = ["name", "-id"]
        constraints = [models.UniqueConstraint(fields=["page", "name"], name="tag_once_on_a_page")]

    def __str__(self):
        return self.name


class Todo(models.Model):
    """Something a rule asks of a service or of an agent: a task with its day, or only a thing to know."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sentence = models.CharField(max_length=300)
    url = models.CharField(max_length=300, blank=True, help_text="a path of this site")
    service = models.ForeignKey(Service, null=True, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(USER, null=True, on_delete=models.CASCADE, related_name="+")
    due = models.DateField(null=True, help_text="none for a thing to know")
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("tâche donnée par une règle")
        verbose_name_plural = _("tâches données par une règle")
        ordering = [F("due").asc(nulls_last=True), "id"]
        indexes = [
            models.Index(fields=["service", "due"], name="todo_of_service", condition=Q(done_at=None)),
            models.Index(fields=["person", "due"], name="todo_of_person", condition=Q(done_at=None)),
            models.Index(fields=["-done_at"], name="todo_done", condition=Q(done_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                name="todo_is_for_somebody",
                condition=Q(service__isnull=False) | Q(person__isnull=False),
                violation_error_message=_("Dites à qui revient cette tâche."),
            )
        ]

    def __str__(self):
        return str(self.public_id)

    @property
    def is_late(self):
        return self.done_at is None and self.due is not None and self.due < timezone.localdate()
