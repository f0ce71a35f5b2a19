"""Names shared by the pages and the rules of moderation."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

EDITORS = "Communication"
REVIEWERS = "Relecture"
ADMINISTRATORS = "Administration du site"
WORKFLOW = "Relecture avant publication"

SOURCE_LANGUAGE = "fr"
RIGHT_TO_LEFT = {"ar"}


class Situation(TextChoices):
    """The situations of life of the guide; each value is the name of its pictogram."""

    COMING_OF_AGE = "coming-of-age", _("Avoir 18 ans")
    UNION = "marriage", _("S’unir")
    CHILD = "baby", _("Avoir un enfant")
    HOUSING = "housing-search", _("Chercher un logement")
    WORKS = "works", _("Faire des travaux")
    SUPPORT = "support", _("Passer un cap difficile")
    ARRIVAL = "arrival", _("Arriver")
    OTHER = "help", _("Autre situation")
