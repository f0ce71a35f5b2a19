"""The resident's space: what to do next, the cases, and the way to everything else."""

from django.shortcuts import render

from accounts.access import Access, access
from cases.queries import cases_of
from coworking.queries import bookings_of
from vault.queries import documents_of
from workflows.next_steps import next_steps_of
from workflows.views.rows import CaseRow
from workflows.waiting import waiting_for

SHOWN_CASES = 50


def case_rows(user):
    return [CaseRow(case) for case in cases_of(user)[:SHOWN_CASES]]


@access(Access.SIGNED_IN)
def space(request):
    cases = list(cases_of(request.user))
    context = {
        "tasks": [*waiting_for(request.user), *next_steps_of(request.user, cases)],
        "cases": [CaseRow(case) for case in cases[:SHOWN_CASES]],
        "document_count": documents_of(request.user).count(),
        "bookings": bookings_of(request.user),
    }
    return render(request, "workflows/space.html", context)


@access(Access.SIGNED_IN)
def cases(request):
    return render(request, "workflows/cases.html", {"cases": case_rows(request.user)})
