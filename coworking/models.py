"""The one booking engine: things that can be booked, when they are open, and who has them."""

import uuid
from datetime import time, timedelta

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ui.words import said

from .enums import PICTOGRAMS, Audience, BookingState, ResourceKind, Rhythm

MIDNIGHT = time(0)


def everybody():
    return [Audience.RESIDENTS, Audience.AGENTS]


class Terms(models.Model):
    """What one may book by oneself, the same for several resources: who, how long, how far ahead, how often."""

    name = models.CharField(_("nom"), max_length=80, unique=True)
    audiences = ArrayField(models.CharField(max_length=20), default=everybody, verbose_name=_("pour qui"))
    longest_minutes = models.PositiveIntegerField(_("durée la plus longue, en minutes"), default=240)
    ahead_days = models.PositiveSmallIntegerField(_("combien de jours à l’avance"), default=30)
    minutes_a_week = models.PositiveIntegerField(_("minutes par personne et par semaine"), default=1200)
    at_once = models.PositiveSmallIntegerField(_("réservations à venir par personne"), default=5)
    missed_after = models.PositiveSmallIntegerField(
        _("rendue après tant de minutes sans personne"), null=True, blank=True, default=20
    )
    misses = models.PositiveSmallIntegerField(
        _("absences en deux mois après lesquelles on réserve du jour au lendemain"), default=2
    )

    class Meta:
        verbose_name = _("conditions de réservation")
        verbose_name_plural = _("conditions de réservation")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="terms_let_something", condition=Q(longest_minutes__gt=0, minutes_a_week__gt=0, at_once__gt=0)
            )
        ]

    def __str__(self):
        return said(self.name)


class Resource(models.Model):
    """A room, a person, or things of one kind: each of its units is had by one booking at a time.

    ``setup_minutes`` and ``cleaning_minutes`` are kept free before and after each booking.
    """

    code = models.SlugField(unique=True)
    name = models.CharField(_("nom"), max_length=120)
    kind = models.CharField(_("genre"), max_length=20, choices=ResourceKind.choices)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="resource",
        help_text="the person, where the resource is one",
    )
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)
    quantity = models.PositiveSmallIntegerField(_("combien il y en a"), default=1, validators=[MinValueValidator(1)])
    terms = models.ForeignKey(
        Terms,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="resources",
        verbose_name=_("conditions"),
        help_text=_("Vide : on ne le réserve pas soi-même."),
    )
    setup_minutes = models.PositiveSmallIntegerField(_("minutes pour préparer"), default=0)
    cleaning_minutes = models.PositiveSmallIntegerField(_("minutes pour ranger"), default=0)
    place = models.CharField(_("où dans le bâtiment"), max_length=120, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("ressource")
        verbose_name_plural = _("ressources")
        ordering = ["kind", "name"]
        constraints = [models.CheckConstraint(name="resource_is_some", condition=Q(quantity__gt=0))]

    def __str__(self):
        return said(self.name)

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Its units follow its quantity: those above are kept for the bookings they have, and taken no more."""
        super().save(*args, **kwargs)
        known = dict(self.units.values_list("number", "is_active"))
        wanted = set(range(1, self.quantity + 1))
        Unit.objects.bulk_create(Unit(resource=self, number=number) for number in sorted(wanted - known.keys()))
        if any(is_active != (number in wanted) for number, is_active in known.items()):
            self.units.update(is_active=Q(number__lte=self.quantity))

    def around(self, starts, ends):
        """The time a booking takes from the resource, what is before and after it included."""
        before, after = timedelta(minutes=self.setup_minutes), timedelta(minutes=self.cleaning_minutes)
        return DateTimeTZRange(starts - before, ends + after)

    @property
    def pictogram(self):
        return PICTOGRAMS.get(self.kind, "place")

    @property
    def where(self):
        """The place in the building, in the reader's language."""
        return said(self.place)


class Unit(models.Model):
    """One of the things of a resource: what a booking has for itself."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="units")
    number = models.PositiveSmallIntegerField()
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("exemplaire")
        verbose_name_plural = _("exemplaires")
        ordering = ["resource", "number"]
        constraints = [
            models.UniqueConstraint(fields=["resource", "number"], name="unit_number_once"),
            models.UniqueConstraint(fields=["id", "resource"], name="unit_of_its_resource"),
        ]

    def __str__(self):
        return f"{self.resource} {self.number}"


class Opening(models.Model):
    """A weekly time at which a resource may be booked, cut into slots.

    ``weeks``: only the first, third... of these weekdays in a month (1 to 5; -1 is the last); none for every week.
    ``ends`` at midnight is the end of the day.
    """

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="openings")
    weekday = models.PositiveSmallIntegerField(help_text="0 is Monday")
    weeks = ArrayField(models.SmallIntegerField(), default=list, blank=True, verbose_name=_("semaines du mois"))
    starts = models.TimeField()
    ends = models.TimeField()
    slot_minutes = models.PositiveSmallIntegerField(default=30)

    class Meta:
        verbose_name = _("plage d’ouverture")
        verbose_name_plural = _("plages d’ouverture")
        ordering = ["resource", "weekday", "starts"]
        constraints = [
            models.CheckConstraint(name="opening_weekday", condition=Q(weekday__lte=6)),
            # A slot of no length would be cut for ever.
            models.CheckConstraint(name="opening_slot_has_length", condition=Q(slot_minutes__gt=0)),
            models.CheckConstraint(
                name="opening_ends_after_start",
                condition=Q(ends__gt=F("starts")) | Q(ends=MIDNIGHT),
                violation_error_message=_("La fin doit venir après le début."),
            ),
            models.CheckConstraint(
                name="opening_weeks_of_a_month", condition=Q(weeks__contained_by=[-1, 1, 2, 3, 4, 5])
            ),
        ]

    def __str__(self):
        return f"{self.resource} {self.weekday} {self.starts}-{self.ends}"

    def holds_on(self, day):
        """Whether it is open then, exceptions apart."""
        if day.weekday() != self.weekday:
            return False
        is_last = (day + timedelta(days=7)).month != day.month
        return not self.weeks or (day.day - 1) // 7 + 1 in self.weeks or (is_last and -1 in self.weeks)


class HoursChange(models.Model):
    """Other hours for some days, in place of the weekly ones: closed without times. Of one resource, or of the house.

    Those of the resource come before those of the house.
    """

    resource = models.ForeignKey(Resource, null=True, blank=True, on_delete=models.CASCADE, related_name="changes")
    first_day = models.DateField(_("du"))
    last_day = models.DateField(_("au"))
    starts = models.TimeField(_("ouvre à"), null=True, blank=True)
    ends = models.TimeField(_("ferme à"), null=True, blank=True)
    slot_minutes = models.PositiveSmallIntegerField(default=30)
    reason = models.CharField(_("pourquoi"), max_length=120, blank=True, help_text=_("Tout le monde le lit."))

    class Meta:
        verbose_name = _("horaires d’exception")
        verbose_name_plural = _("horaires d’exception")
        ordering = ["first_day", "pk"]
        indexes = [models.Index(fields=["resource", "last_day"], name="hours_change_to_come")]
        constraints = [
            models.CheckConstraint(name="hours_change_slot_has_length", condition=Q(slot_minutes__gt=0)),
            models.CheckConstraint(
                name="hours_change_days_in_order",
                condition=Q(last_day__gte=F("first_day")),
                violation_error_message=_("Le dernier jour doit venir après le premier."),
            ),
            models.CheckConstraint(
                name="hours_change_times_in_order",
                condition=Q(starts=None, ends=None)
                | (Q(starts__isnull=False, ends__isnull=False) & (Q(ends__gt=F("starts")) | Q(ends=MIDNIGHT))),
                violation_error_message=_("Donnez les deux heures dans l’ordre, ou aucune pour fermer."),
            ),
        ]

    def __str__(self):
        return f"{self.resource or ''} {self.first_day} {self.last_day}"

    def holds_on(self, day):
        return self.first_day <= day <= self.last_day


class Series(models.Model):
    """Bookings asked for in one go, that come back at the same hours."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    rhythm = models.CharField(max_length=12, choices=Rhythm.choices)
    until = models.DateField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("série de réservations")
        verbose_name_plural = _("séries de réservations")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.get_rhythm_display()} {self.until}"


class Booking(models.Model):
    """A unit of a resource kept for somebody during a time. The database refuses two at once.

    ``occupied`` is ``during`` with what is kept before and after it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="bookings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="bookings")
    during = DateTimeRangeField()
    occupied = DateTimeRangeField()
    series = models.ForeignKey(Series, null=True, blank=True, on_delete=models.SET_NULL, related_name="bookings")
    state = models.CharField(max_length=10, choices=BookingState.choices, default=BookingState.HELD)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bookings")
    purpose = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=timezone.now)
    arrived_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True, help_text="given back, or lost by nobody coming")

    class Meta:
        verbose_name = _("réservation")
        verbose_name_plural = _("réservations")
        ordering = ["during"]
        constraints = [
            ExclusionConstraint(
                name="booking_no_overlap",
                expressions=[("unit", RangeOperators.EQUAL), ("occupied", RangeOperators.OVERLAPS)],
                condition=Q(state=BookingState.HELD),
                violation_error_message=_("Ce créneau vient d’être pris."),
            ),
            models.CheckConstraint(
                name="booking_released_has_moment",
                condition=Q(state__in=[BookingState.RELEASED, BookingState.MISSED], released_at__isnull=False)
                | Q(state=BookingState.HELD, released_at__isnull=True),
            ),
            models.CheckConstraint(name="booking_within_occupied", condition=Q(occupied__contains=F("during"))),
            models.CheckConstraint(
                name="booking_has_both_ends",
                condition=Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False),
            ),
        ]
        indexes = [
            models.Index(fields=["holder", "-id"]),
            GistIndex(
                fields=["resource", "occupied"], name="booking_of_resource", condition=Q(state=BookingState.HELD)
            ),
        ]

    def __str__(self):
        return f"{self.resource} {self.during}"
