"""« Mes mots »: what one left on the pages, and what became of it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Access, access
from cms import queries as cms
from cms import routing
from postits import actions, queries
from postits.models import Note
from postits.pages import path_of


@access(Access.SIGNED_IN)
@never_cache
@require_safe
def notes(request):
    """One's own notes, the newest first, with the town hall's answers."""
    rows = Paginator(queries.of_author(request.user), queries.PAGE).get_page(request.GET.get("page"))
    for note in rows:
        note.path = path_of(note) if note.page and note.page.live else ""
    guide = cms.navigation(routing.active_language())["guide_url"]
    return render(request, "postits/mine.html", {"notes": rows, "guide": guide})


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, public_id):
    """Take a note back, after a question."""
    note = get_object_or_404(Note, author=request.user, public_id=public_id)
    if request.method == "POST":
        if actions.withdraw(note=note, actor=request.user):
            messages.success(request, _("Votre mot est retiré."))
        return redirect("postits:mine")
    return (
        render(request, "postits/withdraw.html", {"note": note}) if note.may_be_withdrawn else redirect("postits:mine")
    )
