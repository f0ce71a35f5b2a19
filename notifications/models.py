"""The one outbox: a message is a row written with the change it tells about."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import sms
from .enums import Channel, DeliveryState


class Message(models.Model):
    """What is said to one person. The row itself is the message in the person's space."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=60, help_text="name of the templates messages/<kind>.*")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="notifications"
    )
    email = models.EmailField(blank=True, help_text="for somebody without an account")
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=10, default="fr")
    context = models.JSONField(default=dict)
    url = models.CharField(max_length=300, blank=True)
    target_type = models.CharField(max_length=60, blank=True)
    target_id = models.CharField(max_length=40, blank=True)
    dedupe_key = models.CharField(max_length=120, null=True, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["recipient", "-id"]),
            models.Index(fields=["target_type", "target_id"]),
        ]

    def __str__(self):
        return f"{self.kind} {self.public_id}"


class Delivery(models.Model):
    """One attempt-series to carry a message by one channel."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("envoi")
        verbose_name_plural = _("envois")
        constraints = [
            models.UniqueConstraint(fields=["message", "channel"], name="delivery_once_per_channel"),
        ]
        indexes = [models.Index(fields=["state", "next_attempt_at"])]

    def __str__(self):
        return f"{self.message_id} {self.channel} {self.state}"

    @property
    def address(self):
        """Where this channel reaches the person today; empty for nowhere."""
        field = "email" if self.channel == Channel.EMAIL else "phone"
        return getattr(self.message, field) or getattr(self.message.recipient, field, "") or ""

    @property
    def is_possible(self):
        return bool(self.address) and (self.channel != Channel.SMS or sms.is_available())

    @property
    def reference(self):
        """The same for every attempt, so that a message sent twice is known for one."""
        return f"{self.message.public_id}.{self.channel}"


class Preference(models.Model):
    """Channels a person wants. Messages always stay readable in the person's space."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="message_preference")
    by_email = models.BooleanField(_("m’écrire par e-mail"), default=True)
    by_sms = models.BooleanField(_("m’écrire par SMS"), default=True)

    class Meta:
        verbose_name = _("préférence de message")
        verbose_name_plural = _("préférences de message")

    def __str__(self):
        return str(self.user_id)
