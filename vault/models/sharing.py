"""What its owner lets others see, and what a case keeps of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .document import Document, DocumentType, Version
from .keys import Binder


class Share(models.Model):
    """A document shown to a service or to a case, for a purpose, until a date, because its owner said so."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="shares")
    service = models.ForeignKey(
        "accounts.Service", null=True, blank=True, on_delete=models.PROTECT, related_name="shares"
    )
    binder = models.ForeignKey(Binder, null=True, blank=True, on_delete=models.PROTECT, related_name="shares")
    purpose = models.CharField(_("pour quoi faire"), max_length=200)
    until = models.DateTimeField(_("jusqu’au"), null=True, blank=True, help_text="empty for a case: while it is open")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("partage")
        verbose_name_plural = _("partages")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="share_with_service_or_case",
                condition=Q(service__isnull=False, binder=None, until__isnull=False)
                | Q(service=None, binder__isnull=False),
                violation_error_message=_("Un partage avec un service a une date de fin."),
            ),
            models.UniqueConstraint(
                fields=["document", "binder"], condition=Q(revoked_at=None), name="share_case_once"
            ),
            models.UniqueConstraint(
                fields=["document", "service"],
                condition=Q(revoked_at=None),
                name="share_service_once",
                violation_error_message=_("Ce document est déjà partagé avec ce service."),
            ),
        ]
        indexes = [models.Index(fields=["service", "-id"], condition=Q(revoked_at=None), name="share_open")]

    def __str__(self):
        return f"{self.document_id} {self.service_id or self.binder_id}"


class Evidence(models.Model):
    """The copy of a version that a case keeps, frozen, under the key of its binder."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    binder = models.ForeignKey(Binder, on_delete=models.PROTECT, related_name="evidence")
    source = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="evidence")
    subject = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    type = models.ForeignKey(DocumentType, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=120)
    issued_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    object_name = models.CharField(max_length=120, unique=True)
    file_name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=60)
    size = models.PositiveBigIntegerField(help_text="bytes of the clear content")
    pages = models.PositiveSmallIntegerField(null=True)
    frozen_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("copie gardée au dossier")
        verbose_name_plural = _("copies gardées au dossier")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["binder", "source"], condition=Q(erased_at=None), name="evidence_once")
        ]

    def __str__(self):
        return f"{self.binder_id} {self.label}"
