"""What is looked at before a page is published, and how much it weighs."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Check(models.TextChoices):
    """One thing that is looked at."""

    SENTENCE = "sentence", _("des phrases courtes")
    JARGON = "jargon", _("des mots de tous les jours")
    SHOUTING = "shouting", _("pas de mots criés en majuscules")
    HEADING = "heading", _("des titres qui s’emboîtent")
    PICTURE = "picture", _("des images décrites")
    LINK = "link", _("des liens qui disent où ils mènent")
    TABLE = "table", _("des tableaux avec leurs en-têtes")
    LANGUAGE = "language", _("une seule langue dans la page")


class Level(models.TextChoices):
    """What happens when it is not so."""

    ADVISE = "advise", _("donner un conseil")
    BLOCK = "block", _("empêcher la publication")
    OFF = "off", _("ne rien dire")
