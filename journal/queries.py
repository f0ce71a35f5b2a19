"""Reading the log, newest line first."""

from .actions import identifier_of, type_of
from .models import Entry


def entries():
    return Entry.objects.select_related("actor", "subject").order_by("-id")


def entries_about(user):
    """What was done about this person, by anybody."""
    return entries().filter(subject=user)


def entries_by(user):
    """What this person did."""
    return entries().filter(actor=user)


def entries_of(target):
    """What was done to this object."""
    return entries().filter(target_type=type_of(target), target_id=identifier_of(target))
