"""Counting months and years as the law does: to the same day, or the last of the month where that day is missing."""

import calendar
from datetime import date, datetime, time, timedelta

from django.utils import timezone


def plus_months(day, months):
    """``day`` moved by ``months`` (negative: back)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def kept_until(closed_at, years):
    """The last day a case closed at this moment is kept, the town hall's clock deciding which day that was."""
    return plus_months(timezone.localdate(closed_at), 12 * years)


def last_closing(today, years):
    """Cases closed before this moment are no longer to be kept ``today``: the same rule, turned round."""
    day = plus_months(today - timedelta(days=1), -12 * years)
    while plus_months(day + timedelta(days=1), 12 * years) < today:
        day += timedelta(days=1)
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
