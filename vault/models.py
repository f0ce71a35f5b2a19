"""Residents' documents: what they are, their versions, and the keys that close them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .enums import ScanState


class DocumentType(models.Model):
    """A kind of paper: identity card, birth record, proof of address..."""

    code = models.SlugField(unique=True)
    names = models.JSONField(default=dict, help_text="{language: name}")
    pictogram = models.CharField(max_length=40, default="file-text")
    validity_days = models.PositiveIntegerField(null=True, blank=True, help_text="days after the date of issue")
    has_expiry = models.BooleanField(default=False, help_text="the paper itself bears an end date")
    position = models.PositiveSmallIntegerField(default=0)

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


class Keyset(models.Model):
    """The Tink keyset of one person, wrapped by the master keyset. Destroying it erases the documents."""

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="keyset")
    wrapped = models.BinaryField()
    master_key_id = models.CharField(max_length=20)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("trousseau de clés")
        verbose_name_plural = _("trousseaux de clés")

    def __str__(self):
        return str(self.owner_id)


class Document(models.Model):
    """A paper in somebody's vault. Its content is its last version's."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="documents")
    type = models.ForeignKey(DocumentType, on_delete=models.PROTECT, related_name="documents")
    label = models.CharField(_("nom"), max_length=120)
    issued_on = models.DateField(_("date du document"), null=True, blank=True)
    expires_on = models.DateField(_("valable jusqu’au"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["owner", "type", "-id"], condition=Q(deleted_at=None), name="document_in_vault")
        ]

    def __str__(self):
        return self.label

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
    digest = models.CharField(max_length=64, help_text="HMAC of what was sent, under the owner's key", default="")
    erased_at = models.DateTimeField(null=True, blank=True, help_text="when the object was destroyed")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["document", "-number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="version_number_unique")]
        indexes = [models.Index(fields=["created_at"], condition=~Q(scan_state="safe"), name="version_to_scan")]

    def __str__(self):
        return f"{self.document_id} v{self.number}"

    @property
    def is_safe(self):
        return self.scan_state == ScanState.SAFE and self.erased_at is None
