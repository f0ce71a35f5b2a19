"""The one booking engine: things that can be booked, when they are open, and who has them."""

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ui.words import said

from .enums import BookingState, ResourceKind


class Resource(models.Model):
    """A room, a person or a thing that one booking at a time can have."""

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
    place = models.CharField(_("où dans le bâtiment"), max_length=120, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("ressource")
        verbose_name_plural = _("ressources")
        ordering = ["kind", "name"]

    def __str__(self):
        return said(self.name)

    @property
    def where(self):
        """The place in the building, in the reader's language."""
        return said(self.place)


class Opening(models.Model):
    """A weekly time at which a resource may be booked, cut into slots."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="openings")
    weekday = models.PositiveSmallIntegerField(help_text="0 is Monday")
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
                condition=Q(ends__gt=F("starts")),
                violation_error_message=_("La fin doit venir après le début."),
            ),
        ]

    def __str__(self):
        return f"{self.resource} {self.weekday} {self.starts}-{self.ends}"


class Booking(models.Model):
    """A resource kept for somebody during a time. The database refuses two at once."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="bookings")
    during = DateTimeRangeField()
    state = models.CharField(max_length=10, choices=BookingState.choices, default=BookingState.HELD)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bookings")
    purpose = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=timezone.now)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("réservation")
        verbose_name_plural = _("réservations")
        ordering = ["during"]
        constraints = [
            ExclusionConstraint(
                name="booking_no_overlap",
                expressions=[("resource", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(state=BookingState.HELD),
                violation_error_message=_("Ce créneau vient d’être pris."),
            ),
            models.CheckConstraint(
                name="booking_released_has_moment",
                condition=Q(state=BookingState.RELEASED, released_at__isnull=False)
                | Q(state=BookingState.HELD, released_at__isnull=True),
            ),
            models.CheckConstraint(
                name="booking_has_both_ends",
                condition=Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False),
            ),
        ]
        indexes = [models.Index(fields=["holder", "-id"])]

    def __str__(self):
        return f"{self.resource} {self.during}"
