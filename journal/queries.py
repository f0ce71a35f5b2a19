"""Reading the log, newest line first."""

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q, UUIDField

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


def search(*, person="", target=""):
    """Lines by or about the person with this public identifier, and of this object (``app.model:identifier``)."""
    found = entries()
    if person:
        keys = get_user_model().objects.filter(public_id=person).values_list("pk", flat=True) if is_uuid(person) else []
        # By keys, so that the two indexes serve: over a join the whole log would be read.
        found = found.filter(Q(actor__in=list(keys)) | Q(subject__in=list(keys)))
    if target:
        kind, _, identifier = target.partition(":")
        found = found.filter(target_type=kind, target_id=identifier)
    return found


def is_uuid(text):
    try:
        UUIDField().to_python(text)
    except ValidationError:
        return False
    return True
