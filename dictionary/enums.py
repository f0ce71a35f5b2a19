from django.db import models
from django.utils.translation import gettext_lazy as _

SOURCE_LANGUAGE = "fr"


class Theme(models.TextChoices):
    """What the dictionary is browsed by."""

    PAPERS = "papers", _("Les papiers")
    PEOPLE = "people", _("Les personnes")
    PLACES = "places", _("Les lieux")
    STEPS = "steps", _("Les étapes")
    MONEY = "money", _("L’argent")
    HOME = "home", _("Le logement")
    FAMILY = "family", _("La famille")
    HEALTH = "health", _("La santé")
    TIME = "time", _("Le temps")
    HELP = "help", _("L’aide")


# The picture of each theme, for whoever does not read.
PICTURES = {
    Theme.PAPERS: "document",
    Theme.PEOPLE: "people",
    Theme.PLACES: "place",
    Theme.STEPS: "footprints",
    Theme.MONEY: "cost",
    Theme.HOME: "home",
    Theme.FAMILY: "family",
    Theme.HEALTH: "heart-pulse",
    Theme.TIME: "clock",
    Theme.HELP: "support",
}
