"""When a resource opens: weeks, months, exceptions, midnight, the change of hour, 29 February."""

from datetime import date, time

import pytest
from django.db import IntegrityError, transaction

from coworking import queries
from coworking.actions import book
from coworking.enums import ResourceKind
from coworking.errors import NotBookable
from coworking.hours import is_open, slots
from coworking.models import HoursChange, Opening

from .conftest import paris, resource

DESK = ResourceKind.DESK


@pytest.fixture
def desk(db):
    return resource("desk", DESK)


def hours(made):
    return queries.hours_of(made, queries.house_changes())


def days_open(made, *, starts, ends):
    return sorted({slot[0].astimezone(starts.tzinfo).date() for slot in slots(hours(made), starts=starts, ends=ends)})


def test_a_hall_opens_on_the_first_and_third_tuesdays_and_on_the_last_friday(db):
    hall = resource("hall", ResourceKind.MEETING_ROOM)
    hall.openings.all().delete()
    Opening.objects.create(resource=hall, weekday=1, weeks=[1, 3], starts=time(9), ends=time(18))
    Opening.objects.create(resource=hall, weekday=4, weeks=[-1], starts=time(9), ends=time(18))
    found = days_open(hall, starts=paris(2031, 5, 1), ends=paris(2031, 7, 1))
    assert found == [date(2031, 5, d) for d in (6, 20, 30)] + [date(2031, 6, d) for d in (3, 17, 27)]


def test_a_closed_day_and_other_hours_take_the_place_of_the_weekly_ones(desk, alice):
    HoursChange.objects.create(resource=desk, first_day=date(2031, 6, 3), last_day=date(2031, 6, 4), reason="Travaux")
    other = {"starts": time(18), "ends": time(20), "slot_minutes": 60}
    HoursChange.objects.create(resource=desk, first_day=date(2031, 6, 5), last_day=date(2031, 6, 5), **other)
    found = slots(hours(desk), starts=paris(2031, 6, 3), ends=paris(2031, 6, 6))
    assert [start.astimezone(paris(2031, 6, 3).tzinfo).hour for start, _end in found] == [18, 19]
    with pytest.raises(NotBookable):
        book(slots=[(desk, paris(2031, 6, 3, 9), paris(2031, 6, 3, 10))], holder=alice, purpose="t", actor=alice)


def test_the_house_closes_for_all_but_a_resource_may_have_hours_of_its_own_that_day(desk):
    other = resource("open", DESK)
    HoursChange.objects.create(first_day=date(2031, 7, 14), last_day=date(2031, 7, 14), reason="Fête nationale")
    HoursChange.objects.create(
        resource=other, first_day=date(2031, 7, 14), last_day=date(2031, 7, 14), starts=time(9), ends=time(10)
    )
    day = {"starts": paris(2031, 7, 14), "ends": paris(2031, 7, 15)}
    assert slots(hours(desk), **day) == []
    assert len(slots(hours(other), **day)) == 2


def test_a_thing_lent_day_and_night_is_had_across_midnight_and_across_the_change_of_hour(db):
    bike = resource("bike", ResourceKind.EQUIPMENT, starts=time(0), ends=time(0))
    assert is_open(hours(bike), starts=paris(2031, 6, 3, 22), ends=paris(2031, 6, 5, 7))
    assert is_open(hours(bike), starts=paris(2031, 3, 29, 22), ends=paris(2031, 3, 30, 12))
    assert is_open(hours(bike), starts=paris(2031, 10, 25, 22), ends=paris(2031, 10, 26, 12))
    HoursChange.objects.create(resource=bike, first_day=date(2031, 6, 4), last_day=date(2031, 6, 4))
    assert not is_open(hours(bike), starts=paris(2031, 6, 3, 22), ends=paris(2031, 6, 5, 7))


def test_a_leap_day_is_a_day_and_the_last_of_its_month(db):
    hall = resource("hall", ResourceKind.MEETING_ROOM)
    hall.openings.all().delete()
    Opening.objects.create(resource=hall, weekday=6, weeks=[-1], starts=time(9), ends=time(10))
    assert days_open(hall, starts=paris(2032, 2, 1), ends=paris(2032, 3, 1)) == [date(2032, 2, 29)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"first_day": date(2031, 6, 4), "last_day": date(2031, 6, 3)},
        {"first_day": date(2031, 6, 3), "last_day": date(2031, 6, 3), "starts": time(9)},
        {"first_day": date(2031, 6, 3), "last_day": date(2031, 6, 3), "starts": time(9), "ends": time(8)},
        {"first_day": date(2031, 6, 3), "last_day": date(2031, 6, 3), "ends": time(0)},
    ],
)
def test_hours_that_cannot_be_are_refused_by_the_database(desk, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        HoursChange.objects.create(resource=desk, **wrong)


def test_a_slot_tells_how_many_units_are_left(db, alice):
    seats = resource("seats", DESK, quantity=3)
    nine, ten = paris(2031, 6, 3, 9), paris(2031, 6, 3, 10)
    for left in (2, 1, 0):
        book(slots=[(seats, nine, ten)], holder=alice, purpose="t", actor=alice)
        offers = queries.free_slots([DESK], starts=nine, ends=paris(2031, 6, 3, 12))
        found = {slot.starts: slot.resources[DESK] for slot in offers}
        assert (nine in found) == (left > 0)
        if left:
            assert queries.how_many_free(found[nine][0], nine, ten) == left
