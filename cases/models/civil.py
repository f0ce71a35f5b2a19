"""Civil acts around a marriage or a PACS: banns, ceremony, reconfirmation, certificate."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.enums import CeremonyState

from .case import Case, Party


class Banns(models.Model):
    """The public notice of a marriage to come (Code civil, articles 63 to 65: ten days)."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="banns")
    text = models.TextField(help_text="what the public reads: names, professions, towns; nothing more")
    published_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("publication des bans")
        verbose_name_plural = _("publications des bans")
        ordering = ["-published_at"]

    def __str__(self):
        return f"{self.case_id}"


class Ceremony(models.Model):
    """A date, a room and an officiant for a case. A postponed one stays; another follows."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="ceremonies")
    starts_at = models.DateTimeField()
    room = models.ForeignKey("coworking.Booking", on_delete=models.PROTECT, related_name="+")
    officiant = models.ForeignKey("coworking.Booking", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=CeremonyState.choices, default=CeremonyState.BOOKED)
    reconfirm_before = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("cérémonie")
        verbose_name_plural = _("cérémonies")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                name="ceremony_one_planned",
                condition=Q(state__in=["booked", "confirmed"]),
                violation_error_message=_("Une cérémonie est déjà prévue pour ce dossier."),
            )
        ]

    def __str__(self):
        return f"{self.case_id} {self.starts_at:%Y-%m-%d %H:%M}"


class Reconfirmation(models.Model):
    """One spouse's word that the ceremony holds."""

    ceremony = models.ForeignKey(Ceremony, on_delete=models.CASCADE, related_name="reconfirmations")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="reconfirmations")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("reconfirmation")
        verbose_name_plural = _("reconfirmations")
        constraints = [models.UniqueConstraint(fields=["ceremony", "party"], name="reconfirmation_once")]

    def __str__(self):
        return f"{self.ceremony_id} {self.party_id}"


class Certificate(models.Model):
    """What anyone holding its code can check: that it exists, for whom and since when."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="certificate")
    code = models.CharField(max_length=20, unique=True, help_text="random, base32, unguessable")
    facts = models.JSONField(help_text="names, date, place, officiant, legal effect: as printed")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the canonical facts")
    pdf = models.BinaryField(help_text="the certificate as issued")
    issued_at = models.DateTimeField(default=timezone.now)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("certificat")
        verbose_name_plural = _("certificats")

    def __str__(self):
        return self.code
