"""Moments of the agenda in words, in the language of the page."""

from babel.dates import format_skeleton, get_day_names
from django.utils.translation import gettext as _

from ui import dates


def when(event):
    """ "mardi 8 décembre 2026, de 14:00 à 16:00"; "du 8 au 10" for what lasts some days."""
    first, last = dates.local_date(event.day, "full"), dates.local_date(event.last_day, "full")
    if event.is_all_day:
        return first if event.day == event.last_day else _("du %(first)s au %(last)s") % {"first": first, "last": last}
    start = dates.local_time(event.start)
    if event.end is None:
        return _("%(day)s à %(time)s") % {"day": first, "time": start}
    end = dates.local_time(event.end)
    if event.day == event.last_day:
        return _("%(day)s, de %(start)s à %(end)s") % {"day": first, "start": start, "end": end}
    values = {"first": first, "start": start, "last": last, "end": end}
    return _("du %(first)s à %(start)s au %(last)s à %(end)s") % values


def month(day):
    return format_skeleton("yMMMM", day, locale=dates.locale())


def weekdays():
    words = dates.locale()
    short = get_day_names("abbreviated", "stand-alone", words)
    long = get_day_names("wide", "stand-alone", words)
    return [(short[number], long[number]) for number in range(7)]
