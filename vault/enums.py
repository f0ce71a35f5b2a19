from django.db import models
from django.utils.translation import gettext_lazy as _


class ScanState(models.TextChoices):
    AWAITING = "awaiting", _("En cours de vérification")
    SAFE = "safe", _("Vérifié, sans danger")
    REFUSED = "refused", _("Refusé : fichier dangereux")
    UNAVAILABLE = "unavailable", _("En attente : l’antivirus ne répond pas")


NOT_YET_SCANNED = {ScanState.AWAITING, ScanState.UNAVAILABLE}
