"""What a legal hold forbids, said to whoever tries."""

from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import User

from . import queries
from .holds import keep_still


def keep_held_document(document):
    """Why a paper under a hold stays, or None. Where the person may not be told, the sentence tells nothing."""
    if _is_being_destroyed():
        people = User.objects.filter(pk=document.owner_id).values("pk")
        keep_still(people=people, cases=queries.resting_on(document))
    return _sentence(queries.holds_on_document(document))


def keep_held_copy(evidence):
    """The same, for the copy a case keeps."""
    if _is_being_destroyed():
        keep_still(**queries.touched_by_copy(evidence))
    return _sentence(queries.holds_on_copy(evidence))


def _is_being_destroyed():
    """A page that only wonders has no transaction, and holds nothing."""
    return connection.in_atomic_block


def _sentence(holds):
    hold = holds.order_by("-is_told", "pk").first()
    if hold is None:
        return None
    if not hold.is_told:
        return _("Ce document ne peut pas être effacé pour le moment. Écrivez-nous si vous avez une question.")
    return _("Ce document est gardé par décision (référence %(reference)s) : il ne peut pas être effacé.") % {
        "reference": hold.reference
    }
