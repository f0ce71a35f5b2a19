"""The agents' inbox over every flow."""

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.access import Access, access
from cases.models import Party
from cases.queries import cases_visible_to, plain
from workflows import queries, rules
from workflows.views.rows import CaseRow, people

BOXES = {
    "mine": _("Les miennes"),
    "service": _("Mon service"),
    "late": _("En retard"),
    "residents": _("On attend l’usager"),
}
FOUND_LIMIT = 10


@access(Access.STAFF)
def inbox(request):
    """Tasks by urgency, in four boxes; a search also finds cases without an open task."""
    box = request.GET.get("boite") if request.GET.get("boite") in BOXES else "service"
    search = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    page = queries.inbox(request.user, box=box, search=search, after=request.GET.get("apres", ""))
    counts = queries.counts(request.user)
    context = {
        "box": box,
        "search": search,
        "tabs": [{"code": code, "label": label, "count": counts[code]} for code, label in BOXES.items()],
        "rows": [row(request.user, item) for item in page.items],
        "next_cursor": page.next_cursor,
        "found_cases": found_cases(request.user, search),
    }
    return render(request, "workflows/inbox.html", context)


def row(user, item):
    return {
        "item": item,
        "title": queries.title_of(item),
        "people": people(item.case),
        "is_late": queries.is_late(item),
        "can_claim": item.owner_id is None and item.service_id is not None and rules.can_claim(user, item),
    }


def found_cases(user, search):
    """The first cases of other people whose number or names hold ``search``."""
    if not search:
        return []
    cases = cases_visible_to(user).exclude(pk__in=Party.objects.filter(user=user).values("case"))
    return [CaseRow(case) for case in cases.filter(search_text__contains=plain(search))[:FOUND_LIMIT]]
