"""Names shared by collections, links, reviews and archives of the site."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sort(TextChoices):
    TITLE = "title", _("par titre")
    NEWEST = "newest", _("les dernières publiées d’abord")
    CHANGED = "changed", _("les dernières modifiées d’abord")
    TREE = "tree", _("dans l’ordre du site")
    DATE = "date", _("par date d’événement")


class LinkState(TextChoices):
    WAITING = "waiting", _("à vérifier")
    FINE = "fine", _("répond")
    BROKEN = "broken", _("ne marche pas")
    IGNORED = "ignored", _("laissé de côté")


class Trouble(TextChoices):
    DELETED = "deleted", _("La page n’existe plus.")
    UNPUBLISHED = "unpublished", _("La page n’est plus publiée.")
    NO_DOCUMENT = "no_document", _("Le document n’existe plus.")
    NOWHERE = "nowhere", _("Cette adresse ne mène nulle part sur notre site.")
    NOT_FOUND = "not_found", _("Le site répond que cette page n’existe pas.")
    ERROR = "error", _("Le site répond par une erreur.")
    SILENT = "silent", _("Le site ne répond pas.")
    UNSAFE = "unsafe", _("Cette adresse mène dans un réseau privé : nous ne l’ouvrons pas.")
    MALFORMED = "malformed", _("L’adresse est mal écrite.")
    LOOP = "loop", _("Le site renvoie d’adresse en adresse sans fin.")


class ArchiveState(TextChoices):
    WAITING = "waiting", _("en préparation")
    READY = "ready", _("prête")
    FAILED = "failed", _("n’a pas pu être faite")
    GONE = "gone", _("effacée")
