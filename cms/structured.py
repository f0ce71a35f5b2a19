"""What pages say to machines (JSON-LD, schema.org): the town hall, its services, what happens, the news, the way up."""

import json
from urllib.parse import urljoin

from django.conf import settings
from django.utils.safestring import mark_safe
from wagtail.models import Page

from . import editorial, memory, routing
from .models import EventPage, HomePage, NewsPage, ServicePage

CONTEXT = "https://schema.org"
UNSAFE = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def script_text(data):
    """JSON that nothing written by an editor can close or open: it stands inside a script element."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(UNSAFE))  # noqa: S308 (escaped just here)


def data_of(page):
    """What a page says to machines, as one graph; remembered for an edition, as it costs queries."""
    key = ("structured", page.pk, page.latest_revision_id, routing.active_language())
    graph = memory.remember(key, lambda: [*described(page), *way_up(page)])
    return {"@context": CONTEXT, "@graph": graph} if graph else None


def described(page):
    describe = next((each for kind, each in DESCRIBED.items() if isinstance(page, kind)), None)
    return [without_empty(describe(page))] if describe else []


def without_empty(data):
    return {name: value for name, value in data.items() if value not in (None, "", [], {})}


def way_up(page):
    """The breadcrumb, from the front door to the page."""
    crumbs = routing.crumbs(page, routing.active_language())
    if not crumbs:
        return []
    steps = [(title, address) for title, address, _language in crumbs] + [(page.title, routing.address(page))]
    items = [
        {"@type": "ListItem", "position": number, "name": title, "item": routing.absolute(address)}
        for number, (title, address) in enumerate(steps, start=1)
    ]
    return [{"@type": "BreadcrumbList", "itemListElement": items}]


def front_door(page=None):
    """The home page in the language of a page."""
    if isinstance(page, HomePage):
        return page
    language = routing.language_of(page) if page else routing.active_language()
    doors = {each.locale.language_code: each for each in HomePage.objects.live().select_related("locale")}
    return doors.get(language) or doors.get("fr")


def office(page):
    """The town hall, with its hours."""
    home = front_door(page)
    lines = [line.strip() for line in home.address.splitlines() if line.strip()] if home else []
    return {
        "@type": "GovernmentOffice",
        "@id": f"{settings.SITE_URL}/#mairie",
        "name": settings.SITE_NAME,
        "url": f"{settings.SITE_URL}/",
        "description": page.description if isinstance(page, HomePage) else None,
        "telephone": home.phone if home else None,
        "address": ", ".join(lines),
        "openingHoursSpecification": hours(home) if home else None,
        "image": picture_url(home) if home else None,
        "availableLanguage": routing.LANGUAGES,
    }


def hours(home):
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": [f"{CONTEXT}/{day}" for day in block.value["days"]],
            "opens": f"{block.value['opens']:%H:%M}",
            "closes": f"{block.value['closes']:%H:%M}",
        }
        for block in home.openings
    ]


def service(page):
    url = own_url(page)
    channels = [
        without_empty(
            {
                "@type": "ServiceChannel",
                "servicePhone": {"@type": "ContactPoint", "telephone": block.value["phone"]}
                if block.value["phone"]
                else None,
                "serviceUrl": url,
                "name": block.value["name"],
            }
        )
        for block in page.contacts
    ]
    return {
        "@type": "GovernmentService",
        "name": page.title,
        "description": page.description,
        "url": url,
        "inLanguage": routing.language_of(page),
        "audience": {"@type": "Audience", "audienceType": page.for_whom} if page.for_whom else None,
        "availableChannel": channels,
        "provider": without_empty(office(page)),
    }


def event(page):
    start, end = (editorial.zoned(each) for each in page.occurrences()[0])
    is_day, place = page.is_all_day, page.place or settings.SITE_NAME
    return {
        "@type": "Event",
        "name": page.title,
        "description": page.description,
        "url": own_url(page),
        "inLanguage": routing.language_of(page),
        "startDate": start.date().isoformat() if is_day else start.isoformat(),
        "endDate": (end.date().isoformat() if is_day else end.isoformat()) if end else None,
        "eventStatus": f"{CONTEXT}/{'EventCancelled' if page.is_cancelled else 'EventScheduled'}",
        "eventAttendanceMode": f"{CONTEXT}/OfflineEventAttendanceMode",
        "eventSchedule": weeks(page, start),
        "location": {
            "@type": "Place",
            "name": place,
            "address": place,
        },
        "isAccessibleForFree": not page.price,
        "image": picture_url(page),
        "organizer": {"@type": "GovernmentOffice", "name": settings.SITE_NAME, "url": f"{settings.SITE_URL}/"},
    }


def weeks(page, start):
    if not page.weekly_until:
        return None
    return {
        "@type": "Schedule",
        "repeatFrequency": "P1W",
        "startDate": start.date().isoformat(),
        "endDate": page.weekly_until.isoformat(),
        "scheduleTimezone": settings.TIME_ZONE,
    }


def article(page):
    publisher = {"@type": "GovernmentOffice", "name": settings.SITE_NAME, "url": f"{settings.SITE_URL}/"}
    return {
        "@type": "NewsArticle",
        "headline": page.title,
        "description": page.description,
        "url": own_url(page),
        "inLanguage": routing.language_of(page),
        "datePublished": page.date.isoformat(),
        "dateModified": page.last_published_at.isoformat() if page.last_published_at else None,
        "image": picture_url(page),
        "author": publisher,
        "publisher": publisher,
    }


DESCRIBED = {HomePage: office, ServicePage: service, EventPage: event, NewsPage: article}


def own_url(page):
    return routing.absolute(routing.address(page))


SHARED = "fill-1200x630|format-jpeg"


def picture_url(page):
    """The whole address of the picture that is shown when the page is shared: its own, else the front door's."""
    image = getattr(page, "picture", None) or getattr(page, "sharing_picture", None)
    if image is None:
        return ""
    return urljoin(f"{settings.SITE_URL}/", image.get_rendition(SHARED).url)


def shared_picture(page: Page):
    """The same, remembered; the front door's where the page has none."""
    key = ("shared picture", page.pk, page.latest_revision_id)
    return memory.remember(key, lambda: picture_url(page) or picture_url(front_door(page)))
