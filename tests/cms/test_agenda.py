"""The agenda: lists, months, weeks, and what calendars read of it."""

from datetime import date, datetime, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.models import EventPage

AGENDA = "/fr/agenda/"
PARIS = ZoneInfo("Europe/Paris")


def at(year, month, day, hour=10, minute=0):
    return datetime(year, month, day, hour, minute, tzinfo=PARIS)


@pytest.fixture
def add(site):
    def make(title="Concert", **fields):
        parent = site("fr", "agenda")
        page = parent.add_child(instance=EventPage(title=title, locale=parent.locale, **fields))
        page.save_revision().publish()
        return page

    return make


def calendar(address):
    response = Client().get(address)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return icalendar.Calendar.from_ical(response.content), response.content


def shown(address):
    return [card.title for card in Client().get(address).context["events"].object_list]


def test_what_comes_next_is_listed_in_order_and_what_is_over_is_put_away_by_itself(site):
    coming = shown(AGENDA)
    assert coming == ["Le café des habitants", "Vos droits de locataire, avec une avocate", "Le bal de la mairie"]
    assert shown(f"{AGENDA}?passes=1") == ["Atelier : mettre ses papiers en ordre"]
    with patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(days=12)):
        assert "Vos droits de locataire, avec une avocate" not in shown(AGENDA)
        assert "Vos droits de locataire, avec une avocate" in shown(f"{AGENDA}?passes=1")


def test_an_event_that_comes_back_each_week_is_listed_once_at_its_next_time(site):
    with patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(days=5)):
        [card] = [
            each for each in Client().get(AGENDA).context["events"].object_list if each.title == "Le café des habitants"
        ]
        assert card.day == timezone.localdate() + timedelta(days=6)


def test_a_month_shows_every_week_of_what_comes_back_and_each_day_of_what_lasts(add):
    add("Chorale", starts=at(2031, 3, 4, 18), ends=at(2031, 3, 4, 20), weekly_until=date(2031, 4, 1))
    add("Foire", starts=at(2031, 3, 28), ends=at(2031, 3, 30), is_all_day=True)
    response = Client().get(f"{AGENDA}?mois=2031-03")
    happening = {
        day.date.day: [card.title for card in day.events]
        for week in response.context["weeks"]
        for day in week
        if day.events and day.is_inside
    }
    assert happening == {
        4: ["Chorale"], 11: ["Chorale"], 18: ["Chorale"], 25: ["Chorale"], 28: ["Foire"], 29: ["Foire"], 30: ["Foire"],
    }  # fmt: skip
    assert "mars 2031" in response.content.decode()
    assert "?mois=2031-02" in response.content.decode()


def test_months_lead_to_one_another_as_far_as_something_happens(add):
    """A robot that follows links comes to an end."""
    add("Foire", starts=at(2031, 3, 28), ends=at(2031, 4, 2), is_all_day=True)
    last = Client().get(f"{AGENDA}?mois=2031-04").content.decode()
    assert "?mois=2031-03" in last
    assert "?mois=2031-05" not in last
    beyond = Client().get(f"{AGENDA}?mois=2040-01").content.decode()
    assert "?mois=2039-12" in beyond
    assert "?mois=2040-02" not in beyond
    assert 'rel="prev"' not in Client().get(f"{AGENDA}?mois=2001-01").content.decode()


@pytest.mark.parametrize("month", ["2031-13", "0000-01", "x", "2031-1", "\u0662\u0660\u0663\u0661-03", "2031-03\x00"])
def test_a_month_that_is_none_shows_what_comes_next(site, month):
    response = Client().get(AGENDA, {"mois": month})
    assert response.status_code == 200
    assert "events" in response.context


@pytest.mark.parametrize(("language", "name"), [("wo", "Mars 2031"), ("bm", "marisi 2031"), ("zh-hans", "2031年3月")])
def test_months_are_named_in_the_language_of_the_page(site, language, name):
    from django.utils import translation

    from cms import wording

    with translation.override(language):
        assert wording.month(date(2031, 3, 1)).lower() == name.lower()


def test_the_hour_on_the_wall_stays_when_the_clocks_change(add):
    page = add(starts=at(2031, 10, 23, 18), ends=at(2031, 10, 23, 20), weekly_until=date(2031, 11, 6))
    assert [start.hour for start, _end in page.occurrences()] == [18, 18, 18]
    text = Client().get(f"{AGENDA}?mois=2031-10").content.decode()
    assert text.count("<bdi>18:00</bdi>") == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ends": at(2031, 1, 1)}, "ends"),
        ({"weekly_until": date(2031, 1, 1)}, "weekly_until"),
        ({"weekly_until": date(2035, 1, 1)}, "weekly_until"),
        ({"ends": at(2031, 3, 20), "weekly_until": date(2031, 5, 1)}, "weekly_until"),
    ],
)
def test_days_that_make_no_sense_are_refused_with_a_word_at_the_field(db, wrong, field):
    page = EventPage(title="Faux", **{"starts": at(2031, 3, 4), "ends": at(2031, 3, 4, 12), **wrong})
    with pytest.raises(ValidationError) as refused:
        page.clean()
    assert list(refused.value.message_dict) == [field]


def test_the_database_too_refuses_an_end_before_the_start(add):
    page = add(starts=at(2031, 3, 4), ends=at(2031, 3, 4, 12))
    with pytest.raises(IntegrityError), transaction.atomic():
        EventPage.objects.filter(pk=page.pk).update(ends=at(2031, 3, 3))


def test_a_calendar_reads_one_event_with_its_zone_its_weeks_and_a_name_that_stays(add, settings):
    page = add(
        "Chorale; voix, graves",
        starts=at(2031, 3, 4, 18),
        ends=at(2031, 3, 4, 20),
        weekly_until=date(2031, 4, 1),
        introduction="Une ligne\nune autre, plus longue que soixante-quinze octets à elle seule, écrite exprès ; é è",
        place="Salle 12",
    )
    read, raw = calendar(f"/fr/flux/agenda/{page.translation_key}.ics")
    [event] = read.walk("VEVENT")
    assert str(event["summary"]) == "Chorale; voix, graves"
    assert str(event["description"]) == page.introduction
    assert event["dtstart"].dt == at(2031, 3, 4, 18)
    assert event["dtstart"].params["TZID"] == "Europe/Paris"
    assert event["rrule"]["UNTIL"] == [datetime(2031, 4, 1, 21, 59, 59, tzinfo=ZoneInfo("UTC"))]
    assert str(event["uid"]).startswith(f"{page.translation_key}@")
    assert [str(zone["tzid"]) for zone in read.walk("VTIMEZONE")] == ["Europe/Paris"]
    assert b"Chorale\\; voix\\, graves" in raw
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert raw.count(b"\n") == raw.count(b"\r\n")


def test_what_lasts_all_day_ends_the_day_after_in_calendars(add):
    page = add(starts=at(2031, 3, 28), ends=at(2031, 3, 30), is_all_day=True)
    [event] = calendar(f"/fr/flux/agenda/{page.translation_key}.ics")[0].walk("VEVENT")
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2031, 3, 28), date(2031, 3, 31))


def test_a_cancelled_event_says_so_on_its_page_and_in_calendars(add):
    page = add(starts=at(2031, 3, 28), is_cancelled=True)
    text = Client().get(page.get_url()).content.decode()
    assert "Ce rendez-vous est annulé." in text
    [event] = calendar(f"/fr/flux/agenda/{page.translation_key}.ics")[0].walk("VEVENT")
    assert str(event["status"]) == "CANCELLED"


def test_the_whole_agenda_is_one_calendar_in_ones_own_language(site):
    read, _raw = calendar("/ar/flux/agenda.ics")
    urls = [str(event["url"]) for event in read.walk("VEVENT")]
    assert len(urls) == 4
    assert all("/ar/agenda/" in url for url in urls)


def test_an_event_that_is_not_published_is_in_no_calendar(add):
    page = add(starts=at(2031, 3, 28))
    page.unpublish()
    assert Client().get(f"/fr/flux/agenda/{page.translation_key}.ics").status_code == 404


@pytest.mark.parametrize("address", [AGENDA, f"{AGENDA}?mois=2031-03", f"{AGENDA}?passes=1", "/fr/flux/agenda.ics"])
def test_the_agenda_costs_the_same_with_three_more_events(add, address):
    def cost():
        Client().get(address)
        with CaptureQueriesContext(connection) as spent:
            Client().get(address)
        return len(spent)

    add(starts=at(2031, 3, 28))
    before = cost()
    for number in range(3):
        add(f"Autre {number}", starts=at(2031, 3, 20 + number), weekly_until=date(2031, 4, 10))
        add(f"Passé {number}", starts=at(2021, 3, 20 + number))
    assert cost() == before
