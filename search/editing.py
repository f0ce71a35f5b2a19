"""What editors see of the search."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import Access, access
from accounts.enums import EDITORIAL
from cms import routing

from . import report


@access(Access.STAFF, roles=EDITORIAL)
@require_safe
def report_of_searches(request):
    """Words without an answer first, then the most frequent ones."""
    context = {
        "page_title": _("Ce que les gens cherchent"),
        "header_icon": "search",
        "unanswered": [row_of(each) for each in report.unanswered()],
        "frequent": [row_of(each) for each in report.most_frequent()],
        "can_add": request.user.has_perm("search.add_synonym"),
    }
    return render(request, "search/editing/report.html", context)


def row_of(question):
    return {"question": question, "dir": routing.direction(question.language)}
