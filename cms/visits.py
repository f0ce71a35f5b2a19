"""Reads: how often pages were read."""

from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _
from wagtail.models import Page

from .enums import SOURCE_LANGUAGE, Device
from .models import Visits

LANGUAGES = dict(settings.LANGUAGES)


@dataclass
class Row:
    """A page, how often it was read, and in which languages: ``numbers`` follows settings.LANGUAGES."""

    title: str
    total: int = 0
    counts: dict = field(default_factory=dict)

    @property
    def numbers(self):
        return [self.counts.get(language, 0) for language in LANGUAGES]


def by_page(since):
    """The pages that were read since a day, the most read first."""
    found = {}
    for key, language, number in total(since, "page_key", "language"):
        row = found.setdefault(key, Row(""))
        row.counts[language] = number
        row.total += number
    titles = titles_of(found)
    for key, row in found.items():
        row.title = titles.get(key) or _("Une page qui n’existe plus")
    return sorted(found.values(), key=lambda row: (-row.total, row.title))


def total(since, *names):
    rows = Visits.objects.filter(day__gte=since).values(*names).annotate(total=Sum("number"))
    return rows.values_list(*names, "total").order_by(*names)


def titles_of(keys):
    """``{translation key: title}``, the French one where there is one."""
    pages = Page.objects.filter(translation_key__in=list(keys)).values_list(
        "translation_key", "locale__language_code", "title"
    )
    titles = {}
    for key, language, title in pages:
        if language == SOURCE_LANGUAGE or key not in titles:
            titles[key] = title
    return titles


def by_language(since):
    found = dict(total(since, "language"))
    return [(name, found.get(code, 0)) for code, name in LANGUAGES.items()]


def by_device(since):
    found = dict(total(since, "device"))
    return [(device.label, found.get(device.value, 0)) for device in Device]


def by_month(since):
    """``[(first day of the month, visits)]``."""
    rows = Visits.objects.filter(day__gte=since).annotate(month=TruncMonth("day")).values("month")
    return list(rows.annotate(total=Sum("number")).order_by("month").values_list("month", "total"))


def by_day(since):
    """``[(day, title, language, device, visits)]``, all there is, for a spreadsheet."""
    rows = list(Visits.objects.filter(day__gte=since).order_by("day", "page_key", "language", "device"))
    found = titles_of({row.page_key for row in rows})
    return [(row.day, found.get(row.page_key, ""), row.language, row.device, row.number) for row in rows]
