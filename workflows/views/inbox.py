"""The agents' inbox over every flow."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Access, access
from cases.models import Party, Procedure
from cases.queries import cases_visible_to
from cases.texts import say
from ui.words import plain
from workflows import elsewhere, queries, rules
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
    """Tasks by urgency, in four boxes, narrowed as one likes; a search also finds cases without an open task."""
    counts = queries.counts(request.user)
    box = request.GET.get("boite") if request.GET.get("boite") in BOXES else first_box(counts)
    search = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    filters = [steps_filter(request), procedures_filter(request)]
    node, procedure = (choice["chosen"] for choice in filters)
    page = queries.inbox(
        request.user, box=box, search=search, node=node, procedure=procedure, after=request.GET.get("apres", "")
    )
    kept = {"q": search, "etape": node, "demarche": procedure}
    remember(request, {"boite": box, **kept})
    context = {
        "box": box,
        "search": search,
        "filters": filters,
        "is_filtered": bool(node or procedure),
        "kept": urlencode({name: value for name, value in kept.items() if value}),
        "tabs": [{"code": code, "label": label, "count": counted(counts[code])} for code, label in BOXES.items()],
        "rows": [row(request.user, item) for item in page.items],
        "next_cursor": page.next_cursor,
        "elsewhere": elsewhere.waiting_for(request.user),
        "found_cases": found_cases(request.user, search),
    }
    return render(request, "workflows/inbox.html", context)


def counted(number):
    """The number of tasks, or ``999+``."""
    return f"{queries.MANY - 1}+" if number >= queries.MANY else number


def first_box(counts):
    """What to show who has not chosen: the service's work, else one's own, as an elected official's."""
    return "mine" if counts["mine"] and not counts["service"] else "service"


def steps_filter(request):
    return chosen(request, "etape", _("Étape"), queries.steps_of_circuits())


def procedures_filter(request):
    names = {procedure.code: say(procedure.names) for procedure in Procedure.objects.all()}
    return chosen(request, "demarche", _("Démarche"), names)


def chosen(request, name, label, choices):
    """A filter of the page; a word it does not know filters nothing."""
    asked = request.GET.get(name, "")
    return {"name": name, "label": label, "choices": choices.items(), "chosen": asked if asked in choices else ""}


def remember(request, seen):
    """Keep how the person last looked at the inbox, for as long as the session lives: see ``way_back``."""
    if request.session.get("inbox") != seen:
        request.session["inbox"] = seen


def way_back(request):
    """The inbox as the person left it."""
    seen = {name: value for name, value in request.session.get("inbox", {}).items() if value}
    return f"{reverse('workflows:inbox')}?{urlencode(seen)}" if seen else reverse("workflows:inbox")


def row(user, item):
    return {
        "item": item,
        "url": reverse("workflows:task", args=[item.task_id]),
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
