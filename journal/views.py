"""The log on screen, for administrators; ``config/access.py`` says so, because this layer knows no roles."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from . import pages, queries
from .forms import SearchForm
from .labels import label


@require_GET
def lines(request):
    asked = request.GET.copy()
    before = (asked.pop("avant", None) or [None])[-1]
    form = SearchForm(asked)
    wanted = form.wanted()
    page = pages.newest_first(queries.search(**wanted), before)
    rows = [(entry, label(entry.verb)) for entry in page.rows]
    filtered = any(wanted.values())
    kept = asked.urlencode() if filtered else ""
    context = {"rows": rows, "page": page, "kept": kept, "filtered": filtered, "form": form}
    return render(request, "journal/lines.html", context)
