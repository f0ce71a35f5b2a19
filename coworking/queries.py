"""Reading resources and bookings. Moments are aware, ranges closed at the start and open at the end."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Prefetch
from django.utils import timezone

from .enums import BookingState
from .hours import is_open, slots
from .models import Booking, Resource


class Slot(NamedTuple):
    starts: datetime
    ends: datetime
    resources: dict  # {kind: [Resource, ...]}: those free and open during the whole slot


def held():
    return Booking.objects.filter(state=BookingState.HELD)


def bookings_of(user):
    """What this person has booked and has not taken place yet, next first."""
    return held().filter(holder=user, during__endswith__gt=timezone.now()).select_related("resource").order_by("during")


def bookable(kinds):
    """Active resources of these kinds with their openings: two queries."""
    return Resource.objects.filter(kind__in=kinds, is_active=True).prefetch_related("openings").order_by("kind", "name")


def free_slots(kinds, *, starts, ends):
    """Slots from now on in which at least one resource of every kind is open and free: three queries.

    The first kind gives the rhythm (its openings cut the slots); the others must be open during the whole slot.
    """
    starts = max(starts, timezone.now())
    taken = Prefetch("bookings", held().filter(during__overlap=(starts, ends)), to_attr="taken")
    resources = list(bookable(kinds).prefetch_related(taken)) if starts < ends else []
    rhythm = [opening for resource in resources if resource.kind == kinds[0] for opening in resource.openings.all()]
    offers = (offer(kinds, resources, *slot) for slot in slots(rhythm, starts=starts, ends=ends))
    return [slot for slot in offers if all(slot.resources.values())]


def offer(kinds, resources, starts, ends):
    free = [resource for resource in resources if is_free(resource, starts, ends)]
    return Slot(starts, ends, {kind: [resource for resource in free if resource.kind == kind] for kind in kinds})


def is_free(resource, starts, ends):
    """For a resource read with its openings and its ``taken`` bookings."""
    busy = any(booking.during.lower < ends and starts < booking.during.upper for booking in resource.taken)
    return not busy and is_open(resource.openings.all(), starts=starts, ends=ends)


def is_taken(wanted):
    """Whether one of these ``(resource, starts, ends)`` overlaps what is held: one query each."""
    return any(
        held().filter(resource=resource, during__overlap=(starts, ends)).exists() for resource, starts, ends in wanted
    )
