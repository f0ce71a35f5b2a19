"""Reads: news, releases, the agenda, the elected officials; in the visitor's language, French where it is missing."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Max, Min
from django.utils import timezone

from accounts.enums import Family

from . import memory, routing
from .models import EventPage, NewsIndexPage, NewsPage, OfficialPage, PressPage
from .queries import Text, in_source, service_cards, text_of

PER_PAGE = 10
THUMBNAIL = "fill-640x400|format-webp"


@dataclass(frozen=True)
class Picture:
    """A picture at one size; ``url`` is a path of the site."""

    url: str
    width: int
    height: int
    alternative: str


@dataclass(frozen=True)
class NewsCard(Text):
    date: "date | None" = None
    family: str = ""
    picture: Picture | None = None

    @property
    def family_name(self):
        return Family(self.family).label if self.family else ""


@dataclass(frozen=True)
class EventCard(Text):
    """An event at its next time, or at one of its times. Moments bear the zone of the town hall."""

    start: datetime | None = None
    end: datetime | None = None
    is_all_day: bool = False
    weekly_until: date | None = None
    place: str = ""
    family: str = ""
    price: str = ""
    is_cancelled: bool = False
    picture: Picture | None = None
    key: str = ""

    @property
    def day(self):
        return self.start.date()

    @property
    def last_day(self):
        return (self.end or self.start).date()

    @property
    def family_name(self):
        return Family(self.family).label if self.family else ""


@dataclass(frozen=True)
class OfficialCard(Text):
    function: str = ""
    delegations: tuple = ()
    picture: Picture | None = None


def picture_of(page, size=THUMBNAIL):
    """The picture of a page at ``size``, None when it has none or when its file cannot be read."""
    if not page.picture_id:
        return None
    made = {each.filter_spec: each for each in page.picture.renditions.all() if not each.focal_point_key}
    rendition = made.get(size) or page.picture.get_rendition(size)
    if not rendition.width:
        return None
    return Picture(rendition.url, rendition.width, rendition.height, page.picture_alternative)


def pictured(pages):
    """The pages with their pictures and the sizes already made of them: three queries, whatever their number."""
    return pages.select_related("locale", "alias_of__locale").prefetch_related("picture__renditions")


def in_language(pages, language):
    """The pages in ``language`` where they are translated, pictures at hand."""
    keys = [page.translation_key for page in pages if page.locale.language_code != language]
    model = type(pages[0]) if pages else None
    found = model.objects.live().public().filter(alias_of=None, translation_key__in=keys) if keys else ()
    found = pictured(found.filter(locale__language_code=language)) if keys else ()
    translated = {page.translation_key: page for page in found}
    return [translated.get(page.translation_key, page) for page in pages]


class Cards:
    """Gives a paginator the cards of the pages it cuts, and of no others."""

    def __init__(self, pages, language, card):
        self.pages, self.language, self.card = pages, language, card

    def count(self):
        return self.pages.count()

    def __len__(self):
        return self.pages.count()

    def __getitem__(self, cut):
        pages = list(pictured(self.pages[cut]))
        return [self.card(page, self.language) for page in in_language(pages, self.language)]


# --- News and releases


def news(index, language, family="", number=None):
    """A page of ten of the news (or of the releases) of an index page, whatever its language."""
    pages = below(type(index), NewsPage)
    pages = pages.filter(family=family) if family else pages
    return Paginator(Cards(pages, language, news_card), PER_PAGE).get_page(number)


def below(index, model):
    """The published pages of ``model`` under the French page of the kind ``index``; the latest first."""
    parents = in_source(index).values_list("path", flat=True)[:1]
    parent = next(iter(parents), None)
    pages = in_source(model).filter(path__startswith=parent) if parent else in_source(model).none()
    return pages.order_by("-date", "-pk")


def news_card(page, language):
    return text_of(page, language, NewsCard, date=page.date, family=page.family, picture=picture_of(page))


def latest_news(language, number):
    """The latest news, for the front door."""
    return memory.remember(
        ("news", language, number), lambda: Cards(below(NewsIndexPage, NewsPage), language, news_card)[:number]
    )


def fed(language, is_press):
    """The thirty latest news, or releases, for a feed."""
    index = PressPage if is_press else NewsIndexPage
    return memory.remember(
        ("feed", language, is_press), lambda: Cards(below(index, NewsPage), language, news_card)[:30]
    )


# --- The agenda


def zoned(moment):
    return moment.replace(tzinfo=ZoneInfo(settings.TIME_ZONE)) if moment else None


def event_card(page, language=None, occurrence=None):
    """The card of an event at one of its times: the next one when none is named, else the last."""
    start, end = occurrence or next_occurrence(page)
    return text_of(
        page,
        language or routing.active_language(),
        EventCard,
        start=zoned(start),
        end=zoned(end),
        is_all_day=page.is_all_day,
        weekly_until=page.weekly_until,
        place=page.place,
        family=page.family,
        price=page.price,
        is_cancelled=page.is_cancelled,
        picture=picture_of(page),
        key=str(page.translation_key),
    )


def next_occurrence(page):
    """The first time of an event that is not over today, else its last time."""
    today = timezone.localdate()
    every = page.occurrences()
    return next((each for each in every if (each[1] or each[0]).date() >= today), every[-1])


def events_to_come(language):
    """Every event that is not over, once each, the next first. Read again at each edition and each day."""
    today = timezone.localdate()
    return memory.remember(("events", language, today), lambda: load_events(language, today))


def load_events(language, today):
    pages = list(pictured(in_source(EventPage).filter(last_day__gte=today)))
    return sorted((event_card(page, language) for page in in_language(pages, language)), key=by_start)


def by_start(card):
    return card.start, card.title


def next_events(language, number):
    """The next events, for the front door; a cancelled one is not announced there."""
    return [card for card in events_to_come(language) if not card.is_cancelled][:number]


def agenda(language, *, is_past, number=None):
    """A page of what comes next, or of what is over, the last first."""
    if not is_past:
        return Paginator(events_to_come(language), PER_PAGE).get_page(number)
    over = in_source(EventPage).filter(last_day__lt=timezone.localdate()).order_by("-last_day", "-pk")
    return Paginator(Cards(over, language, event_card), PER_PAGE).get_page(number)


def month_asked(text):
    """The first day of the month written ``2026-12``, None for anything else or too far away."""
    found = re.fullmatch(r"(\d{4})-(\d{2})", text, re.ASCII)
    if not found:
        return None
    year, month = int(found[1]), int(found[2])
    return date(year, month, 1) if 2000 <= year <= 2100 and 1 <= month <= 12 else None


@dataclass(frozen=True)
class Day:
    date: date
    is_inside: bool  # of the month shown
    is_today: bool
    events: list


def month_view(first, language):
    """What the month page shows: its weeks of seven days, and the months before and after."""
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    today = timezone.localdate()
    happening = by_day(weeks[0][0], weeks[-1][-1], language)
    return {
        "has_events": any(day.month == first.month for day in happening),
        "month": first,
        "weeks": [
            [Day(day, day.month == first.month, day == today, happening.get(day, [])) for day in week] for week in weeks
        ],
        **neighbours(first, today),
    }


def neighbours(first, today):
    """The months beside, where something happens there or beyond: a reader of links, a robot too, comes to an end."""
    earliest, latest = memory.remember(("days of events",), load_days_of_events)
    before, after = first - timedelta(days=1), first + timedelta(days=31)
    return {
        "month_before": f"{before:%Y-%m}" if before >= min(earliest or today, today).replace(day=1) else "",
        "month_after": f"{after:%Y-%m}" if after.replace(day=1) <= max(latest or today, today) else "",
    }


def load_days_of_events():
    found = in_source(EventPage).aggregate(first=Min("starts"), last=Max("last_day"))
    return found["first"] and timezone.localdate(found["first"]), found["last"]


def by_day(first, last, language):
    """``{day: cards}`` of all that happens between two days, on each of the days it lasts."""
    key = ("month", first, last, language)
    return memory.remember(key, lambda: load_by_day(first, last, language))


def load_by_day(first, last, language):
    pages = in_source(EventPage).filter(last_day__gte=first, starts__date__lte=last)
    found = {}
    for page in in_language(list(pictured(pages)), language):
        for occurrence in page.occurrences():
            card = event_card(page, language, occurrence)
            for day in days_between(max(first, card.day), min(last, card.last_day)):
                found.setdefault(day, []).append(card)
    return {day: sorted(cards, key=by_start) for day, cards in found.items()}


def days_between(first, last):
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def event_pages(language, key=None):
    """The event of a translation key, or all those that are not over since a month; in ``language`` or French."""
    pages = in_source(EventPage).select_related("locale").order_by("starts", "pk")
    recent = timezone.localdate() - timedelta(days=31)
    pages = pages.filter(translation_key=key) if key else pages.filter(last_day__gte=recent)
    return routing.localized(list(pages), language)


# --- Elected officials


def officials(language):
    """In the order editors gave them."""
    return memory.remember(("officials", language), lambda: load_officials(language))


def load_officials(language):
    pages = in_language(list(pictured(in_source(OfficialPage))), language)
    return [
        text_of(
            page,
            language,
            OfficialCard,
            function=page.function,
            delegations=tuple(page.delegation_lines),
            picture=picture_of(page, "fill-360x360|format-webp"),
        )
        for page in pages
    ]


def services(codes, language):
    """The services of these codes, remembered."""
    return (
        memory.remember(("services", tuple(codes), language), lambda: service_cards(codes, language)) if codes else []
    )
