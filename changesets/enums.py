"""States of working copies and of sets of changes."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CopyState(TextChoices):
    OPEN = "open", _("en cours")
    MERGED = "merged", _("publiée")
    SUBMITTED = "submitted", _("en relecture")
    DROPPED = "dropped", _("rangée")


class Against(TextChoices):
    """What a copy meets when it is put back: what everybody reads, or the page's draft."""

    LIVE = "live", _("la page en ligne")
    DRAFT = "draft", _("le brouillon de la page")


class SetState(TextChoices):
    OPEN = "open", _("en préparation")
    PUBLISHED = "published", _("publié")
    UNDONE = "undone", _("annulé")
    DROPPED = "dropped", _("abandonné")


class Kind(TextChoices):
    COPY = "copy", _("nouvelle version d’une page")
    CREATE = "create", _("mise en ligne d’une nouvelle page")
    WITHDRAW = "withdraw", _("retrait d’une page")


class Choice(TextChoices):
    """What an editor answers where two texts disagree."""

    MINE = "mine", _("ma copie")
    THEIRS = "theirs", _("l’autre texte")
    BOTH = "both", _("les deux")
    WRITE = "write", _("j’écris")


TRASH_DAYS = 30
DEEPEST = 60  # the tree of pages has room for 63 levels
