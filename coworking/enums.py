from django.db import models
from django.utils.translation import gettext_lazy as _


class ResourceKind(models.TextChoices):
    CEREMONY_ROOM = "ceremony_room", _("Salle de cérémonie")
    OFFICIANT = "officiant", _("Élu·e")
    DESK = "desk", _("Poste de travail")
    MEETING_ROOM = "meeting_room", _("Salle de réunion")
    EQUIPMENT = "equipment", _("Matériel")


class BookingState(models.TextChoices):
    HELD = "held", _("Réservé")
    RELEASED = "released", _("Libéré")
