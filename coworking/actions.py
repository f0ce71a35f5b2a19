"""Booking and giving back."""

from contextlib import contextmanager

from django.db import IntegrityError, OperationalError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from psycopg import errors as postgres

import journal.actions

from . import queries, rules
from .enums import BookingState
from .errors import SlotTaken
from .models import Booking, Resource

# Another transaction has the resource: it won, or will not say in time.
LOST = (postgres.ExclusionViolation, postgres.LockNotAvailable, postgres.DeadlockDetected)


@transaction.atomic
def book(*, slots, holder, purpose, actor):
    """Book every ``(resource, starts, ends)`` for ``holder``, or nothing.

    Raises SlotTaken when one is not free any more (the caller's transaction stays usable), NotBookable when one is in
    the past or outside opening hours. ``purpose`` is a code or a short title, seen by agents.
    """
    wanted = sorted(slots, key=lambda slot: (slot[0].pk, slot[1]))
    check(wanted)
    if queries.is_taken(wanted):
        raise SlotTaken
    with lost_race():
        list(lock({resource.pk for resource, _, _ in wanted}))
        bookings = [insert(slot, holder, purpose) for slot in wanted]
    for booking in bookings:
        note("booking.made", booking, actor)
    return bookings


def check(wanted):
    keys = [resource.pk for resource, _, _ in wanted]
    known = {resource.pk: resource for resource in Resource.objects.filter(pk__in=keys).prefetch_related("openings")}
    for resource, starts, ends in wanted:
        current = known[resource.pk]
        rules.check_bookable(current, current.openings.all(), starts=starts, ends=ends)


@contextmanager
def lost_race():
    """Turn the database's refusal of two bookings at once into SlotTaken, undoing this block only."""
    try:
        with transaction.atomic():
            yield
    except (IntegrityError, OperationalError) as error:
        if isinstance(error.__cause__, LOST):
            raise SlotTaken from error
        raise


def lock(keys):
    """One booker at a time for each resource, in the same order for all: no deadlock for the database to break."""
    return Resource.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk")


def insert(slot, holder, purpose):
    resource, starts, ends = slot
    return Booking.objects.create(
        resource=resource, during=DateTimeTZRange(starts, ends), holder=holder, purpose=purpose
    )


@transaction.atomic
def release(*, bookings, actor):
    """Give these bookings back; those already given back are left alone."""
    keys = [booking.pk for booking in bookings]
    for booking in queries.held().select_for_update().filter(pk__in=keys).order_by("pk"):
        booking.state, booking.released_at = BookingState.RELEASED, timezone.now()
        booking.save(update_fields=["state", "released_at"])
        note("booking.released", booking, actor)


def note(verb, booking, actor):
    data = {"resource": booking.resource_id}
    journal.actions.record(verb, actor=actor, target=booking, subject=booking.holder, data=data)
