import threading

import pytest
from django.db import IntegrityError, connection, transaction

from coworking.actions import book, release
from coworking.enums import BookingState, ResourceKind
from coworking.errors import NotBookable, SlotTaken
from coworking.models import Booking
from coworking.queries import bookings_of
from journal.models import Entry

from .conftest import paris, resource

NINE, TEN, ELEVEN = (paris(2031, 6, 3, hour) for hour in (9, 10, 11))


def take(resource, holder, starts=NINE, ends=TEN):
    return book(slots=[(resource, starts, ends)], holder=holder, purpose="test", actor=holder)


def test_a_booking_is_kept_for_its_holder_and_written_in_the_log(room, alice):
    (booking,) = take(room, alice)
    assert (booking.during.lower, booking.during.upper, booking.holder) == (NINE, TEN, alice)
    line = Entry.objects.get()
    assert (line.verb, line.subject, line.target_id) == ("booking.made", alice, str(booking.public_id))


def test_a_room_and_an_official_are_booked_together_or_not_at_all(room, official, alice, benoit):
    take(official, benoit)
    with pytest.raises(SlotTaken):
        book(slots=[(room, NINE, TEN), (official, NINE, TEN)], holder=alice, purpose="test", actor=alice)
    assert not Booking.objects.filter(holder=alice).exists()


def test_bookings_that_only_touch_are_both_fine(room, alice, benoit):
    take(room, alice, NINE, TEN)
    take(room, benoit, TEN, ELEVEN)
    assert Booking.objects.count() == 2


def test_the_database_has_the_last_word_and_the_transaction_stays_usable(room, alice, benoit, monkeypatch):
    take(room, benoit)
    monkeypatch.setattr("coworking.queries.is_taken", lambda wanted: False)
    with transaction.atomic():
        with pytest.raises(SlotTaken):
            take(room, alice)
        take(room, alice, TEN, ELEVEN)
    assert Booking.objects.filter(holder=alice).count() == 1


@pytest.mark.parametrize(
    ("starts", "ends", "sentence"),
    [
        (TEN, NINE, "La fin"),
        (paris(2020, 6, 3, 9), paris(2020, 6, 3, 10), "déjà passée"),
        (paris(2031, 6, 3, 8), NINE, "pas ouvert"),
        (ELEVEN, paris(2031, 6, 3, 13), "pas ouvert"),
        (ELEVEN, paris(2031, 6, 4, 10), "pas ouvert"),
    ],
)
def test_a_time_nobody_can_have_is_refused_in_words(room, alice, starts, ends, sentence):
    with pytest.raises(NotBookable, match=sentence):
        take(room, alice, starts, ends)
    assert not Booking.objects.exists()


def test_a_resource_taken_out_of_use_is_refused(room, alice):
    room.is_active = False
    room.save()
    with pytest.raises(NotBookable, match="Room"):
        take(room, alice)


def test_what_is_given_back_can_be_taken_by_somebody_else(room, alice, benoit):
    bookings = take(room, alice)
    release(bookings=bookings, actor=alice)
    release(bookings=bookings, actor=alice)
    (booking,) = take(room, benoit)
    assert Booking.objects.get(holder=alice).state == BookingState.RELEASED
    assert Booking.objects.get(holder=alice).released_at
    assert booking.state == BookingState.HELD
    assert Entry.objects.filter(verb="booking.released").count() == 1


@pytest.mark.parametrize("month", [1, 7])
def test_opening_hours_follow_the_clock_of_the_building_winter_and_summer(room, alice, month):
    take(room, alice, paris(2031, month, 7, 9), paris(2031, month, 7, 12))
    with pytest.raises(NotBookable):
        take(room, alice, paris(2031, month, 8, 8), paris(2031, month, 8, 9))


def test_the_person_s_bookings_to_come_are_listed_in_one_query(room, alice, benoit, django_assert_num_queries):
    for count, starts in ((1, (9,)), (3, (10, 11))):
        for hour in starts:
            take(room, alice, paris(2031, 6, 3, hour), paris(2031, 6, 3, hour + 1))
        with django_assert_num_queries(1):
            assert [booking.resource.name for booking in bookings_of(alice)] == ["Room"] * count
    assert not bookings_of(benoit).exists()


@pytest.mark.django_db(transaction=True)
def test_of_twenty_people_on_one_slot_exactly_one_wins(room, official, alice):
    results, start = [], threading.Barrier(20)

    def attempt(number):
        wanted = [(room, NINE, TEN), (official, NINE, TEN)]
        start.wait()
        try:
            book(slots=wanted if number % 2 else wanted[::-1], holder=alice, purpose=str(number), actor=alice)
            results.append("won")
        except SlotTaken:
            results.append("lost")
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(results, key=str) == ["lost"] * 19 + ["won"]
    assert Booking.objects.count() == 2
    assert Booking.objects.values("purpose").distinct().count() == 1


# Several units, time around, and the database's last word


@pytest.fixture
def projectors(db):
    return resource("projectors", ResourceKind.EQUIPMENT, quantity=3)


def test_each_of_several_units_has_one_booking_at_a_time(projectors, alice, benoit):
    kept = [take(projectors, alice)[0].unit.number for _each in range(3)]
    assert kept == [1, 2, 3]
    with pytest.raises(SlotTaken):
        take(projectors, benoit)
    take(projectors, benoit, TEN, ELEVEN)


def test_several_units_are_taken_together_or_not_at_all(projectors, alice, benoit):
    assert len(book(slots=[(projectors, NINE, TEN, 2)], holder=alice, purpose="t", actor=alice)) == 2
    with pytest.raises(SlotTaken):
        book(slots=[(projectors, NINE, TEN, 2)], holder=benoit, purpose="t", actor=benoit)
    assert not Booking.objects.filter(holder=benoit).exists()


def test_the_database_itself_refuses_a_unit_twice_and_a_unit_of_another(projectors, room, alice, benoit):
    (first,) = take(projectors, alice)
    twin = Booking(
        resource=projectors, unit=first.unit, during=first.during, occupied=first.occupied, holder=benoit, purpose="t"
    )
    with pytest.raises(IntegrityError, match="booking_no_overlap"), transaction.atomic():
        twin.save()
    twin.resource, twin.during, twin.occupied = room, (TEN, ELEVEN), (TEN, ELEVEN)
    with pytest.raises(IntegrityError, match="booking_unit_of_resource"), transaction.atomic():
        twin.save()
    twin.resource, twin.occupied = projectors, (NINE, TEN)
    with pytest.raises(IntegrityError, match="booking_within_occupied"), transaction.atomic():
        twin.save()


def test_fewer_units_keep_their_bookings_and_are_taken_no_more(projectors, alice, benoit):
    book(slots=[(projectors, NINE, TEN, 3)], holder=alice, purpose="t", actor=alice)
    projectors.quantity = 1
    projectors.save()
    assert Booking.objects.count() == 3
    take(projectors, benoit, TEN, ELEVEN)
    with pytest.raises(SlotTaken):
        take(projectors, benoit, TEN, ELEVEN)
    projectors.quantity = 4
    projectors.save()
    assert [each.number for each in projectors.units.filter(is_active=True)] == [1, 2, 3, 4]


def test_time_to_prepare_and_to_tidy_is_kept_free_around_a_booking(db, alice, benoit):
    hall = resource("hall", ResourceKind.MEETING_ROOM, setup_minutes=30, cleaning_minutes=30)
    (booking,) = take(hall, alice)
    assert (booking.occupied.lower, booking.occupied.upper) == (paris(2031, 6, 3, 8, 30), paris(2031, 6, 3, 10, 30))
    for starts, ends in ((TEN, ELEVEN), (paris(2031, 6, 3, 10, 45), paris(2031, 6, 3, 11, 45))):
        with pytest.raises(SlotTaken):
            take(hall, benoit, starts, ends)
    take(hall, benoit, ELEVEN, paris(2031, 6, 3, 12))


@pytest.mark.django_db(transaction=True)
def test_of_two_hundred_people_on_three_units_exactly_three_win(projectors, alice):
    results, start = [], threading.Barrier(200)

    def attempt(number):
        start.wait()
        try:
            take(projectors, alice)
            results.append("won")
        except SlotTaken:
            results.append("lost")
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=(number,)) for number in range(200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(results, key=str) == ["lost"] * 197 + ["won"] * 3
    assert sorted(Booking.objects.values_list("unit__number", flat=True)) == [1, 2, 3]
