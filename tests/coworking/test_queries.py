from datetime import UTC, time, timedelta

from django.utils import timezone

from coworking.actions import book
from coworking.enums import ResourceKind
from coworking.models import Opening
from coworking.queries import free_slots
from coworking.seeds import ensure_ceremony_resources

from .conftest import paris, resource

KINDS = [ResourceKind.CEREMONY_ROOM, ResourceKind.OFFICIANT]
DAY = {"starts": paris(2031, 6, 3), "ends": paris(2031, 6, 4)}


def hours(slots):
    return [slot.starts.astimezone(paris(2031, 1, 1).tzinfo).hour for slot in slots]


def test_a_slot_is_free_when_one_of_every_kind_is(room, official, alice):
    assert hours(free_slots(KINDS, **DAY)) == [9, 10, 11]
    book(slots=[(official, paris(2031, 6, 3, 10), paris(2031, 6, 3, 11))], holder=alice, purpose="t", actor=alice)
    assert hours(free_slots(KINDS, **DAY)) == [9, 11]
    other = resource("other", ResourceKind.OFFICIANT, starts=time(10), ends=time(11))
    assert hours(free_slots(KINDS, **DAY)) == [9, 10, 11]
    assert free_slots(KINDS, **DAY)[1].resources == {KINDS[0]: [room], KINDS[1]: [other]}


def test_nothing_is_free_where_a_kind_does_not_exist(room):
    assert free_slots(KINDS, **DAY) == []


def test_the_past_is_never_offered(room, official):
    assert free_slots(KINDS, starts=paris(2020, 1, 1), ends=paris(2020, 1, 8)) == []
    soon = free_slots(KINDS, starts=timezone.now() - timedelta(days=2), ends=timezone.now() + timedelta(days=2))
    assert soon
    assert all(slot.starts >= timezone.now() - timedelta(seconds=5) for slot in soon)


def test_slots_keep_the_wall_clock_when_the_hour_changes(room, official):
    """On 30 March 2031 Paris goes from winter to summer time: nine o'clock is eight, then seven, in UTC."""
    slots = free_slots(KINDS, starts=paris(2031, 3, 29), ends=paris(2031, 3, 31))
    assert hours(slots) == [9, 10, 11, 9, 10, 11]
    assert [slot.starts.astimezone(UTC).hour for slot in slots] == [8, 9, 10, 7, 8, 9]
    assert {slot.ends - slot.starts for slot in slots} == {timedelta(hours=1)}


def test_an_opening_across_the_hour_change_is_cut_in_real_hours(db):
    """In the night of 26 October 2031 the hour from two to three comes twice."""
    night = resource("night", ResourceKind.DESK, starts=time(1), ends=time(4))
    slots = free_slots([ResourceKind.DESK], starts=paris(2031, 10, 26), ends=paris(2031, 10, 26, 12))
    assert len(slots) == 4
    assert len({slot.starts for slot in slots}) == 4
    assert all(slot.resources == {ResourceKind.DESK: [night]} for slot in slots)


def test_finding_slots_costs_five_queries_however_many_resources(room, official, django_assert_num_queries):
    with django_assert_num_queries(5):
        free_slots(KINDS, **DAY)
    for number in range(3):
        resource(f"room-{number}", ResourceKind.CEREMONY_ROOM)
        resource(f"official-{number}", ResourceKind.OFFICIANT)
    with django_assert_num_queries(5):
        free_slots(KINDS, **DAY)


def test_the_seeds_open_two_rooms_and_the_officials_and_keep_what_agents_changed(officiant):
    ensure_ceremony_resources()
    week = free_slots(KINDS, starts=paris(2031, 6, 2), ends=paris(2031, 6, 9))
    assert {slot.starts.weekday() for slot in week} == {0, 1, 2, 3, 4, 5}
    assert {str(resource) for slot in week for resource in slot.resources[KINDS[0]]} == {
        "Petit salon",
        "Salle des mariages",
    }
    assert {resource.user for slot in week for resource in slot.resources[KINDS[1]]} == {officiant}
    Opening.objects.filter(weekday=5).delete()
    ensure_ceremony_resources()
    assert not Opening.objects.filter(weekday=5).exists()
