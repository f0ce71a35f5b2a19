"""Opening a case for oneself or for somebody one helps, and the list of the cases one helps with."""

from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import Access, access
from cases import queries
from cases.enums import CLOSED
from cases.mandates import mandate_over, read_sides
from mandates import acting
from mandates.queries import mandate_of_helper


def open_case(request, public_id, *acts):
    """``(case, party)`` of a party, or of whoever a party lets do one of ``acts``: from here on under that mandate."""
    case, party = queries.case_of_party(request.user, public_id, *acts)
    if party.user_id != request.user.pk:
        acting.begin(request, mandate_over(request.user, case, *acts))
    return case, party


def may(request, party, act):
    """Whether what is shown may have the buttons of ``act``: one's own case, or the mandate says so."""
    return party.user_id == request.user.pk or act in request.user.helping.acts


@access(Access.SIGNED_IN)
@never_cache
@require_safe
def helped_cases(request, mandate_id):
    """The cases of somebody one helps that the mandate covers."""
    mandate = mandate_of_helper(request.user, mandate_id)
    acting.begin(request, mandate)
    cases = list(queries.cases_followed_by(request.user).filter(parties__user=mandate.giver))
    read_sides(request.user, cases)
    mine = [case for case in cases if mandate_over(request.user, case) == mandate]
    context = {
        "live": [case for case in mine if case.state not in CLOSED],
        "closed": [case for case in mine if case.state in CLOSED],
        "elsewhere": len(cases) - len(mine),
    }
    return render(request, "cases/helped_cases.html", context)
