"""What a legal hold forbids, said to whoever tries."""

from django.utils.translation import gettext as _

from . import queries


def keep_held_document(document):
    """Why a paper under a hold stays, or None. Where the person may not be told, the sentence tells nothing."""
    return _sentence(queries.holds_on_document(document))


def keep_held_copy(evidence):
    """The same, for the copy a case keeps."""
    return _sentence(queries.holds_on_copy(evidence))


def _sentence(holds):
    hold = holds.order_by("-is_told", "pk").first()
    if hold is None:
        return None
    if not hold.is_told:
        return _("Ce document ne peut pas être effacé pour le moment. Écrivez-nous si vous avez une question.")
    return _("Ce document est gardé par décision (référence %(reference)s) : il ne peut pas être effacé.") % {
        "reference": hold.reference
    }
