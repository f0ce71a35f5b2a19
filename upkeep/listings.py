"""What a collection finds: published pages its reader may see, in the reader's language, French where it is missing."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction, get_page_models

from cms import memory, routing
from cms.enums import SOURCE_LANGUAGE
from cms.models import FamilyPage, PublicPage
from cms.queries import Text

from . import dates
from .enums import Sort
from .models import MOST_RESULTS, Listing

ORDERS = {
    Sort.TITLE: ("title", "pk"),
    Sort.NEWEST: (F("first_published_at").desc(nulls_last=True), "pk"),
    Sort.CHANGED: (F("last_published_at").desc(nulls_last=True), "pk"),
    Sort.TREE: ("path",),
    Sort.DATE: ("path",),
}


@dataclass(frozen=True)
class Found(Text):
    """A page of a collection; ``days`` is ``(start, end)`` of one that has a date."""

    key: str = ""
    kind: str = ""
    published: datetime | None = None
    changed: datetime | None = None
    days: tuple | None = None


def kind_choices():
    """``[(label, name)]`` of the kinds of pages readers see."""
    models = [model for model in get_page_models() if issubclass(model, PublicPage)]
    return sorted(((model._meta.label_lower, model._meta.verbose_name) for model in models), key=lambda each: each[0])


def online(slug):
    """The collection at this address, or None. All are remembered at once: addresses that do not exist cost nothing."""
    return memory.remember("listings", read_online).get(slug)


def read_online():
    return {each.slug: each for each in Listing.objects.filter(is_live=True)}


def results(listing, language, request):
    """``[Found, ...]`` for one visitor; remembered for an edition and a day for all who may see the same."""
    closed = closed_to(request)
    key = ("listing", listing.pk, listing.version, language, timezone.localdate(), closed)
    return memory.remember(key, lambda: find(listing, language, closed))


def closed_to(request):
    """The paths in the tree that this visitor may not see below of; no query while nothing is closed."""
    if routing.is_open():
        return ()
    rules = PageViewRestriction.objects.select_related("page").prefetch_related("groups")
    return tuple(sorted(rule.page.path for rule in rules if not rule.accept_request(request)))


def find(listing, language, closed=()):
    """What the criteria find now. The number of queries does not depend on how many pages there are."""
    bound = MOST_RESULTS if listing.sort == Sort.DATE else listing.limit
    rows = list(sources(listing, closed).values_list("pk", "translation_key")[:bound])
    own = translated([key for _pk, key in rows], language, closed) if language != SOURCE_LANGUAGE else {}
    wanted = [own.get(key, pk) for pk, key in rows]
    pages = with_languages(Page.objects.filter(pk__in=wanted).specific().in_bulk() if wanted else {})
    return ordered(listing, [shown(pages[pk], language) for pk in wanted if pk in pages])


def with_languages(pages):
    """The pages by key, each knowing its language: what is joined to a page is lost when it becomes its own kind."""
    languages = Locale.objects.in_bulk() if pages else {}
    for page in pages.values():
        page.locale = languages[page.locale_id]
    return pages


def ordered(listing, found):
    """By title, the letters of the reader's language decide; by date, what is to come first, then what is past."""
    if listing.sort == Sort.TITLE:
        return sorted(found, key=lambda each: each.title.casefold())
    if listing.sort != Sort.DATE:
        return found
    dated = sorted((each for each in found if each.days), key=lambda each: moment(each.days[0]))
    now = timezone.now() - timedelta(days=1)
    coming = [each for each in dated if moment(each.days[1] or each.days[0]) >= now]
    past = [each for each in reversed(dated) if moment(each.days[1] or each.days[0]) < now]
    return (coming + past)[: listing.limit]


def moment(day):
    """A date or a time, as a time that compares with others."""
    if isinstance(day, datetime):
        return day if timezone.is_aware(day) else timezone.make_aware(day)
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone()).astimezone(UTC)


def shown(page, language):
    return Found(
        title=page.title,
        url=routing.address(page, language),
        language=routing.language_of(page),
        text=getattr(page, "introduction", ""),
        key=str(page.translation_key),
        kind=str(page._meta.verbose_name),
        published=page.first_published_at,
        changed=page.last_published_at,
        days=dates.of(page),
    )


def sources(listing, closed=()):
    """The published pages of the French tree that answer the criteria."""
    pages = open_pages(closed).filter(locale__language_code=SOURCE_LANGUAGE).filter(depth__gt=1)
    pages = pages.filter(content_type__in=content_types(listing.kinds))
    if listing.below_id:
        pages = pages.filter(path__startswith=listing.below.path).exclude(pk=listing.below_id)
    if listing.language and listing.language != SOURCE_LANGUAGE:
        pages = pages.filter(translation_key__in=in_language(listing.language, closed).values("translation_key"))
    if listing.words:
        pages = pages.filter(pk__in=holding(listing.words))
    if listing.family:
        pages = pages.filter(in_family(listing.family))
    return between(listing, pages).order_by(*ORDERS[listing.sort])


def between(listing, pages):
    if listing.within_days:
        pages = pages.filter(last_published_at__gte=timezone.now() - timedelta(days=listing.within_days))
    if listing.published_from:
        pages = pages.filter(first_published_at__date__gte=listing.published_from)
    if listing.published_until:
        pages = pages.filter(first_published_at__date__lte=listing.published_until)
    return pages


def content_types(kinds):
    """Those of the kinds asked for that still exist; every kind when none is asked for."""
    known = [label for label, _name in kind_choices()]
    models = [apps.get_model(label) for label in known if not kinds or label in kinds]
    return [each.pk for each in ContentType.objects.get_for_models(*models).values()]


def open_pages(closed):
    pages = Page.objects.live().filter(alias_of=None)
    for path in closed:
        pages = pages.exclude(path__startswith=path)
    return pages


def in_language(language, closed):
    return open_pages(closed).filter(locale__language_code=language)


def translated(keys, language, closed):
    """``{translation key: key of the page in the language}`` of what is published in it."""
    rows = in_language(language, closed).filter(translation_key__in=keys)
    return dict(rows.values_list("translation_key", "pk"))


def holding(words):
    """Pages whose title or text holds the words, accents apart."""
    holds = Q(title__unaccent__icontains=words) | Q(index_entries__body_text__unaccent__icontains=words)
    return Page.objects.filter(holds).values("pk")


def in_family(family):
    """The page of the family and all that is below it."""
    paths = list(FamilyPage.objects.filter(family=family).values_list("path", flat=True))
    below = Q(pk__in=[])
    for path in paths:
        below |= Q(path__startswith=path)
    return below
