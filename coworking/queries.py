"""Reading resources and bookings. Moments are aware, ranges closed at the start and open at the end."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Prefetch
from django.utils import timezone

from .enums import BookingState
from .hours import Hours, is_open, slots
from .models import Booking, HoursChange, Resource, Unit

AROUND = timedelta(days=2)  # more than any time to prepare or to tidy


class Slot(NamedTuple):
    starts: datetime
    ends: datetime
    resources: dict  # {kind: [Resource, ...]}: those free and open during the whole slot


def held():
    return Booking.objects.filter(state=BookingState.HELD)


def bookings_of(user):
    """What this person has booked and has not taken place yet, next first."""
    return (
        held()
        .filter(holder=user, during__endswith__gt=timezone.now())
        .select_related("resource", "unit")
        .order_by("during")
    )


def bookable(kinds):
    """Active resources of these kinds with their hours: three queries."""
    found = Resource.objects.filter(kind__in=kinds, is_active=True).prefetch_related("openings", "changes")
    return found.order_by("kind", "name")


def house_changes():
    """The hours of exception that the whole house has."""
    return list(HoursChange.objects.filter(resource=None))


def hours_of(resource, house):
    """The hours of a resource read with its openings and changes; ``house``: those of ``house_changes``."""
    return Hours(list(resource.openings.all()), [*resource.changes.all(), *house])


def free_slots(kinds, *, starts, ends):
    """Slots from now on in which at least one resource of every kind is open and free: five queries.

    The first kind gives the rhythm (its openings cut the slots); the others must be open during the whole slot.
    """
    starts = max(starts, timezone.now())
    if starts >= ends:
        return []
    near = held().filter(occupied__overlap=(starts - AROUND, ends + AROUND))
    resources = list(bookable(kinds).prefetch_related(Prefetch("bookings", near, to_attr="taken")))
    house = house_changes()
    for resource in resources:
        resource.hours = hours_of(resource, house)
    first = [resource for resource in resources if resource.kind == kinds[0]]
    rhythm = sorted({slot for resource in first for slot in slots(resource.hours, starts=starts, ends=ends)})
    offers = (offer(kinds, resources, *slot) for slot in rhythm)
    return [slot for slot in offers if all(slot.resources.values())]


def offer(kinds, resources, starts, ends):
    free = [resource for resource in resources if is_free(resource, starts, ends)]
    return Slot(starts, ends, {kind: [resource for resource in free if resource.kind == kind] for kind in kinds})


def is_free(resource, starts, ends):
    """For a resource read with its ``hours`` and its ``taken`` bookings."""
    return how_many_free(resource, starts, ends) > 0 and is_open(resource.hours, starts=starts, ends=ends)


def how_many_free(resource, starts, ends):
    """How many of its units nobody has, of a resource read with its ``taken`` bookings."""
    asked = resource.around(starts, ends)
    busy = {
        each.unit_id
        for each in resource.taken
        if each.occupied.lower < asked.upper and asked.lower < each.occupied.upper
    }
    return max(resource.quantity - len(busy), 0)


def free_units(resource, occupied, but=None):
    """The units of a resource that nobody has during a time, the first first; ``but``: a booking that gives its own."""
    busy = held().filter(resource=resource, occupied__overlap=occupied)
    busy = (busy.exclude(pk=but.pk) if but else busy).values("unit")
    return Unit.objects.filter(resource=resource, is_active=True).exclude(pk__in=busy).order_by("number")


def is_taken(wanted):
    """Whether one of these ``actions.Wanted`` has too few free units: one query each."""
    return any(
        free_units(each.resource, each.resource.around(each.starts, each.ends))[: each.quantity].count() < each.quantity
        for each in wanted
    )
