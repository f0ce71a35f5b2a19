"""Reading the log, newest line first."""

from datetime import datetime, time, timedelta

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q, UUIDField
from django.utils import timezone

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


def search(*, person="", target="", verb="", since=None, until=None):
    """Lines by or about a person, of one object (``app.model:identifier``), of one verb, between two days, both taken.

    ``person`` is a public identifier, a card number or an e-mail address.
    """
    found = entries()
    if verb:
        found = found.filter(verb=verb)
    if since:
        found = found.filter(at__gte=_morning(since))
    if until:
        found = found.filter(at__lt=_morning(until + timedelta(days=1)))
    if person:
        keys = get_user_model().objects.filter(_called(person)).values_list("pk", flat=True)
        # By keys, so that the two indexes serve: over a join the whole log would be read.
        found = found.filter(Q(actor__in=list(keys)) | Q(subject__in=list(keys)))
    if target:
        kind, _, identifier = target.partition(":")
        found = found.filter(target_type=kind, target_id=identifier)
    return found


def _morning(day):
    return timezone.make_aware(datetime.combine(day, time.min))


def _called(text):
    """Who is called this: nobody but the one person it names."""
    if is_uuid(text):
        return Q(public_id=text)
    bare = "".join(text.split())
    return Q(username__iexact=bare) | Q(email__iexact=bare)


def is_uuid(text):
    try:
        UUIDField().to_python(text)
    except ValidationError:
        return False
    return True
