"""Booking and giving back."""

from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError, OperationalError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg import errors as postgres

import journal.actions

from . import queries, recurrence, rules
from .enums import BookingState
from .errors import NotBookable, SlotTaken
from .models import Booking, Resource, Series

# Another transaction has the resource: it won, or will not say in time.
LOST = (postgres.ExclusionViolation, postgres.LockNotAvailable, postgres.DeadlockDetected)


class Wanted(NamedTuple):
    """So many units of a resource during a time; moments are aware."""

    resource: Resource
    starts: datetime
    ends: datetime
    quantity: int = 1


@transaction.atomic
def book(*, slots, holder, purpose, actor):
    """Book every ``Wanted``, or ``(resource, starts, ends)``, for ``holder``, or nothing: a booking for each unit.

    Raises SlotTaken when one is not free any more (the caller's transaction stays usable), NotBookable when one is in
    the past or outside opening hours. ``purpose`` is a code or a short title, seen by agents.
    """
    wanted = sorted((Wanted(*slot) for slot in slots), key=lambda each: (each.resource.pk, each.starts))
    check(wanted)
    if queries.is_taken(wanted):
        raise SlotTaken
    with lost_race():
        list(lock({each.resource.pk for each in wanted}))
        bookings = [booking for each in wanted for booking in insert(each, holder, purpose)]
    for booking in bookings:
        note("booking.made", booking, actor)
    return bookings


def check(wanted):
    keys = [each.resource.pk for each in wanted]
    found = Resource.objects.filter(pk__in=keys).prefetch_related("openings", "changes")
    known, house = {resource.pk: resource for resource in found}, queries.house_changes()
    for each in wanted:
        current = known[each.resource.pk]
        rules.check_bookable(current, queries.hours_of(current, house), starts=each.starts, ends=each.ends)


@transaction.atomic
def book_series(*, wanted, rhythm, until, holder, purpose, actor):
    """Book ``wanted`` again and again: ``(bookings, skipped)``.

    ``skipped``: ``[((starts, ends), sentence), ...]``, the times that are taken or closed. Raises NotBookable for a
    rhythm without end, SlotTaken when not one of its times is free.
    """
    times = recurrence.occurrences(wanted.starts, wanted.ends, rhythm=rhythm, until=until)
    series = Series.objects.create(rhythm=rhythm, until=until)
    bookings, skipped = [], []
    for starts, ends in times:
        once = wanted._replace(starts=starts, ends=ends)
        try:
            with transaction.atomic():
                bookings += book(slots=[once], holder=holder, purpose=purpose, actor=actor)
        except SlotTaken:
            skipped.append(((starts, ends), _("déjà pris")))
        except NotBookable as closed:
            skipped.append(((starts, ends), " ".join(closed.messages)))
    if not bookings:
        raise SlotTaken
    Booking.objects.filter(pk__in=[booking.pk for booking in bookings]).update(series=series)
    return bookings, skipped


@transaction.atomic
def move(*, booking, starts, ends, actor):
    """Give a booking another time; where it cannot be, it keeps the one it had. Gives the booking.

    Raises SlotTaken, or NotBookable: for that time, or when the booking is over or was given back.
    """
    with lost_race():
        list(lock([booking.resource_id]))
        booking = Booking.objects.select_for_update(of=("self",)).select_related("resource").get(pk=booking.pk)
        if booking.state != BookingState.HELD or booking.during.lower <= timezone.now():
            raise NotBookable(_("Cette réservation est commencée, ou rendue : elle ne change plus."))
        check([Wanted(booking.resource, starts, ends)])
        occupied = booking.resource.around(starts, ends)
        units = list(queries.free_units(booking.resource, occupied, but=booking))
        if not units:
            raise SlotTaken
        booking.unit = booking.unit if booking.unit in units else units[0]
        booking.during, booking.occupied = DateTimeTZRange(starts, ends), occupied
        booking.save(update_fields=["unit", "during", "occupied"])
    note("booking.moved", booking, actor)
    return booking


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


def insert(wanted, holder, purpose):
    """The bookings of the first free units. Raises SlotTaken when there are too few."""
    resource, during = wanted.resource, DateTimeTZRange(wanted.starts, wanted.ends)
    occupied = resource.around(wanted.starts, wanted.ends)
    units = list(queries.free_units(resource, occupied)[: wanted.quantity])
    if len(units) < wanted.quantity:
        raise SlotTaken
    said = {"resource": resource, "during": during, "occupied": occupied, "holder": holder, "purpose": purpose}
    return [Booking.objects.create(unit=unit, **said) for unit in units]


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
