"""The counters of the hall, the computers that stand there, and who is in front of them."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .enums import End, Seen, Way

FOLDER = RegexValidator(r"^[A-Za-z0-9_-]+$", _("Choisissez un dossier de la liste."))


class Kiosk(models.Model):
    """A digital counter: a place in the hall and its settings."""

    code = models.SlugField(_("code"), max_length=40, unique=True, help_text=_("Dans l’adresse : /borne/code/."))
    name = models.CharField(_("nom"), max_length=80)
    place = models.CharField(_("où dans le bâtiment"), max_length=120, blank=True)
    language = models.CharField(_("langue d’accueil"), max_length=10, choices=settings.LANGUAGES, default="fr")
    scanner_folder = models.CharField(_("dossier du scanner"), max_length=60, blank=True, validators=[FOLDER])
    is_active = models.BooleanField(_("ouverte"), default=True)
    called_at = models.DateTimeField(null=True, blank=True, help_text="since when somebody there calls an agent")

    class Meta:
        verbose_name = _("borne")
        verbose_name_plural = _("bornes")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scanner_folder"],
                name="kiosk_scanner_folder_unique",
                condition=~Q(scanner_folder=""),
                violation_error_message=_("Une autre borne se sert déjà de ce dossier."),
            )
        ]

    def __str__(self):
        return self.name


class Pairing(models.Model):
    """The single-use code that makes a computer the computer of a counter."""

    kiosk = models.OneToOneField(Kiosk, on_delete=models.CASCADE, related_name="pairing")
    code_hash = models.CharField(max_length=200)
    expires_at = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("jumelage")
        verbose_name_plural = _("jumelages")

    def __str__(self):
        return str(self.kiosk_id)


class Device(models.Model):
    """A computer enrolled at a counter; it shows ``public_id`` and a secret whose digest alone is kept."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kiosk = models.ForeignKey(Kiosk, on_delete=models.CASCADE, related_name="devices")
    secret_digest = models.CharField(max_length=64)
    enrolled_at = models.DateTimeField(auto_now_add=True)
    enrolled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("ordinateur de borne")
        verbose_name_plural = _("ordinateurs de borne")
        ordering = ["-enrolled_at"]

    def __str__(self):
        return str(self.public_id)


class VisitQuerySet(models.QuerySet):
    def going(self):
        """Not ended by anybody, within its time, and somebody was there a moment ago."""
        now = timezone.now()
        idle = now - timedelta(seconds=settings.KIOSK_IDLE_SECONDS)
        return self.filter(ended_at=None, until__gt=now, seen_at__gt=idle)


class Visit(models.Model):
    """One session of one person at one counter. ``agent`` is who opened it beside her, if anybody."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="visits")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kiosk_visits")
    way = models.CharField(max_length=10, choices=Way.choices)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    identity_seen = models.CharField(_("identité vue par"), max_length=20, choices=Seen.choices, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    entered_at = models.DateTimeField(null=True, blank=True, help_text="an agent's opening waits for the counter")
    seen_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=10, choices=End.choices, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("passage à la borne")
        verbose_name_plural = _("passages à la borne")
        constraints = [
            models.UniqueConstraint(
                fields=["device"],
                name="kiosk_one_visit_at_a_time",
                condition=Q(ended_at=None),
                violation_error_message=_("Quelqu’un est déjà à cette borne."),
            ),
            models.CheckConstraint(
                name="kiosk_visit_helped_says_how",
                condition=~Q(way="agent") | ~Q(identity_seen=""),
                violation_error_message=_("Dites comment vous avez vu l’identité."),
            ),
            models.CheckConstraint(
                name="kiosk_visit_is_short",
                condition=Q(until__lte=F("opened_at") + timedelta(minutes=20)),
                violation_error_message=_("Un passage dure 20 minutes au plus."),
            ),
        ]
        indexes = [models.Index(fields=["person", "-opened_at"])]

    def __str__(self):
        return str(self.public_id)

    @property
    def kiosk(self):
        return self.device.kiosk


class Pin(models.Model):
    """The six digits a person chose for the counters; argon2 alone is kept."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kiosk_pin")
    digits_hash = models.CharField(max_length=200)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("code de borne")
        verbose_name_plural = _("codes de borne")

    def __str__(self):
        return str(self.user_id)


class TextedCode(models.Model):
    """The six digits sent by SMS to somebody in front of a counter: they serve once, there."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="+")
    digits_hash = models.CharField(max_length=200)
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("code de borne par SMS")
        verbose_name_plural = _("codes de borne par SMS")

    def __str__(self):
        return str(self.user_id)
