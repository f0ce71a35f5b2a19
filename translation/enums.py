"""The states of a translation, as the board shows them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DraftState(TextChoices):
    WRITING = "writing", _("en cours")
    SUBMITTED = "submitted", _("attend une deuxième personne")
    VALIDATED = "validated", _("validée")


OPEN = {DraftState.WRITING, DraftState.SUBMITTED}


class State(TextChoices):
    """What the board says of a page in a language."""

    MISSING = "missing", _("À écrire")
    DRAFT = "draft", _("Brouillon")
    WAITING = "waiting", _("Attend une deuxième personne")
    STALE = "stale", _("À mettre à jour")
    UNREAD = "unread", _("Écrite par nous, pas encore lue par une personne dont c’est la langue")
    CURRENT = "current", _("Publiée et à jour")


DONE = {State.CURRENT, State.UNREAD}
