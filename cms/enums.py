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


class MenuPlace(TextChoices):
    HEADER = "header", _("En-tête")
    FOOTER = "footer", _("Pied de page")


class Known(TextChoices):
    """The rooms of the site a menu may lead to, with the words they have when staff give no others."""

    HOME = "home", _("La mairie")
    FAMILIES = "families", _("Les services")
    GUIDE = "guide", _("Bonjour, le guide")
    PROCEDURES = "procedures", _("Démarches")
    BANNS = "banns", _("Les bans")
    COMMANDMENTS = "commandments", _("Les 19 commandements")
    DICTIONARY = "dictionary", _("Dictionnaire en images")
    NEWS = "news", _("Actualités")
    AGENDA = "agenda", _("Agenda")
    OFFICIALS = "officials", _("Les élu·es")
    PRESS = "press", _("Presse")
    ACCESSIBILITY = "accessibility", _("Accessibilité")
    LEGAL = "legal", _("Mentions légales")
    PRIVACY = "privacy", _("Vos données")
    CREDITS = "credits", _("Crédits")
    SOURCE = "source", _("Code source, libre (AGPL)")


class Device(TextChoices):
    """What a page was read on, as far as its browser says: nothing finer is kept."""

    PHONE = "phone", _("Téléphone")
    TABLET = "tablet", _("Tablette")
    DESK = "desk", _("Ordinateur")
