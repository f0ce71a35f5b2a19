"""Bookings that come back: on which days, by the clock on the wall."""

from datetime import date, timedelta

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, rrule, weekday
from django.utils.translation import gettext as _

from .enums import Rhythm
from .errors import NotBookable
from .hours import PLACE, at

LONGEST = timedelta(days=366)
MOST = 104  # times: twice a week for a year
RULES = {
    Rhythm.DAILY: {"freq": DAILY},
    Rhythm.WEEKLY: {"freq": WEEKLY},
    Rhythm.FORTNIGHTLY: {"freq": WEEKLY, "interval": 2},
}


def occurrences(starts, ends, *, rhythm, until: date):
    """``[(starts, ends), ...]``, aware, the first one included: the same hours each time, winter and summer.

    Raises ``NotBookable`` for what has no end in sight.
    """
    opens, closes = starts.astimezone(PLACE), ends.astimezone(PLACE)
    if until > opens.date() + LONGEST:
        raise NotBookable(_("Un an au plus : vous pourrez recommencer ensuite."))
    if until < opens.date():
        raise NotBookable(_("La dernière fois doit venir après la première."))
    lasts = closes.date() - opens.date()
    found = [(at(day, opens.time()), at(day + lasts, closes.time())) for day in days(opens.date(), rhythm, until)]
    if len(found) > MOST:
        raise NotBookable(_("%(most)s fois au plus : choisissez une fin plus proche.") % {"most": MOST})
    return found


def days(first, rhythm, until):
    """Every day of the rhythm, ``first`` and ``until`` included; monthly is the same weekday of the month."""
    rule = RULES.get(rhythm) or {"freq": MONTHLY, "byweekday": same_weekday(first)}
    return [moment.date() for moment in rrule(dtstart=first, until=until, **rule)]


def same_weekday(day):
    """The second Tuesday, say, of every month; the last, for a fifth one."""
    week = (day.day - 1) // 7 + 1
    return weekday(day.weekday(), -1 if week == 5 else week)
