"""Who holds a key: a person, or the binder of a case."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Binder(models.Model):
    """What a case rests on: frozen copies of papers, under a key of the case's own."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True, help_text="when its key was destroyed, for ever")

    class Meta:
        verbose_name = _("chemise de dossier")
        verbose_name_plural = _("chemises de dossier")

    def __str__(self):
        return str(self.public_id)


class Keyset(models.Model):
    """The Tink keyset of one holder, wrapped by the master keyset. Destroying it erases what it closed."""

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="keyset"
    )
    binder = models.OneToOneField(Binder, null=True, blank=True, on_delete=models.PROTECT, related_name="keyset")
    wrapped = models.BinaryField()
    master_key_id = models.CharField(max_length=20)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("trousseau de clés")
        verbose_name_plural = _("trousseaux de clés")
        indexes = [models.Index(fields=["master_key_id"], name="keyset_master_key")]
        constraints = [
            models.CheckConstraint(
                name="keyset_of_one_holder",
                condition=Q(owner__isnull=False, binder=None) | Q(owner=None, binder__isnull=False),
            )
        ]

    def __str__(self):
        return str(self.owner_id or self.binder_id)
