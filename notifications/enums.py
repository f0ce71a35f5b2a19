from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("SMS")


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("En attente")
    SENT = "sent", _("Envoyé")
    FAILED = "failed", _("Non remis")
    SKIPPED = "skipped", _("Non souhaité")
