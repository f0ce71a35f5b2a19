"""What people ask about their data, and who was erased."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .enums import (
    OF_SOMEBODY,
    PENDING,
    STANDING,
    ErasureReason,
    ErasureState,
    ExportState,
    Part,
    RequestKind,
    RequestState,
)


class Export(models.Model):
    """Everything we keep about a person in one ZIP, closed under her own key until she takes it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exports")
    state = models.CharField(max_length=10, choices=ExportState.choices, default=ExportState.WAITING)
    done = models.PositiveIntegerField(default=0, help_text="files put in so far")
    total = models.PositiveIntegerField(default=0)
    troubled_at = models.DateTimeField(null=True, blank=True, help_text="when the storage last did not answer")
    object_name = models.CharField(max_length=120, null=True, unique=True)
    size = models.PositiveBigIntegerField(default=0, help_text="bytes of the ZIP")
    token_hash = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    ready_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True, help_text="when the download first began")
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("archive de mes données")
        verbose_name_plural = _("archives de mes données")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner"],
                condition=Q(state__in=sorted(STANDING)),
                name="export_one_at_a_time",
                violation_error_message=_("Votre archive est déjà en préparation."),
            ),
            models.CheckConstraint(
                name="export_ready_has_object",
                condition=~Q(state__in=["ready", "taken"]) | Q(object_name__isnull=False, expires_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-id"], name="export_of_owner"),
            models.Index(fields=["state"], condition=~Q(state__in=["gone", "failed"]), name="export_standing"),
        ]

    def __str__(self):
        return str(self.public_id)

    @property
    def context(self):
        """What binds the object to this very export."""
        return f"export/{self.public_id}".encode()


def in_a_month():
    """The day by which an answer is due (GDPR, article 12.3)."""
    return timezone.localdate() + timedelta(days=30)


class Request(models.Model):
    """A correction or a question, and the town hall's answer."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="data_requests")
    kind = models.CharField(max_length=10, choices=RequestKind.choices)
    part = models.CharField(_("de quoi s’agit-il"), max_length=12, choices=Part.choices, default=Part.OTHER)
    text = models.TextField(_("votre demande"), max_length=2000)
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.RECEIVED)
    created_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField(default=in_a_month)
    answer = models.TextField(_("réponse"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("demande sur mes données")
        verbose_name_plural = _("demandes sur mes données")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="data_request_answered_by_somebody",
                condition=~Q(state__in=["accepted", "refused"])
                | Q(answered_at__isnull=False, answered_by__isnull=False),
            )
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="data_request_of_person"),
            models.Index(fields=["due_on", "id"], condition=Q(state="received"), name="data_request_open"),
        ]

    def __str__(self):
        return str(self.public_id)

    @property
    def about(self):
        """What it is about, said to an agent."""
        return OF_SOMEBODY[self.part]

    @property
    def is_open(self):
        return self.state == RequestState.RECEIVED

    @property
    def days_left(self):
        return (self.due_on - timezone.localdate()).days

    @property
    def is_late(self):
        return self.is_open and self.days_left < 0


class Erasure(models.Model):
    """Somebody is to be erased, after some days in which it can be undone."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="erasures")
    reason = models.CharField(max_length=10, choices=ErasureReason.choices, default=ErasureReason.ASKED)
    state = models.CharField(max_length=10, choices=ErasureState.choices, default=ErasureState.COOLING)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", help_text="nobody: a restore"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    put_off_at = models.DateTimeField(null=True, blank=True, help_text="when something last stood in the way")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("effacement")
        verbose_name_plural = _("effacements")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state__in=sorted(PENDING)),
                name="erasure_one_pending",
                violation_error_message=_("Un effacement est déjà prévu."),
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state__in=sorted(PENDING)), name="erasure_pending"),
        ]

    def __str__(self):
        return str(self.public_id)


class ErasedPerson(models.Model):
    """The register of those who were erased: only ever added to. A backup restored must not bring them back."""

    public_id = models.UUIDField(unique=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("personne effacée")
        verbose_name_plural = _("registre des personnes effacées")
        ordering = ["id"]

    def __str__(self):
        return str(self.public_id)
