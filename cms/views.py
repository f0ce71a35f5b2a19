"""Booklets, pictures, and what machines read."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.sitemaps.views import sitemap as django_sitemap
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.images.models import Rendition
from wagtail.views import serve

from accounts.access import Access, access
from ui.printing import PrintingUnavailable

from . import printing, queries, routing
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
@cache_control(max_age=3600, public=True)
def robots(request):
    closed = ["/redaction/", "/agent/", *(f"/{code}/{part}/" for code in routing.LANGUAGES for part in CLOSED)]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), f"Sitemap: {settings.SITE_URL}/sitemap.xml"]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


CLOSED = ("espace", "compte", "recherche", "invitation")


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
