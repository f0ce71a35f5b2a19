"""The agenda as calendars read it (iCalendar, RFC 5545). Escaping, folding and time zones are the library's."""

from datetime import UTC, datetime, time, timedelta
from urllib.parse import urlsplit

import icalendar
from django.conf import settings
from django.utils import timezone

from . import routing
from .editorial import zoned


def calendar_of(pages, language, name):
    """The bytes of a calendar of these events, in their languages; ``name`` is what calendars call it."""
    whole = icalendar.Calendar()
    whole.add("version", "2.0")
    whole.add("prodid", f"-//{settings.SITE_NAME}//Agenda//{language.upper()}")
    whole.add("method", "PUBLISH")
    whole.add("x-wr-calname", name)
    whole.add("x-wr-timezone", settings.TIME_ZONE)
    whole.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    for page in pages:
        whole.add_component(event_of(page, language))
    whole.add_missing_timezones()
    return whole.to_ical()


def event_of(page, language):
    event = icalendar.Event()
    event.add("uid", f"{page.translation_key}@{urlsplit(settings.SITE_URL).hostname}")
    changed = page.last_published_at or timezone.now()
    event.add("dtstamp", changed.astimezone(UTC))
    event.add("last-modified", changed.astimezone(UTC))
    event.add("summary", page.title, parameters={"LANGUAGE": routing.language_of(page)})
    add_times(event, page)
    event.add("url", routing.absolute(routing.address(page, language)))
    event.add("status", "CANCELLED" if page.is_cancelled else "CONFIRMED")
    for name, text in (
        ("description", page.introduction),
        ("location", page.place),
        ("categories", page.get_family_display()),
    ):
        if text:
            event.add(name, [str(text)] if name == "categories" else text)
    return event


def add_times(event, page):
    """Days for what lasts all day (the end is the day after), else moments with their zone; and the weeks."""
    start, end = page.occurrences()[0]
    if page.is_all_day:
        event.add("dtstart", start.date())
        event.add("dtend", (end or start).date() + timedelta(days=1))
    else:
        event.add("dtstart", zoned(start))
        if end:
            event.add("dtend", zoned(end))
    if page.weekly_until:
        until = page.weekly_until if page.is_all_day else end_of(page.weekly_until)
        event.add("rrule", {"freq": "weekly", "until": until})


def end_of(day):
    """The last second of a day here, in universal time, as RFC 5545 wants an end of recurrence."""
    return zoned(datetime.combine(day, time(23, 59, 59))).astimezone(UTC)
