"""Kinds of notes and their states."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    QUESTION = "question", _("Une question")
    ERROR = "error", _("Une erreur")
    TIP = "tip", _("Un conseil")
    WORDING = "wording", _("Une meilleure façon de le dire")
    COMMENT = "comment", _("Un avis")


ON_A_PARAGRAPH = [Kind.QUESTION, Kind.ERROR, Kind.TIP]


class State(TextChoices):
    WAITING = "waiting", _("À lire")
    PUBLISHED = "published", _("Publié")
    ANSWERED = "answered", _("Répondu, sans publier")
    MENDED = "mended", _("Texte corrigé")
    DUPLICATE = "duplicate", _("Déjà dit")
    REFUSED = "refused", _("Refusé")
    WITHDRAWN = "withdrawn", _("Retiré")


OPEN = {State.WAITING, State.PUBLISHED, State.ANSWERED}
"""States an agent may still decide something in."""
CLOSED = {State.MENDED, State.DUPLICATE, State.REFUSED}
DECIDED = (CLOSED | OPEN) - {State.WAITING}
HEARD = {State.WAITING, State.PUBLISHED, State.ANSWERED, State.MENDED, State.DUPLICATE}
"""What counts when one looks for what comes back."""


class Reason(TextChoices):
    """Why a note is not published."""

    PERSONAL = "personal", _("Il parle de la vie privée de quelqu’un")
    HURTFUL = "hurtful", _("Il peut blesser")
    OFF_TOPIC = "off_topic", _("Il parle d’autre chose que de ce texte")
    ADVERTISING = "advertising", _("C’est une publicité")
    UNCLEAR = "unclear", _("Nous ne l’avons pas compris")


class Notes(TextChoices):
    """Whether readers may leave notes on a page."""

    USUAL = "", _("Comme d’habitude : oui pour le guide, non ailleurs")
    ON = "on", _("Oui, sous chaque paragraphe")
    OFF = "off", _("Non")
