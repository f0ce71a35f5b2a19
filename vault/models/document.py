"""Residents' documents: what they are, their versions, what was seen of them, and their pictures."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from vault.enums import ScanState


class DocumentType(models.Model):
    """A kind of paper: identity card, birth record, proof of address..."""

    code = models.SlugField(unique=True)
    names = models.JSONField(default=dict, help_text="{language: name}")
    pictogram = models.CharField(max_length=40, default="file-text")
    validity_days = models.PositiveIntegerField(null=True, blank=True, help_text="days after the date of issue")
    has_expiry = models.BooleanField(default=False, help_text="the paper itself bears an end date")
    position = models.PositiveSmallIntegerField(default=0)
    advices = models.JSONField(default=dict, blank=True, help_text="{language: what to mind about this paper}")
    is_used = models.BooleanField(default=True, help_text="offered to people who add a paper")
    edited_at = models.DateTimeField(
        null=True, blank=True, help_text="when staff last changed it: what is shipped no longer mends it"
    )

    class Meta:
        verbose_name = _("type de document")
        verbose_name_plural = _("types de document")
        ordering = ["position", "code"]

    def __str__(self):
        return self.name

    @property
    def name(self):
        """In the language of the moment, French when it is missing."""
        return self.names.get(get_language() or "fr") or self.names.get("fr", self.code)

    @property
    def advice(self):
        """What to mind about this kind of paper, in the language of the moment; empty when nothing is said."""
        return self.advices.get(get_language() or "fr") or self.advices.get("fr", "")


class Document(models.Model):
    """A paper in somebody's vault. Its content is its last version's."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="documents")
    type = models.ForeignKey(DocumentType, on_delete=models.PROTECT, related_name="documents")
    label = models.CharField(_("nom"), max_length=120)
    issued_on = models.DateField(_("date du document"), null=True, blank=True)
    expires_on = models.DateField(_("valable jusqu’au"), null=True, blank=True)
    labels = ArrayField(models.CharField(max_length=40), default=list, blank=True, help_text="words its owner chose")
    created_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["owner", "type", "-id"], condition=Q(deleted_at=None), name="document_in_vault"),
            models.Index(fields=["expires_on"], condition=Q(deleted_at=None), name="document_expiring"),
        ]

    def __str__(self):
        return self.label

    @property
    def is_unnamed(self):
        """Whether nobody gave it another name than its kind's, in whichever language that was."""
        return self.label in self.type.names.values()

    @property
    def title(self):
        """Its name; its kind's, in the language of the moment, where nobody gave another."""
        return self.type.name if self.is_unnamed else self.label

    @cached_property
    def last(self):
        """The version of highest number: free after ``queries.documents_of``."""
        return max(self.versions.all(), key=lambda version: version.number)


class Version(models.Model):
    """One content of a document: an encrypted object in storage."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    object_name = models.CharField(max_length=120, unique=True)
    file_name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=60)
    size = models.PositiveBigIntegerField(help_text="bytes of the clear content")
    pages = models.PositiveSmallIntegerField(null=True)
    scan_state = models.CharField(max_length=12, choices=ScanState.choices, default=ScanState.AWAITING)
    scan_detail = models.CharField(max_length=200, blank=True)
    scan_due_at = models.DateTimeField(default=timezone.now, help_text="when the antivirus may be asked again")
    is_undrawable = models.BooleanField(default=False, help_text="its pictures were refused: they are not tried again")
    digest = models.CharField(max_length=64, help_text="HMAC of what was sent, under the owner's key", default="")
    erased_at = models.DateTimeField(null=True, blank=True, help_text="when the object was destroyed")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["document", "-number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="version_number_unique")]
        indexes = [models.Index(fields=["scan_due_at"], condition=~Q(scan_state="safe"), name="version_to_scan")]

    def __str__(self):
        return f"{self.document_id} v{self.number}"

    @property
    def is_safe(self):
        return self.scan_state == ScanState.SAFE and self.erased_at is None


class Check(models.Model):
    """An agent has seen this version complete and readable: said once, it holds for every procedure."""

    version = models.OneToOneField(Version, on_delete=models.CASCADE, related_name="check_done")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey("accounts.Service", null=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(default=timezone.now)
    occasion = models.CharField(max_length=60, blank=True, help_text="the number of the case")

    class Meta:
        verbose_name = _("contrôle de complétude")
        verbose_name_plural = _("contrôles de complétude")

    def __str__(self):
        return f"{self.version_id} {self.checked_at:%Y-%m-%d}"


class Preview(models.Model):
    """A picture we made of one page of a version, closed like what it shows."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="previews")
    page = models.PositiveSmallIntegerField(help_text="from 1; 0 is the thumbnail of the first page")
    object_name = models.CharField(max_length=120, unique=True)
    size = models.PositiveIntegerField(help_text="bytes of the clear JPEG")
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("aperçu")
        verbose_name_plural = _("aperçus")
        ordering = ["page"]
        constraints = [models.UniqueConstraint(fields=["version", "page"], name="preview_once")]

    def __str__(self):
        return f"{self.version_id} p{self.page}"
