"""Papers of live cases that will not be valid on the day they must serve: said once, to the person and the agents."""

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from notifications.actions import send

from .actions.liaison import add_act
from .enums import LIVE, PLANNED
from .models import Ceremony, Piece
from .queries import warning_of

HORIZON = timedelta(days=400)  # no wedding is booked further ahead


def tell():
    """Look at the papers that end before any ceremony that can be booked; give how many were told about."""
    soon = timezone.localdate() + HORIZON
    pieces = Piece.objects.filter(
        case__state__in=LIVE, is_needed=True, version__isnull=False, version__document__expires_on__lte=soon
    )
    pieces = pieces.select_related(
        "case__version", "party__user", "version__document__owner", "version__document__type"
    )
    found = list(pieces.order_by("pk"))
    planned = Ceremony.objects.filter(case__in={piece.case_id for piece in found}, state__in=PLANNED)
    ceremonies = {ceremony.case_id: ceremony for ceremony in planned}
    for piece in found:
        piece.case._planned_ceremony = ceremonies.get(piece.case_id)
    return sum(_told(piece) for piece in found if warning_of(piece))


@transaction.atomic
def _told(piece):
    case, document = piece.case, piece.version.document
    until = str(document.expires_on)
    data = {"requirement": piece.requirement, "version": str(piece.version.public_id), "until": until}
    if case.acts.filter(verb="piece.expiring", data=data).exists():
        return False
    add_act(case=case, author=None, verb="piece.expiring", data=data)
    with translation.override(document.owner.language):
        url = reverse("cases:piece", args=[case.public_id, piece.public_id])
    send(
        "piece_expiring",
        recipient=document.owner,
        context={"label": document.label, "number": case.number, "until": document.expires_on},
        url=url,
        target=case,
        dedupe_key=f"piece_expiring:{piece.pk}:{piece.version_id}:{document.expires_on}",
    )
    return True
