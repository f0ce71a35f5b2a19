from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    """What was answered at the door. ``LATER``: asked to come again; the others are refusals."""

    ACCEPTED = "accepted", _("Acceptés")
    LATER = "later", _("Priés de revenir plus tard")
    UNKNOWN = "unknown", _("Adresse inconnue ou fermée")
    FORGED = "forged", _("Expéditeur usurpé")
    LARGE = "large", _("Trop lourds")
    BROKEN = "broken", _("Illisibles ou trop compliqués")
    FLOOD = "flood", _("Trop de messages d’un coup")
    FULL = "full", _("Boîte pleine")
