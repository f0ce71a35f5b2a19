"""What one may have by oneself: now, on a day, and what is nearest when somebody was quicker."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Prefetch
from django.utils import timezone

from . import queries
from .hours import MIDNIGHT, ONE_DAY, PLACE, at, cut, is_open, slots, spans
from .models import Resource

LOOKED_AHEAD = timedelta(days=15)
MOST_NEAREST = 3


class Space(NamedTuple):
    """A resource as it is now. ``free``: units; ``opens``: the next moment it can be had, None if none is near."""

    resource: Resource
    free: int
    opens: datetime | None


class Time(NamedTuple):
    starts: datetime
    ends: datetime
    free: int  # units; 0 for what is past or taken


class Day(NamedTuple):
    """A day of a resource. ``reason``: why it is closed, in the words of the town hall, or nothing."""

    day: date
    times: list
    reason: str = ""

    @property
    def free(self):
        return sum(each.free > 0 for each in self.times)


def resources(starts, ends, **only):
    """What is booked by oneself, each with its ``hours`` and what is ``taken`` of it meanwhile: five queries."""
    near = queries.held().filter(occupied__overlap=(starts - queries.AROUND, ends + queries.AROUND))
    found = Resource.objects.filter(is_active=True, terms__isnull=False, **only).select_related("terms")
    found = found.prefetch_related("openings", "changes", Prefetch("bookings", near, to_attr="taken"))
    house = queries.house_changes()
    for resource in found:
        resource.hours = queries.hours_of(resource, house)
    return list(found)


def one(code, starts, ends):
    """The same for one resource; None where it is not booked by oneself."""
    return next(iter(resources(starts, ends, code=code)), None)


def now():
    """Every ``Space``, those free at once first."""
    moment = timezone.now()
    found = [space_now(each, moment) for each in resources(moment, moment + LOOKED_AHEAD)]
    return sorted(found, key=lambda each: (each.free == 0, str(each.resource)))


def space_now(resource, moment):
    until = moment + timedelta(minutes=15)
    free = queries.how_many_free(resource, moment, until) if is_open(resource.hours, starts=moment, ends=until) else 0
    return Space(resource, free, None if free else next_time(resource, moment))


def next_time(resource, moment):
    found = slots(resource.hours, starts=moment, ends=moment + LOOKED_AHEAD)
    return next((starts for starts, ends in found if queries.how_many_free(resource, starts, ends)), None)


def day_of(resource, day):
    """The ``Day`` of a resource read with what is taken of it."""
    moment = timezone.now()
    times = [
        Time(starts, ends, queries.how_many_free(resource, starts, ends) if starts > moment else 0)
        for starts, ends in slots(resource.hours, starts=at(day, MIDNIGHT), ends=at(day + ONE_DAY, MIDNIGHT))
    ]
    return Day(day, times, "" if times else reason_of(resource, day))


def reason_of(resource, day):
    changes = sorted(resource.hours.changes, key=lambda each: each.resource_id is None)
    return next((each.reason for each in changes if each.holds_on(day) and each.reason), "")


def week_of(resource, day):
    """The seven days around ``day``, from its Monday."""
    monday = day - timedelta(days=day.weekday())
    return [day_of(resource, monday + timedelta(days=number)) for number in range(7)]


def ends_from(resource, starts):
    """The ends one may choose for a booking that begins then: a slot longer each time, while it is open and free."""
    length = length_of(resource, starts)
    longest = starts + timedelta(minutes=resource.terms.longest_minutes)
    found, ends = [], starts + length if length else None
    while ends and ends <= longest and can_be(resource, starts, ends):
        found.append(ends)
        ends += length
    return found


def length_of(resource, starts):
    """How long the slot is that begins then; None where none does."""
    day = starts.astimezone(PLACE).date()
    cuts = [(begins, end - begins) for span in spans(resource.hours, day) for begins, end in cut(*span)]
    return next((length for begins, length in cuts if begins == starts), None)


def can_be(resource, starts, ends):
    return is_open(resource.hours, starts=starts, ends=ends) and queries.how_many_free(resource, starts, ends) > 0


def nearest(resource, starts, ends):
    """``[(resource, starts, ends)]``: what is left for whoever came second, the same hour elsewhere first."""
    length, moment = ends - starts, timezone.now()
    others = [
        (each, starts, ends)
        for each in resources(starts, ends, kind=resource.kind)
        if each.pk != resource.pk and can_be(each, starts, ends)
    ]
    here = one(resource.code, starts - LOOKED_AHEAD, starts + LOOKED_AHEAD)
    times = slots(here.hours, starts=max(moment, starts - ONE_DAY), ends=starts + LOOKED_AHEAD) if here else []
    later = [
        (here, begins, begins + length)
        for begins, _end in sorted(times, key=lambda each: abs(each[0] - starts))
        if begins != starts and can_be(here, begins, begins + length)
    ]
    return [*others[:1], *later][:MOST_NEAREST]
