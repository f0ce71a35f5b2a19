"""Collections as readers and their programs see them."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import Access, access
from cms import routing
from cms.enums import SOURCE_LANGUAGE
from upkeep import feeds, listings

PER_PAGE = 20


class Shown:
    """A collection in the visitor's language, and the language its words are in."""

    def __init__(self, request, slug):
        found = listings.online(slug)
        if found is None:
            raise Http404
        self.listing = found
        self.language = routing.active_language()
        self.words_language = self.language if self.language in found.texts else SOURCE_LANGUAGE
        texts = found.texts.get(self.words_language, {})
        self.title = texts.get("title") or found.slug
        self.introduction = texts.get("introduction", "")
        self.found = listings.results(found, self.language, request)
        self.address = reverse("upkeep:listing", args=[slug])

    @property
    def words_dir(self):
        return routing.direction(self.words_language)

    @property
    def has_days(self):
        return any(each.days for each in self.found)


@access(Access.PUBLIC)
@require_safe
def listing(request, slug):
    shown = Shown(request, slug)
    page = Paginator(shown.found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "shown": shown,
        "page_of": page,
        "canonical": routing.absolute(shown.address),
        "alternates": [(code, routing.absolute(routing.seen_from(code, shown.address))) for code in routing.LANGUAGES],
    }
    return render(request, "upkeep/listing.html", context)


def _feed(request, slug, kind):
    shown = Shown(request, slug)
    body = feeds.feed(kind, shown.title, shown.introduction, shown.address, shown.found, shown.language)
    return HttpResponse(body, content_type=f"application/{kind}+xml; charset=utf-8")


@access(Access.PUBLIC)
@require_safe
def rss(request, slug):
    return _feed(request, slug, "rss")


@access(Access.PUBLIC)
@require_safe
def atom(request, slug):
    return _feed(request, slug, "atom")


def _file(body, name, content_type):
    response = HttpResponse(body, content_type=f"{content_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@access(Access.PUBLIC)
@require_safe
def table(request, slug):
    shown = Shown(request, slug)
    return _file(feeds.table(shown.found), f"{slug}-{shown.language}.csv", "text/csv")


@access(Access.PUBLIC)
@require_safe
def calendar(request, slug):
    shown = Shown(request, slug)
    return _file(feeds.calendar(shown.title, shown.found), f"{slug}-{shown.language}.ics", "text/calendar")
