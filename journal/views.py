"""The log on screen, for administrators; ``config/access.py`` says so, because this layer knows no roles."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from . import pages, queries
from .labels import label


@require_GET
def lines(request):
    asked = {"person": request.GET.get("personne", ""), "target": request.GET.get("objet", "")}
    asked = {name: value.replace("\x00", "") for name, value in asked.items()}
    kept = request.GET.copy()
    kept.pop("avant", None)
    page = pages.newest_first(queries.search(**asked), request.GET.get("avant"))
    rows = [(entry, label(entry.verb)) for entry in page.rows]
    context = {"rows": rows, "page": page, "kept": kept.urlencode(), "filtered": any(asked.values())}
    return render(request, "journal/lines.html", context)
