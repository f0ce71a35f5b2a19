from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import COUNTER, Role

HALL = COUNTER | {Role.ADMINISTRATOR}
"""Roles of those who look after the counters."""


class Way(models.TextChoices):
    """How somebody entered at a counter."""

    PIN = "pin", _("carte et code de borne")
    PASSWORD = "password", _("carte et mot de passe")
    SMS = "sms", _("carte et code reçu par SMS")
    AGENT = "agent", _("avec un agent")


class Seen(models.TextChoices):
    """How the agent knows who stands there."""

    IDENTITY_CARD = "identity_card", _("Une pièce d’identité")
    CARD = "card", _("Sa carte d’accès et sa date de naissance")
    KNOWN = "known", _("Je connais cette personne")


class End(models.TextChoices):
    """Why a session at a counter ended."""

    PERSON = "person", _("la personne a fini")
    IDLE = "idle", _("plus personne devant")
    TIME = "time", _("le temps était passé")
    AGENT = "agent", _("un agent l’a fermée")
    COUNTER = "counter", _("la borne a été fermée")
    STOLEN = "stolen", _("ouverte depuis un autre appareil")
    NEXT = "next", _("une autre personne est entrée")
