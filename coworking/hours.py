"""Opening hours. They are the clock's on the wall of the building, summer and winter; lengths are real minutes."""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings

PLACE = ZoneInfo(settings.TIME_ZONE)
ONE_DAY = timedelta(days=1)
MIDNIGHT = time(0)


class Hours(NamedTuple):
    """When a resource opens: its weekly ``openings``, and ``changes``, its own and the house's, for some days."""

    openings: list
    changes: list = ()


def at(day, clock):
    """The moment, in UTC, when the wall clock shows ``clock`` on ``day``."""
    return datetime.combine(day, clock, tzinfo=PLACE).astimezone(UTC)


def days(starts, ends):
    """Every local date touched by the time from ``starts`` to ``ends``."""
    first, last = starts.astimezone(PLACE).date(), ends.astimezone(PLACE).date()
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def spans(hours, day: date):
    """``(starts, ends, slot length)`` of each opening on that day, in UTC."""
    changes = [change for change in hours.changes if change.holds_on(day)]
    changes = [change for change in changes if change.resource_id is not None] or changes
    today = changes or [opening for opening in hours.openings if opening.holds_on(day)]
    return [
        (at(day, each.starts), closing(day, each.ends), timedelta(minutes=each.slot_minutes))
        for each in today
        if each.starts is not None
    ]


def closing(day, clock):
    """The moment of an end: midnight is that of the end of the day."""
    return at(day + ONE_DAY, clock) if clock == MIDNIGHT else at(day, clock)


def slots(hours, *, starts, ends):
    """The rhythm of these hours: ``(starts, ends)`` of every whole slot inside the time given, in order."""
    found = {
        slot
        for day in days(starts, ends)
        for opens, closes, length in spans(hours, day)
        for slot in cut(opens, closes, length)
    }
    return sorted(slot for slot in found if starts <= slot[0] and slot[1] <= ends)


def cut(opens, closes, length):
    while opens + length <= closes:
        yield opens, opens + length
        opens += length


def is_open(hours, *, starts, ends):
    """Whether openings, one after the other without a gap, cover the whole time."""
    reached = starts
    for opens, closes, _length in sorted(span for day in days(starts, ends) for span in spans(hours, day)):
        if opens <= reached < closes:
            reached = closes
    return reached >= ends
