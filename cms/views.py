"""Search, and what machines read."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.sitemaps.views import sitemap as django_sitemap
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.images.models import Rendition
from wagtail.views import serve

from accounts.access import Access, access
from ui.printing import PrintingUnavailable

from . import calendars, editorial, feeds, printing, queries, routing
from . import search as engine
from .sitemaps import PageSitemap


@access(Access.PUBLIC)
def page(request, path):
    """Wagtail's own view, spared its search for the site, the language and the tree at each visit."""
    try:
        request._wagtail_route_for_request = routing.route(path, routing.active_language())
    except Http404:
        request._wagtail_route_for_request = None
    return serve(request, path)


@access(Access.PUBLIC)
@require_safe
def search(request):
    """Pages and procedures that answer the words; a page that helps when there are none."""
    words = engine.clean(request.GET.get("q", ""))
    language = routing.active_language()
    context = {"query": words, "language": language, "pages": [], "procedures": []}
    if words:
        found = engine.pages(words, language)
        context["pages"] = [queries.text_of(page, language) for page in found if hasattr(page, "introduction")]
        context["procedures"] = [queries.procedure_text(each, language) for each in engine.procedures(words, language)]
    return render(request, "cms/search.html", context)


@access(Access.PUBLIC)
@require_safe
def booklet(request, slug):
    """The booklet of a situation: A5 pages to read, or ``?pli=1`` the same on A4 sheets to fold."""
    language = routing.active_language()
    page = queries.situation(slug, language)
    if page is None:
        raise Http404
    try:
        pdf = printing.booklet(page, language, folded=request.GET.get("pli") == "1")
    except PrintingUnavailable:
        messages.error(request, _("La machine ne sait pas faire de PDF pour le moment : imprimez cette page."))
        return redirect(routing.address(page, language))
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{slug}-{language}.pdf"'
    return response


@access(Access.PUBLIC)
@require_safe
@cache_control(max_age=600, public=True)
def news_feed(request):
    """The latest news as Atom, in the visitor's language."""
    return feed(request, _("Actualités"), is_press=False)


@access(Access.PUBLIC)
@require_safe
@cache_control(max_age=600, public=True)
def press_feed(request):
    """The latest releases as Atom."""
    return feed(request, _("Presse"), is_press=True)


def feed(request, title, *, is_press):
    language = routing.active_language()
    text = feeds.atom(editorial.fed(language, is_press), language, title, request.path)
    return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")


@access(Access.PUBLIC)
@require_safe
@cache_control(max_age=600, public=True)
def agenda_calendar(request):
    """All that is to come, to subscribe to."""
    language = routing.active_language()
    name = f"{settings.SITE_NAME} · {_('Agenda')}"
    return calendar_answer(editorial.event_pages(language), language, name, "agenda")


@access(Access.PUBLIC)
@require_safe
def event_calendar(request, key):
    """One event, to put in one's own calendar."""
    language = routing.active_language()
    pages = editorial.event_pages(language, key)
    if not pages:
        raise Http404
    return calendar_answer(pages, language, pages[0].title, pages[0].slug)


def calendar_answer(pages, language, name, file):
    content = calendars.calendar_of(pages, language, name)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{file}.ics")
    return response


@access(Access.PUBLIC)
@require_safe
@cache_control(max_age=3600, public=True)
def robots(request):
    closed = ["/redaction/", "/agent/", *(f"/{code}/{part}/" for code in routing.LANGUAGES for part in CLOSED)]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), f"Sitemap: {settings.SITE_URL}/sitemap.xml"]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


CLOSED = ("espace", "compte", "recherche", "invitation", "mots")


@access(Access.PUBLIC)
@require_safe
@cache_control(max_age=30 * 24 * 3600, public=True)
def picture(request, name):
    """A picture at the size a page asks for. Originals, which may tell where a photograph was taken, stay inside."""
    rendition = get_object_or_404(Rendition, file=f"images/{name}")
    try:
        return FileResponse(rendition.file.open("rb"))
    except FileNotFoundError as missing:
        raise Http404 from missing


@access(Access.PUBLIC)
@require_safe
def sitemap(request):
    return django_sitemap(request, {"pages": PageSitemap})


@access(Access.PUBLIC)
@require_safe
def admin_sign_in(request):
    """The editing room has no sign-in of its own."""
    came_for = request.GET.get("next", "") or reverse("wagtailadmin_home")
    return redirect(f"{reverse('account_login')}?{urlencode({'next': came_for})}")


@access(Access.STAFF)
@require_safe
def people_live_elsewhere(request):
    """People and their rights are managed in one place."""
    return redirect("accounts:people")
