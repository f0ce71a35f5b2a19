"""The diary of free places, for residents and agents alike."""

from datetime import timedelta

from django.utils import timezone

from cases import civil
from coworking.enums import ResourceKind
from coworking.queries import free_slots
from workflows.forms import PlanForm, WeekForm

SHOWN = timedelta(days=14)
KINDS = [ResourceKind.CEREMONY_ROOM, ResourceKind.OFFICIANT]


def planning_form(request, case, *, choose_officiant):
    """Context: ``form`` with the places of a fortnight from ``?du=``, ``earlier`` and ``later`` days."""
    earliest = civil.earliest_date(case)
    start = WeekForm(request.GET).first_day(earliest)
    slots = free_slots(KINDS, starts=start, ends=start + SHOWN)
    form = PlanForm(
        request.POST or None,
        slots=[slot for slot in slots if slot.starts >= earliest],
        room_kind=ResourceKind.CEREMONY_ROOM,
        officiant_kind=ResourceKind.OFFICIANT,
        choose_officiant=choose_officiant,
    )
    earlier = max(start - SHOWN, earliest) if start > earliest else None
    return {
        "form": form,
        "later": timezone.localdate(start + SHOWN),
        "earlier": timezone.localdate(earlier) if earlier else None,
    }
