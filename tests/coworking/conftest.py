from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from coworking.enums import ResourceKind
from coworking.models import Opening, Resource

PARIS = ZoneInfo("Europe/Paris")


def paris(*moment):
    """A moment by the clock of the building."""
    return datetime(*moment, tzinfo=PARIS)


def resource(code, kind, **opening):
    """A resource open every day from 9 to 12 in slots of an hour, unless told otherwise."""
    made = Resource.objects.create(code=code, name=code.title(), kind=kind)
    hours = {"starts": time(9), "ends": time(12), "slot_minutes": 60, **opening}
    Opening.objects.bulk_create(Opening(resource=made, weekday=day, **hours) for day in range(7))
    return made


@pytest.fixture
def room(db):
    return resource("room", ResourceKind.CEREMONY_ROOM)


@pytest.fixture
def official(db):
    return resource("official", ResourceKind.OFFICIANT)
