"""Dates in the words of the six languages, from CLDR: Django itself knows neither Wolof nor Bambara."""

from datetime import date, datetime, time

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from django.utils import timezone
from django.utils.translation import get_language

LOCALES = {"zh-hans": "zh_Hans", "zh-hant": "zh_Hant"}


def locale(language: str | None = None) -> Locale:
    """The CLDR locale of a language code; French when CLDR does not know it."""
    code = (language or get_language() or "fr").lower()
    try:
        return Locale.parse(LOCALES.get(code, code.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return Locale("fr")


def local_date(value, style="long", language=None) -> str:
    """ "22 novembre 2026", "22 November 2026"... `style`: full, long, medium or short."""
    if isinstance(value, datetime):
        value = _here(value).date()
    words = locale(language)
    return format_date(value, _pattern(value, style, words), words) if value else ""


def _pattern(value, style, words):
    """The pattern of a style; in French the first of a month is said "1er"."""
    pattern = str(words.date_formats[style])
    if words.language == "fr" and "MMM" in pattern and value and value.day == 1:
        return pattern.replace("d ", "d'er' ", 1)
    return pattern


def local_day(value, language=None) -> str:
    """A day of a week: "lun. 30 nov.", "Mon, Nov 30"..."""
    return format_skeleton("MMMEd", value, locale=locale(language)) if value else ""


def local_time(value, language=None) -> str:
    if isinstance(value, datetime):
        value = _here(value).time()
    if not value:
        return ""
    return format_time(value, "short", locale=locale(language)).replace(" ", "\N{NO-BREAK SPACE}")


def local_datetime(value, style="long", language=None) -> str:
    """Date and time, joined as the language joins them."""
    if not value:
        return ""
    words = locale(language)
    pattern = str(words.datetime_formats.get(style) or words.datetime_formats["medium"])
    parts = {"{1}": local_date(value, style, language), "{0}": local_time(value, language), "'": ""}
    for mark, text in parts.items():
        pattern = pattern.replace(mark, text)
    return pattern


def machine(value: date | datetime | time | None) -> str:
    return value.isoformat() if value else ""


def _here(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value
