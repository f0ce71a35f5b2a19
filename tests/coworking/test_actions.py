import threading

import pytest
from django.db import connection, transaction

from coworking.actions import book, release
from coworking.enums import BookingState
from coworking.errors import NotBookable, SlotTaken
from coworking.models import Booking
from coworking.queries import bookings_of
from journal.models import Entry

from .conftest import paris

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
