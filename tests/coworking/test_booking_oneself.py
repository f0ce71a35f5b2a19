"""What one books by oneself: for whom, how much, how far ahead; and who does not come."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from coworking import booking_oneself
from coworking.actions import Wanted, book
from coworking.booking_oneself import arrive, release_missed, reserve
from coworking.enums import Audience, BookingState, ResourceKind
from coworking.errors import AlreadyYours, NotBookable, SlotTaken
from coworking.models import Booking, Terms
from journal.models import Entry

from .conftest import resource


def monday():
    """Nine o'clock, the Monday after next: open, to come, and with a whole week after it."""
    now = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0)
    return now + timedelta(days=14 - now.weekday())


@pytest.fixture
def terms(db):
    return Terms.objects.create(name="Postes", longest_minutes=120, minutes_a_week=300, at_once=3, ahead_days=60)


@pytest.fixture
def desk(terms):
    made = resource("desk", ResourceKind.DESK, quantity=5)
    made.terms = terms
    made.save()
    return made


def ask(desk, person, starts=None, hours=1, **more):
    starts = starts or monday()
    return reserve(
        wanted=[Wanted(desk, starts, starts + timedelta(hours=hours), **more)], person=person, purpose="Écrire"
    )


def test_a_resident_books_a_desk(desk, alice):
    (booking,) = ask(desk, alice)
    assert (booking.holder, booking.purpose, booking.state) == (alice, "Écrire", BookingState.HELD)


def test_what_has_no_terms_is_not_booked_by_oneself(room, alice):
    with pytest.raises(NotBookable, match="ne se réserve pas en ligne"):
        ask(room, alice)


def test_what_is_for_agents_is_not_for_residents(desk, terms, alice, registrar):
    terms.audiences = [Audience.AGENTS]
    terms.save()
    with pytest.raises(NotBookable, match="autres personnes"):
        ask(desk, alice)
    assert ask(desk, registrar)


def test_an_audience_nobody_knows_any_more_invites_nobody(desk, terms, alice):
    terms.audiences = ["gone"]
    terms.save()
    with pytest.raises(NotBookable):
        ask(desk, alice)


def test_not_longer_nor_further_than_the_terms_say(desk, alice):
    with pytest.raises(NotBookable, match="2 h au plus"):
        ask(desk, alice, hours=3)
    with pytest.raises(NotBookable, match="jusqu’à 60 jours"):
        ask(desk, alice, monday() + timedelta(days=70))


def test_a_share_of_the_week_and_so_many_at_once(desk, terms, alice, benoit):
    ask(desk, alice, hours=2)
    ask(desk, alice, monday() + timedelta(days=1), hours=2)
    with pytest.raises(NotBookable, match="5 h par semaine"):
        ask(desk, alice, monday() + timedelta(days=2), hours=2)
    ask(desk, alice, monday() + timedelta(days=7), hours=2)
    with pytest.raises(NotBookable, match="3 réservations à venir"):
        ask(desk, alice, monday() + timedelta(days=8), hours=1)
    assert ask(desk, benoit, hours=2)


def test_asked_twice_it_is_booked_once(desk, alice):
    ask(desk, alice)
    with pytest.raises(AlreadyYours):
        ask(desk, alice)
    assert Booking.objects.count() == 1


def test_several_desks_count_for_several(desk, alice):
    with pytest.raises(NotBookable, match="par semaine"):
        ask(desk, alice, hours=2, quantity=3)
    assert len(ask(desk, alice, hours=1, quantity=3)) == 3


def test_what_is_given_back_is_no_longer_of_the_share(desk, alice):
    from coworking.actions import release

    bookings = [each for day in range(2) for each in ask(desk, alice, monday() + timedelta(days=day), hours=2)]
    release(bookings=bookings[:1], actor=alice)
    assert ask(desk, alice, monday() + timedelta(days=2), hours=2)


def test_a_place_given_back_once_begun_is_still_of_the_share(desk, terms, alice):
    from coworking.booking_oneself import give_back, minutes_in, week_of

    now = timezone.now()
    begun = held(desk, alice, now - timedelta(minutes=30))
    give_back(booking=begun, actor=alice)
    assert minutes_in(alice, terms, week_of(begun.during.lower)) == 120


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=some.lists(some.tuples(some.integers(0, 6), some.sampled_from([1, 2])), max_size=12))
def test_whatever_is_asked_nobody_has_more_than_their_share(desk, terms, alice, asked):
    Booking.objects.all().delete()
    for day, hours in asked:
        try:
            ask(desk, alice, monday() + timedelta(days=day), hours=hours)
        except (NotBookable, SlotTaken):
            continue
    had = Booking.objects.filter(holder=alice)
    minutes = sum(booking_oneself.minutes_of(each.during.lower, each.during.upper) for each in had)
    assert minutes <= terms.minutes_a_week
    assert had.count() <= terms.at_once


@pytest.mark.django_db(transaction=True)
def test_ten_requests_of_one_person_at_once_do_not_pass_the_share(desk, terms, alice):
    start, results = threading.Barrier(10), []

    def attempt(day):
        start.wait()
        try:
            ask(desk, alice, monday() + timedelta(days=day % 7, hours=day // 7), hours=1)
            results.append("won")
        except NotBookable:
            results.append("refused")
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(results, key=str) == ["refused"] * 7 + ["won"] * 3
    assert Booking.objects.count() == terms.at_once


def held(desk, person, starts, hours=2):
    """A booking that has begun, as time made it: put there without the rules of what is to come."""
    from coworking.actions import insert

    (booking,) = insert(Wanted(desk, starts, starts + timedelta(hours=hours)), person, "t")
    return booking


def test_nobody_comes_and_the_place_is_for_others_after_twenty_minutes(desk, alice, benoit):
    now = timezone.now()
    late, soon, there = (held(desk, alice, now - timedelta(minutes=each)) for each in (20, 10, 25))
    arrive(booking=there, actor=alice)
    assert release_missed() == 1
    states = dict(Booking.objects.values_list("pk", "state"))
    assert (states[late.pk], states[soon.pk], states[there.pk]) == ("missed", "held", "held")
    assert release_missed() == 0
    line = Entry.objects.get(verb="booking.missed")
    assert (line.actor, line.subject) == (None, alice)


def test_what_is_never_given_to_others_stays(desk, terms, alice):
    terms.missed_after = None
    terms.save()
    held(desk, alice, timezone.now() - timedelta(hours=1))
    assert release_missed() == 0


def test_one_arrives_a_quarter_of_an_hour_early_once_and_not_after_the_end(desk, alice):
    now = timezone.now()
    early, far, past = (
        held(desk, alice, now + timedelta(minutes=10)),
        held(desk, alice, now + timedelta(minutes=40)),
        held(desk, alice, now - timedelta(hours=3)),
    )
    assert arrive(booking=early, actor=alice).arrived_at
    arrive(booking=early, actor=alice)
    assert Entry.objects.filter(verb="booking.arrived").count() == 1
    with pytest.raises(NotBookable, match="trop tôt"):
        arrive(booking=far, actor=alice)
    with pytest.raises(NotBookable, match="passée"):
        arrive(booking=past, actor=alice)


def test_whoever_left_two_places_empty_books_from_one_day_to_the_next(desk, alice, benoit):
    for hours in (30, 60):
        held(desk, alice, timezone.now() - timedelta(hours=hours))
    Booking.objects.update(state=BookingState.MISSED, released_at=timezone.now())
    with pytest.raises(NotBookable, match="On réserve 1 jour à l’avance"):
        ask(desk, alice)
    assert ask(desk, benoit)
    Booking.objects.filter(holder=alice).update(released_at=timezone.now() - timedelta(days=61))
    assert ask(desk, alice)


def test_a_place_booked_for_somebody_by_the_town_hall_needs_no_terms(room, alice, registrar):
    assert book(slots=[(room, monday(), monday() + timedelta(hours=1))], holder=alice, purpose="t", actor=registrar)
