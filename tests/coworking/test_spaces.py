"""A resident finds a desk, books it, comes, or gives it back: through the pages."""

from datetime import UTC, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from coworking import offers
from coworking.actions import Wanted, book, insert
from coworking.enums import BookingState, ResourceKind
from coworking.models import Booking, HoursChange, Opening, Terms
from coworking.seeds import ensure_spaces

from .conftest import resource
from .test_booking_oneself import monday


@pytest.fixture
def desk(db):
    made = resource("tables", ResourceKind.DESK, quantity=2)
    made.terms = Terms.objects.create(name="Espace de travail", longest_minutes=180)
    made.save()
    return made


@pytest.fixture
def resident(alice, sign_in):
    return sign_in(alice)


def at(name, *args):
    return reverse(f"coworking:{name}", args=args)


def words(response):
    return " ".join(strip_tags(response.content.decode()).split())


def asking(starts):
    return f"{at('book', 'tables')}?debut={starts.isoformat().replace('+', '%2B')}"


def test_from_the_list_to_a_booked_desk_in_three_gestures(desk, resident, alice):
    assert at("space", "tables") in resident.get(at("spaces")).content.decode()
    day = resident.get(at("space", "tables"), {"jour": monday().date().isoformat()})
    assert asking(monday().astimezone(UTC)) in day.content.decode().replace("%3A", ":")
    assert "Jusqu’à" in words(resident.get(asking(monday())))
    answer = resident.post(asking(monday()), {"until": "1", "quantity": "1", "purpose": "Ma thèse"})
    assert answer.headers["Location"] == at("bookings")
    booking = Booking.objects.get()
    assert (booking.holder, booking.purpose) == (alice, "Ma thèse")
    assert (booking.during.lower, booking.during.upper) == (monday(), monday() + timedelta(hours=2))
    assert "Tables" in words(resident.get(at("bookings")))


def test_a_button_pressed_twice_books_once(desk, resident):
    for _each in range(2):
        answer = resident.post(asking(monday()), {"until": "0", "quantity": "1"})
        assert answer.headers["Location"] == at("bookings")
    assert Booking.objects.count() == 1


def test_pressed_twice_for_the_only_room_it_does_not_say_that_somebody_else_was_quicker(desk, resident):
    desk.quantity = 1
    desk.save()
    for _each in range(2):
        answer = resident.post(asking(monday()), {"until": "0"})
        assert (answer.status_code, answer.headers["Location"]) == (302, at("bookings"))
    assert Booking.objects.count() == 1


def test_between_two_slots_nothing_begins(desk, resident):
    odd = asking(monday() + timedelta(minutes=7))
    assert resident.post(odd, {"until": "0", "quantity": "1"}).headers["Location"] == at("space", "tables")
    assert not Booking.objects.exists()


def test_more_than_there_is_is_a_mistake_of_the_form_and_not_a_race(desk, resident):
    assert resident.post(asking(monday()), {"until": "0", "quantity": "3"}).status_code == 422


def test_what_was_had_is_not_given_back_afterwards_to_have_more(desk, resident, alice):
    now = timezone.now()
    (past,) = insert(Wanted(desk, now - timedelta(hours=3), now - timedelta(hours=1)), alice, "t")
    resident.post(at("give_back", past.public_id))
    assert Booking.objects.get().state == BookingState.HELD


def test_the_weeks_end_where_one_may_no_longer_book(desk):
    far = timezone.localdate() + timedelta(days=desk.terms.ahead_days)
    assert "Semaine d’après" in words(Client().get(at("space", "tables")))
    assert "Semaine d’après" not in words(Client().get(at("space", "tables"), {"jour": far.isoformat()}))


@pytest.mark.parametrize("count", [1, 4])
def test_one_s_bookings_cost_the_same_whatever_their_number(desk, alice, resident, count):
    desk.quantity = 10
    desk.save()
    for number in range(count):
        insert(Wanted(desk, monday() + timedelta(days=number), monday() + timedelta(days=number, hours=1)), alice, "t")
    resident.get(at("bookings"))
    with CaptureQueriesContext(connection) as queries:
        resident.get(at("bookings"))
    assert sum("coworking_" in each["sql"] for each in queries) == 2


def test_a_stranger_looks_and_is_asked_to_sign_in_only_to_book(desk):
    assert Client().get(at("spaces")).status_code == 200
    assert Client().get(at("space", "tables")).status_code == 200
    answer = Client().get(asking(monday()))
    assert answer.status_code == 302
    assert "debut%3D" in answer.headers["Location"] or "debut" in answer.headers["Location"]


def test_what_is_not_booked_by_oneself_has_no_page(room, resident):
    assert resident.get(at("space", "room")).status_code == 404
    assert resident.get(f"{at('book', 'room')}?debut={monday().isoformat().replace('+', '%2B')}").status_code == 404


@pytest.mark.parametrize("day", ["2020-01-01", "demain", "2031-02-30", "9999-12-31", "\0", ""])
def test_a_day_that_cannot_be_is_today(desk, day):
    assert Client().get(at("space", "tables"), {"jour": day}).status_code == 200


@pytest.mark.parametrize("moment", ["hier", "2020-01-01T09:00:00+01:00", "2031-13-01", "2027-01-01T09:00:00", ""])
def test_a_moment_that_cannot_be_leads_back_to_the_space(desk, resident, moment):
    assert resident.get(at("book", "tables"), {"debut": moment}).headers["Location"] == at("space", "tables")


def test_a_closed_day_says_why(desk):
    day = monday().date()
    HoursChange.objects.create(resource=desk, first_day=day, last_day=day, reason="Travaux de peinture")
    said = words(Client().get(at("space", "tables"), {"jour": day.isoformat()}))
    assert "Fermé ce jour-là. Travaux de peinture" in said


def test_whoever_comes_second_is_offered_what_is_nearest(desk, resident, benoit):
    slot = (desk, monday(), monday() + timedelta(hours=1), 2)
    page = resident.get(asking(monday()))
    assert page.status_code == 200
    book(slots=[slot], holder=benoit, purpose="t", actor=benoit)
    late = resident.post(asking(monday()), {"until": "0", "quantity": "1"})
    assert late.status_code == 409
    assert "Quelqu’un a été plus rapide" in words(late)
    nearest = offers.nearest(desk, *slot[1:3])
    assert nearest[0][1] == monday() + timedelta(hours=1)
    assert asking(nearest[0][1]) in late.content.decode().replace("%3A", ":")


def test_the_same_hour_in_a_like_space_is_offered_first(desk, benoit):
    other = resource("other", ResourceKind.DESK)
    other.terms = desk.terms
    other.save()
    found = offers.nearest(desk, monday(), monday() + timedelta(hours=1))
    assert (found[0][0], found[0][1]) == (other, monday())


def test_a_refusal_keeps_what_was_typed(desk, resident):
    said = resident.post(asking(monday()), {"until": "0", "quantity": "9", "purpose": "Réunion de parents"})
    assert said.status_code == 422
    assert "Réunion de parents" in said.content.decode()
    assert not Booking.objects.exists()


def test_the_ends_one_may_choose_stop_at_what_is_taken_at_closing_and_at_the_longest(desk, benoit):
    desk.quantity = 1
    desk.save()
    found = offers.one("tables", monday(), monday() + timedelta(days=1))
    assert len(offers.ends_from(found, monday())) == 3
    late = monday() + timedelta(hours=2)
    book(slots=[(desk, late, late + timedelta(hours=1))], holder=benoit, purpose="t", actor=benoit)
    found = offers.one("tables", monday(), monday() + timedelta(days=1))
    assert len(offers.ends_from(found, monday())) == 2


def test_a_place_is_given_back_once_asked_and_only_by_its_holder(desk, resident, benoit, sign_in):
    resident.post(asking(monday()), {"until": "0", "quantity": "1"})
    booking = Booking.objects.get()
    address = at("give_back", booking.public_id)
    assert sign_in(benoit).post(address).status_code == 404
    assert "Rendre la place ?" in words(resident.get(address))
    assert Booking.objects.get().state == BookingState.HELD
    resident.post(address)
    assert Booking.objects.get().state == BookingState.RELEASED
    assert resident.post(address).status_code == 302


def test_a_room_of_a_case_is_not_given_back_here(room, resident, alice):
    insert(Wanted(room, monday(), monday() + timedelta(hours=1)), alice, "PACS-1")
    resident.post(at("give_back", Booking.objects.get().public_id))
    assert Booking.objects.get().state == BookingState.HELD


def test_one_says_i_am_here_and_too_early_is_said_kindly(desk, resident, alice):
    now = timezone.now()
    (soon,) = insert(Wanted(desk, now + timedelta(minutes=5), now + timedelta(hours=1)), alice, "t")
    assert "J’y suis" in words(resident.get(at("bookings")))
    assert "Bienvenue" in words(resident.post(at("here", soon.public_id), follow=True))
    (far,) = insert(Wanted(desk, now + timedelta(hours=5), now + timedelta(hours=6)), alice, "t")
    assert "trop tôt" in words(resident.post(at("here", far.public_id), follow=True))


def test_what_is_free_now_is_said(desk, alice):
    desk.openings.all().delete()
    now = timezone.localtime()
    Opening.objects.bulk_create(
        Opening(resource=desk, weekday=day, starts="00:00", ends="00:00", slot_minutes=60) for day in range(7)
    )
    assert "2 libres maintenant" in words(Client().get(at("spaces")))
    insert(Wanted(desk, now - timedelta(minutes=30), now + timedelta(hours=2), 2), alice, "t")
    assert "Libre le" in words(Client().get(at("spaces")))


@pytest.mark.parametrize("count", [1, 4])
def test_the_list_and_the_week_cost_the_same_whatever_there_is(desk, alice, count, django_assert_max_num_queries):
    for number in range(count - 1):
        other = resource(f"other-{number}", ResourceKind.DESK)
        other.terms = desk.terms
        other.save()
        insert(Wanted(other, monday(), monday() + timedelta(hours=1)), alice, "t")
    offers.now()
    with django_assert_max_num_queries(5):
        offers.now()
    with django_assert_max_num_queries(5):
        offers.week_of(offers.one("tables", monday(), monday() + timedelta(days=7)), monday().date())


def test_the_seeds_keep_what_agents_changed(db):
    ensure_spaces()
    Terms.objects.update(longest_minutes=60)
    ensure_spaces()
    assert Terms.objects.get().longest_minutes == 60
    assert {each.resource.code for each in offers.now()} == {"tables", "salle-des-idees", "videoprojecteurs"}
