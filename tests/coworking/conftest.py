from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from coworking.enums import ResourceKind
from coworking.models import Opening, Resource

PARIS = ZoneInfo("Europe/Paris")


def paris(*moment):
    """A moment by the clock of the building."""
    return datetime(*moment, tzinfo=PARIS)


OF_A_RESOURCE = {"quantity", "setup_minutes", "cleaning_minutes", "capacity"}


def resource(code, kind, **told):
    """A resource open every day from 9 to 12 in slots of an hour, unless told otherwise."""
    own = {name: told.pop(name) for name in OF_A_RESOURCE & told.keys()}
    made = Resource.objects.create(code=code, name=code.title(), kind=kind, **own)
    hours = {"starts": time(9), "ends": time(12), "slot_minutes": 60, **told}
    Opening.objects.bulk_create(Opening(resource=made, weekday=day, **hours) for day in range(7))
    return made


@pytest.fixture
def room(db):
    return resource("room", ResourceKind.CEREMONY_ROOM)


@pytest.fixture
def official(db):
    return resource("official", ResourceKind.OFFICIANT)
