"""A file on its way, received piece by piece: a cut connection goes on where it stopped."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Upload(models.Model):
    """What was announced, and how far it has come. Gone once it is stored, or a day after its last piece."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="uploads")
    file_name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField(help_text="bytes announced")
    received = models.PositiveBigIntegerField(default=0, help_text="bytes kept so far")
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("envoi en cours")
        verbose_name_plural = _("envois en cours")
        constraints = [
            models.CheckConstraint(name="upload_not_beyond_size", condition=models.Q(received__lte=models.F("size")))
        ]

    def __str__(self):
        return f"{self.received}/{self.size}"


class UploadPart(models.Model):
    """One piece, an encrypted object under the sender's key."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="parts")
    start = models.PositiveBigIntegerField(help_text="offset of its first byte")
    size = models.PositiveIntegerField()
    object_name = models.CharField(max_length=120, unique=True)

    class Meta:
        verbose_name = _("morceau d’envoi")
        verbose_name_plural = _("morceaux d’envoi")
        ordering = ["start"]
        constraints = [models.UniqueConstraint(fields=["upload", "start"], name="upload_part_once")]

    def __str__(self):
        return f"{self.upload_id} {self.start}"
