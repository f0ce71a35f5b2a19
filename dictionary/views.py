"""The dictionary for everybody; signs and sheets for agents."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import Access, access
from ui.printing import PrintingUnavailable

from . import printing, queries, sounds, usage
from .enums import Theme
from .models import Recording
from .signs import SignForm

MOST_LETTERS = 80


def find(key):
    entry = queries.entries().get(key)
    if entry is None:
        raise Http404
    return entry


@access(Access.PUBLIC)
@require_safe
def browse(request):
    theme = request.GET.get("theme", "")
    theme = theme if theme in Theme.values else ""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:MOST_LETTERS]
    context = {"theme": theme, "query": words, "doors": queries.doors(), "themes": queries.themes(theme, words)}
    return render(request, "dictionary/browse.html", context)


@access(Access.PUBLIC)
@require_safe
def notion(request, key):
    entry = find(key)
    return render(request, "dictionary/notion.html", {"entry": entry, "uses": usage.of(entry, get_language())})


@access(Access.PUBLIC)
@require_safe
def show(request, key):
    """The picture and the French word, as large as the screen: to be held out to an agent."""
    return render(request, "dictionary/show.html", {"entry": find(key)})


@access(Access.PUBLIC)
@require_safe
def card(request, key):
    entry = find(key)
    return pdf_or_back(request, lambda: printing.card(entry), key, "dictionary:notion", key)


@access(Access.PUBLIC)
@require_safe
def sound(request, public_id):
    recording = get_object_or_404(Recording, public_id=public_id, is_published=True)
    try:
        return sounds.respond(recording, request.headers.get("range", ""))
    except FileNotFoundError as missing:
        raise Http404 from missing


@access(Access.STAFF)
@require_safe
def signs(request):
    """Choose a door sign, see what it will say, print it."""
    return render(request, "dictionary/signs.html", {"form": SignForm()})


@access(Access.STAFF)
@require_safe
def sign(request):
    form = SignForm(request.GET)
    if not form.is_valid():
        return render(request, "dictionary/signs.html", {"form": form}, status=422)
    chosen = form.cleaned_data
    return pdf_or_back(request, lambda: printing.sign(**chosen), f"panneau-{chosen['door']}", "dictionary:signs")


@access(Access.STAFF)
@require_safe
def sheet(request):
    return pdf_or_back(request, printing.sheet, "pictogrammes", "dictionary:signs")


def pdf_or_back(request, make, name, back, *args):
    try:
        pdf = make()
    except PrintingUnavailable:
        messages.error(request, _("La machine ne sait pas faire de PDF pour le moment : imprimez cette page."))
        return redirect(back, *args)
    safe_name = name.replace(":", "-")
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{safe_name}.pdf"'},
    )
