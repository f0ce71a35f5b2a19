"""Residents' addresses, the mail that arrived there, and the counts of the door."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vault import storage
from vault.enums import ScanState
from vault.models import Document

from . import sentences


class Address(models.Model):
    """An address given to a person. The row stays for ever, so that it is never given to anybody else."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="town_hall_addresses",
        help_text="none once erased",
    )
    local = models.CharField(max_length=64, blank=True, help_text="what stands before the @; empty once erased")
    digest = models.CharField(max_length=64, unique=True, help_text="HMAC of it: kept after the person has gone")
    created_at = models.DateTimeField(default=timezone.now)
    turned_off_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True, help_text="when another took its place, or it was erased")
    told_at = models.DateTimeField(null=True, blank=True, help_text="when its owner was last told of new mail")

    class Meta:
        verbose_name = _("adresse à la mairie")
        verbose_name_plural = _("adresses à la mairie")
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(retired_at=None),
                name="letterbox_one_address",
                violation_error_message=_("Cette personne a déjà une adresse."),
            ),
            models.UniqueConstraint(
                fields=["local"],
                condition=~Q(local=""),
                name="letterbox_address_once",
                violation_error_message=_("Cette adresse est déjà à quelqu’un."),
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | Q(local="", retired_at__isnull=False),
                name="letterbox_erased_is_nobodys",
                violation_error_message=_("Une adresse ouverte est à quelqu’un."),
            ),
        ]

    def __str__(self):
        return str(self.pk)

    @property
    def email(self):
        return f"{self.local}@{settings.LETTERBOX_DOMAIN}"

    @property
    def is_on(self):
        return self.turned_off_at is None and self.retired_at is None


class Mail(models.Model):
    """A message that arrived: who says to have sent it, about what; its text is an object under its owner's key."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="arrived_mail")
    received_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True, help_text="as the message says")
    sender_name = models.CharField(max_length=200, blank=True)
    sender_address = models.CharField(max_length=320, blank=True)
    is_verified = models.BooleanField(default=False, help_text="DMARC says the sender's domain sent it")
    subject = models.CharField(max_length=300, blank=True)
    text_object = models.CharField(max_length=120, null=True, unique=True)
    is_cut = models.BooleanField(default=False, help_text="its text was too long to be kept whole")
    size = models.PositiveBigIntegerField(help_text="bytes of the message as it came")
    fingerprint = models.CharField(max_length=64, help_text="HMAC of the message: the same one sent again is known")
    read_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True, help_text="when its owner was told it had arrived")
    warned_at = models.DateTimeField(null=True, blank=True, help_text="when its owner was told it will leave")

    class Meta:
        verbose_name = _("courrier arrivé")
        verbose_name_plural = _("courriers arrivés")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["owner", "fingerprint"], name="letterbox_mail_once")]
        indexes = [
            models.Index(fields=["owner", "-id"], name="letterbox_tray"),
            models.Index(fields=["owner"], condition=Q(read_at=None), name="letterbox_unread"),
            models.Index(fields=["owner"], condition=Q(told_at=None), name="letterbox_untold"),
            models.Index(fields=["received_at"], name="letterbox_by_age"),
        ]

    def __str__(self):
        return str(self.public_id)

    @property
    def sender(self):
        """``Name <address>``, or the address alone."""
        return f"{self.sender_name} <{self.sender_address}>" if self.sender_name else self.sender_address

    def text(self):
        """The words of the message. Raises ``vault.errors.NotServed``."""
        if not self.text_object:
            return ""
        chunks = storage.read_object(self.text_object, holder=self.owner, context=self.text_context)
        return b"".join(chunks).decode()

    @property
    def text_context(self):
        """What binds the text to this very message."""
        return f"letterbox/text/{self.public_id}".encode()


class File(models.Model):
    """An attachment: taken and closed under its owner's key, or refused with a reason."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mail = models.ForeignKey(Mail, on_delete=models.CASCADE, related_name="files")
    file_name = models.CharField(max_length=255)
    is_inline = models.BooleanField(default=False, help_text="a picture within the text")
    refusal = models.CharField(max_length=20, blank=True, help_text="code of letterbox.sentences.REFUSALS")
    object_name = models.CharField(max_length=120, null=True, unique=True)
    content_type = models.CharField(max_length=60, blank=True)
    size = models.PositiveBigIntegerField(default=0, help_text="bytes of the clear content")
    pages = models.PositiveSmallIntegerField(null=True)
    scan_state = models.CharField(max_length=12, choices=ScanState.choices, default=ScanState.AWAITING)
    scan_detail = models.CharField(max_length=200, blank=True)
    scan_due_at = models.DateTimeField(default=timezone.now, help_text="when the antivirus may be asked again")
    kept_as = models.ForeignKey(Document, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("pièce jointe")
        verbose_name_plural = _("pièces jointes")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="letterbox_taken_or_refused", condition=Q(refusal="") | Q(object_name=None, kept_as=None)
            )
        ]
        indexes = [
            models.Index(
                fields=["scan_due_at"],
                condition=Q(object_name__isnull=False) & ~Q(scan_state="safe"),
                name="letterbox_to_scan",
            )
        ]

    def __str__(self):
        return str(self.public_id)

    @property
    def is_safe(self):
        """Whether it may be opened: seen by the antivirus, and still here."""
        return self.object_name is not None and self.scan_state == ScanState.SAFE

    @property
    def reason(self):
        """Why it was refused, as a sentence that says what to do."""
        return sentences.refusal(self.refusal)

    def chunks(self):
        """The clear bytes. Raises ``vault.errors.NotServed``. Ask first whether it ``is_safe``."""
        return storage.read_object(self.object_name, holder=self.mail.owner, context=self.context)

    @property
    def context(self):
        """What binds the content to this very attachment."""
        return f"letterbox/file/{self.public_id}".encode()


class Tally(models.Model):
    """How many times a day the door gave each answer; nobody's name is in it."""

    day = models.DateField()
    outcome = models.CharField(max_length=12)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("compte du courrier")
        verbose_name_plural = _("comptes du courrier")
        constraints = [models.UniqueConstraint(fields=["day", "outcome"], name="letterbox_tally_once")]

    def __str__(self):
        return f"{self.day} {self.outcome}"
