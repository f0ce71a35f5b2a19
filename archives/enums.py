"""What rules count from, how cases ended, and where a disposal list stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CountsFrom(models.TextChoices):
    """The day from which a paper's time in the vault is counted."""

    NEVER = "never", _("Jamais : la personne décide")
    VALIDITY = "validity", _("La fin de validité du papier")
    DEPOSIT = "deposit", _("Le jour où il est rangé")
    LAST_USE = "last_use", _("La dernière fois qu’il a servi dans un dossier")


class Ending(models.TextChoices):
    """How a closed case ended, as far as keeping it goes."""

    CONCLUDED = "concluded", _("Dossier mené à son terme")
    STOPPED = "stopped", _("Dossier envoyé puis arrêté")
    NEVER_SENT = "never_sent", _("Dossier jamais envoyé")


class Outcome(models.TextChoices):
    """What becomes of a case whose time is over."""

    DESTROY = "destroy", _("Détruire")
    TRANSFER = "transfer", _("Verser aux archives publiques")
    SORT = "sort", _("Trier dossier par dossier")


class ListState(models.TextChoices):
    PREPARED = "prepared", _("À confirmer par le service")
    PROPOSED = "proposed", _("En attente du visa")
    APPROVED = "approved", _("Visé")
    DONE = "done", _("Exécuté")
    CANCELLED = "cancelled", _("Abandonné")


UNDECIDED = {ListState.PREPARED, ListState.PROPOSED}


class Decision(models.TextChoices):
    PENDING = "pending", _("À décider")
    DESTROY = "destroy", _("Détruire")
    TRANSFER = "transfer", _("Verser")
    KEEP = "keep", _("Garder encore")


class TransferState(models.TextChoices):
    MAKING = "making", _("En préparation")
    READY = "ready", _("Prêt à être emporté")
    FAILED = "failed", _("À refaire")
    FETCHED = "fetched", _("Emporté, accusé de réception attendu")
    ACKNOWLEDGED = "acknowledged", _("Reçu par les archives publiques")
