"""Makers of the access matrix for the addresses of ``coworking``: a booking is its holder's alone."""

from datetime import timedelta

from django.utils import timezone

NO_OBJECT = {
    "coworking:space": "spaces and their hours are for everybody",
    "coworking:book": "whoever is signed in may ask; what they may have is decided by coworking.booking_oneself",
}


def _a_booking(cast):
    from coworking.actions import Wanted, insert
    from coworking.enums import ResourceKind
    from coworking.models import Resource
    from tests.access_objects import Owned

    desk = Resource.objects.create(code="desk", name="Table", kind=ResourceKind.DESK)
    starts = timezone.now() + timedelta(days=1)
    (booking,) = insert(Wanted(desk, starts, starts + timedelta(hours=1)), cast("alice"), "x")
    return Owned({"public_id": booking.public_id}, cast("alice"), cast("benoit"))


OBJECTS = {f"coworking:{name}": _a_booking for name in ("give_back", "here")}
