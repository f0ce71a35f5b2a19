from django.db import models
from django.utils.translation import gettext_lazy as _


class ResourceKind(models.TextChoices):
    CEREMONY_ROOM = "ceremony_room", _("Salle de cérémonie")
    OFFICIANT = "officiant", _("Élu·e")
    DESK = "desk", _("Poste de travail")
    MEETING_ROOM = "meeting_room", _("Salle de réunion")
    EQUIPMENT = "equipment", _("Matériel")
    HALL = "hall", _("Salle des fêtes")
    KITCHEN = "kitchen", _("Cuisine")
    FORECOURT = "forecourt", _("Parvis")


PICTOGRAMS = {
    ResourceKind.CEREMONY_ROOM: "rings",
    ResourceKind.OFFICIANT: "person",
    ResourceKind.DESK: "laptop",
    ResourceKind.MEETING_ROOM: "people",
    ResourceKind.EQUIPMENT: "projector",
    ResourceKind.HALL: "party-popper",
    ResourceKind.KITCHEN: "cooking-pot",
    ResourceKind.FORECOURT: "plane-tree",
}


class BookingState(models.TextChoices):
    HELD = "held", _("Réservé")
    RELEASED = "released", _("Libéré")
    MISSED = "missed", _("Personne n’est venu")


class Rhythm(models.TextChoices):
    """How often a booking comes back."""

    DAILY = "daily", _("chaque jour")
    WEEKLY = "weekly", _("chaque semaine")
    FORTNIGHTLY = "fortnightly", _("une semaine sur deux")
    MONTHLY = "monthly", _("chaque mois, le même jour de la semaine")


class Audience(models.TextChoices):
    """Who books by oneself. Rooms above add their own people to ``rules.AUDIENCES``."""

    RESIDENTS = "residents", _("les habitants")
    AGENTS = "agents", _("les agents d’une mairie")
