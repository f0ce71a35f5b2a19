"""Procedures and the immutable versions of what they ask."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.enums import LegalEffect


class Procedure(models.Model):
    """A procedure offered to residents, such as marriage."""

    code = models.SlugField(unique=True)
    names = models.JSONField(default=dict, help_text="{language: name}")
    summaries = models.JSONField(default=dict, help_text="{language: one sentence}")
    pictogram = models.CharField(max_length=40, default="file-text")
    service = models.ForeignKey("accounts.Service", on_delete=models.PROTECT, related_name="procedures")
    flow = models.CharField(max_length=60, help_text="key of the flow registry: marriage, pacs")
    legal_effect = models.CharField(
        _("portée juridique"), max_length=12, choices=LegalEffect.choices, default=LegalEffect.PREPARATORY
    )
    settings = models.JSONField(default=dict, help_text="delays in days: banns, reconfirmation...")
    is_open = models.BooleanField(_("ouverte en ligne"), default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("démarche")
        verbose_name_plural = _("démarches")
        ordering = ["position", "code"]

    def __str__(self):
        return self.names.get("fr", self.code)


class ProcedureVersion(models.Model):
    """Questions and requirements as they stood; a case keeps the version it began with."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    published_at = models.DateTimeField(default=timezone.now)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="empty when it came with the software",
    )
    reason = models.CharField(_("pourquoi"), max_length=300, blank=True)
    changes = models.JSONField(default=dict, blank=True, help_text="what the town hall chose, {requirement: rules}")
    shipped_digest = models.CharField(max_length=64, default="", blank=True, help_text="of the shipped text beneath")

    class Meta:
        verbose_name = _("version de démarche")
        verbose_name_plural = _("versions de démarche")
        ordering = ["procedure", "-number"]
        constraints = [models.UniqueConstraint(fields=["procedure", "number"], name="procedure_version_unique")]

    def __str__(self):
        return f"{self.procedure_id} v{self.number}"
