"""Opening hours. They are the clock's on the wall of the building, summer and winter; lengths are real minutes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

PLACE = ZoneInfo(settings.TIME_ZONE)


def at(day, clock):
    """The moment, in UTC, when the wall clock shows ``clock`` on ``day``."""
    return datetime.combine(day, clock, tzinfo=PLACE).astimezone(UTC)


def days(starts, ends):
    """Every local date touched by the time from ``starts`` to ``ends``."""
    first, last = starts.astimezone(PLACE).date(), ends.astimezone(PLACE).date()
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def spans(openings, day: date):
    """``(starts, ends, slot length)`` of each opening on that day, in UTC."""
    today = [opening for opening in openings if opening.weekday == day.weekday()]
    return [(at(day, o.starts), at(day, o.ends), timedelta(minutes=o.slot_minutes)) for o in today]


def slots(openings, *, starts, ends):
    """The rhythm of these openings: ``(starts, ends)`` of every whole slot inside the time given, in order."""
    found = {
        slot
        for day in days(starts, ends)
        for opens, closes, length in spans(openings, day)
        for slot in cut(opens, closes, length)
    }
    return sorted(slot for slot in found if starts <= slot[0] and slot[1] <= ends)


def cut(opens, closes, length):
    while opens + length <= closes:
        yield opens, opens + length
        opens += length


def is_open(openings, *, starts, ends):
    """Whether one opening covers the whole time."""
    return any(
        opens <= starts and ends <= closes
        for day in days(starts, ends)
        for opens, closes, _length in spans(openings, day)
    )
