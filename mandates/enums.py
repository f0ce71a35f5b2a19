from django.db import models
from django.utils.translation import gettext_lazy as _


class MandateState(models.TextChoices):
    ASKED = "asked", _("En attente d’une réponse")
    ACTIVE = "active", _("En cours")
    DECLINED = "declined", _("Refusé")
    ENDED = "ended", _("Arrêté")
    EXPIRED = "expired", _("Terminé")


class Way(models.TextChoices):
    """How the mandate was given."""

    ONLINE = "online", _("dans son espace")
    CODE = "code", _("par un code reçu au téléphone")
    PAPER = "paper", _("sur papier, à la mairie")
    IN_PERSON = "in_person", _("de vive voix, à la mairie")


class Identity(models.TextChoices):
    """The kind of paper an agent looked at; never its number."""

    IDENTITY_CARD = "identity-card", _("Carte d’identité")
    PASSPORT = "passport", _("Passeport")
    RESIDENCE_PERMIT = "residence-permit", _("Titre de séjour")
    OTHER = "other", _("Autre papier avec une photo")


AT_THE_COUNTER = {Way.PAPER, Way.IN_PERSON}
OVER = {MandateState.DECLINED, MandateState.ENDED, MandateState.EXPIRED}
