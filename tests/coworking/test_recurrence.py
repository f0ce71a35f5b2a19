"""What comes back, and what is moved: properties first, then cases."""

from datetime import date, datetime, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as some

from coworking.actions import Wanted, book, book_series, move
from coworking.enums import BookingState, ResourceKind, Rhythm
from coworking.errors import NotBookable, SlotTaken
from coworking.hours import PLACE
from coworking.models import Booking, HoursChange, Series
from coworking.recurrence import LONGEST, MOST, occurrences
from journal.models import Entry

from .conftest import PARIS, paris, resource

FIRST_DAYS = some.dates(date(2026, 1, 1), date(2040, 12, 31))


def clocks(times):
    return [(starts.astimezone(PLACE), ends.astimezone(PLACE)) for starts, ends in times]


@settings(max_examples=300, deadline=None)
@given(
    first=FIRST_DAYS,
    rhythm=some.sampled_from(Rhythm.values),
    hour=some.integers(4, 23),
    minutes=some.integers(15, 14 * 60),
    lasts=some.integers(0, 100),
)
def test_it_comes_back_at_the_same_hours_in_order_and_never_after_its_end(first, rhythm, hour, minutes, lasts):
    starts = datetime.combine(first, datetime.min.time(), tzinfo=PARIS).replace(hour=hour)
    ends = (starts.replace(tzinfo=None) + timedelta(minutes=minutes)).replace(tzinfo=PARIS)
    if 0 < ends.hour < 4:
        return  # an end in the hour that the change of clocks removes or repeats
    until = first + timedelta(days=lasts)
    found = clocks(occurrences(starts, ends, rhythm=rhythm, until=until))
    assert {(each[0].time(), each[1].time()) for each in found} == {(starts.time(), ends.time())}
    days = [each[0].date() for each in found]
    assert days == sorted(set(days))
    assert all(first <= day <= until for day in days)
    assert {each[1].date() - each[0].date() for each in found} == {ends.date() - starts.date()}
    assert len(found) <= MOST


@settings(max_examples=200, deadline=None)
@given(first=FIRST_DAYS)
def test_every_month_is_the_same_weekday_and_every_month_has_it(first):
    starts = datetime(first.year, first.month, first.day, 9, tzinfo=PARIS)
    found = clocks(
        occurrences(starts, starts.replace(hour=10), rhythm=Rhythm.MONTHLY, until=first + timedelta(days=364))
    )
    months = [(each[0].year, each[0].month) for each in found]
    expected = [first.replace(day=1) + relativedelta(months=number) for number in range(len(months))]
    assert months == [(each.year, each.month) for each in expected]
    assert {each[0].weekday() for each in found} == {first.weekday()}
    assert len(months) >= 11


@pytest.mark.parametrize(
    ("rhythm", "until", "sentence"),
    [
        (Rhythm.WEEKLY, date(2041, 6, 3), "Un an au plus"),
        (Rhythm.DAILY, date(2031, 6, 3) + LONGEST, "104 fois au plus"),
        (Rhythm.WEEKLY, date(2031, 6, 2), "après la première"),
    ],
)
def test_ten_years_are_refused_in_words(rhythm, until, sentence):
    with pytest.raises(NotBookable, match=sentence):
        occurrences(paris(2031, 6, 3, 9), paris(2031, 6, 3, 10), rhythm=rhythm, until=until)


@pytest.fixture
def desk(db):
    return resource("desk", ResourceKind.DESK)


NINE, TEN, ELEVEN = (paris(2031, 6, 3, hour) for hour in (9, 10, 11))


def weekly(desk, holder, until=date(2031, 6, 24)):
    return book_series(
        wanted=Wanted(desk, NINE, TEN), rhythm=Rhythm.WEEKLY, until=until, holder=holder, purpose="t", actor=holder
    )


def test_what_is_taken_or_closed_is_skipped_and_told(desk, alice, benoit):
    book(slots=[(desk, paris(2031, 6, 10, 9), paris(2031, 6, 10, 10))], holder=benoit, purpose="t", actor=benoit)
    HoursChange.objects.create(resource=desk, first_day=date(2031, 6, 17), last_day=date(2031, 6, 17))
    bookings, skipped = weekly(desk, alice)
    assert [booking.during.lower.astimezone(PARIS).day for booking in bookings] == [3, 24]
    assert [(times[0].astimezone(PARIS).day, why) for times, why in skipped] == [
        (10, "déjà pris"),
        (17, "« Desk » n’est pas ouvert à cette heure."),
    ]
    assert Booking.objects.filter(holder=alice, series=Series.objects.get()).count() == 2


def test_a_series_that_nothing_is_free_for_leaves_nothing(desk, alice, benoit):
    weekly(desk, benoit)
    with pytest.raises(SlotTaken):
        weekly(desk, alice)
    assert Series.objects.count() == 1
    assert not Booking.objects.filter(holder=alice).exists()


def test_a_booking_takes_another_time_and_frees_the_first(desk, alice, benoit):
    (booking,) = book(slots=[(desk, NINE, TEN)], holder=alice, purpose="t", actor=alice)
    moved = move(booking=booking, starts=TEN, ends=ELEVEN, actor=alice)
    assert (moved.public_id, moved.during.lower, moved.state) == (booking.public_id, TEN, BookingState.HELD)
    book(slots=[(desk, NINE, TEN)], holder=benoit, purpose="t", actor=benoit)
    assert Entry.objects.filter(verb="booking.moved", subject=alice).count() == 1


def test_a_booking_may_be_moved_over_its_own_time(desk, alice):
    (booking,) = book(slots=[(desk, NINE, ELEVEN)], holder=alice, purpose="t", actor=alice)
    assert move(booking=booking, starts=TEN, ends=paris(2031, 6, 3, 12), actor=alice).unit == booking.unit


def test_where_it_cannot_be_a_booking_keeps_the_time_it_had(desk, alice, benoit):
    (booking,) = book(slots=[(desk, NINE, TEN)], holder=alice, purpose="t", actor=alice)
    book(slots=[(desk, TEN, ELEVEN)], holder=benoit, purpose="t", actor=benoit)
    with pytest.raises(SlotTaken):
        move(booking=booking, starts=TEN, ends=ELEVEN, actor=alice)
    with pytest.raises(NotBookable):
        move(booking=booking, starts=paris(2031, 6, 3, 20), ends=paris(2031, 6, 3, 21), actor=alice)
    booking.refresh_from_db()
    assert (booking.during.lower, booking.state) == (NINE, BookingState.HELD)


def test_a_booking_given_back_is_moved_no_more(desk, alice):
    from coworking.actions import release

    bookings = book(slots=[(desk, NINE, TEN)], holder=alice, purpose="t", actor=alice)
    release(bookings=bookings, actor=alice)
    with pytest.raises(NotBookable):
        move(booking=bookings[0], starts=TEN, ends=ELEVEN, actor=alice)
