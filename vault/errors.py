"""What can go wrong with a document, each with a sentence for people."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class RefusedFile(ValidationError):
    """The file, or what was said of it, cannot enter the vault. ``messages`` are shown to people."""


class NotServed(Exception):
    """A reading that cannot be given now. ``str()`` is the sentence for people."""

    message = _("Ce document ne peut pas être ouvert pour le moment.")

    def __str__(self):
        return str(self.message)


class NotYetSafe(NotServed):
    """The antivirus has not answered yet, or has said no."""

    message = _("Ce document attend encore la réponse de l’antivirus. Revenez dans quelques minutes.")


class Erased(NotServed):
    """The content was destroyed: deleted by its owner or refused by the antivirus."""

    message = _("Le contenu de ce document a été effacé.")


class Unreadable(NotServed):
    """The object in storage is missing, altered, cut or not the one written for this version."""

    message = _("Ce document est abîmé et ne peut pas être ouvert. La mairie est prévenue.")


class StorageUnavailable(NotServed):
    """The storage does not answer: nothing is known to be wrong with the object."""

    message = _("Le coffre ne répond pas en ce moment. Rien n’est perdu : réessayez dans quelques minutes.")


class ScannerUnavailable(Exception):
    """clamd did not answer."""
