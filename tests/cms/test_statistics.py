"""Visits counted without cookie, and what editors read of them."""

import csv
import io
from datetime import date, timedelta
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from cms import memory, page_cache, statistics
from cms.models import Visits
from publishing.actions import share
from tests.conftest import agent

SERVICE = "/fr/services/citoyennete/etat-civil/"
DESK = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
TABLET = "Mozilla/5.0 (Linux; Android 14; SM-X710) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    """No thread writes behind the test's back."""
    monkeypatch.setattr(statistics, "keep_going", lambda: None)
    statistics._counted.clear()
    yield
    statistics._counted.clear()


def visit(path=SERVICE, agent=DESK, **headers):
    return Client().get(path, headers={"User-Agent": agent, **headers})


def counted():
    statistics.flush()
    return sorted(Visits.objects.values_list("language", "device", "number"))


def test_each_visit_counts_by_language_and_kind_of_machine_and_nothing_else_is_kept(site):
    visit(), visit(), visit(agent=PHONE), visit(agent=TABLET)
    visit(SERVICE.replace("/fr/", "/ar/"))
    assert counted() == [("ar", "desk", 1), ("fr", "desk", 2), ("fr", "phone", 1), ("fr", "tablet", 1)]
    assert {row.page_key for row in Visits.objects.all()} == {site("fr", "etat-civil").translation_key}
    assert {field.name for field in Visits._meta.fields} == {"id", "day", "page_key", "language", "device", "number"}


def test_a_page_from_the_cache_counts_and_costs_no_query(site, settings, django_assert_num_queries):
    settings.PAGE_CACHE = True
    settings.PAGE_CACHE_SECONDS = 60
    visit()
    memory.recent_stamp()
    with django_assert_num_queries(0):
        mark = visit().headers["ETag"]
        assert visit(**{"If-None-Match": mark}).status_code == 304
    assert counted() == [("fr", "desk", 3)]
    page_cache._ready.clear()
    memory._seen = (None, float("-inf"))


def test_no_cookie_is_set_for_it(site):
    assert not visit().cookies


@pytest.mark.parametrize("asked", [{"DNT": "1"}, {"Sec-GPC": "1"}, {"Sec-Purpose": "prefetch;prerender"}])
def test_who_asks_not_to_be_counted_is_not(site, asked):
    assert visit(**asked).status_code == 200
    assert counted() == []


@pytest.mark.parametrize(
    "robot",
    [
        "",
        "Googlebot/2.1 (+http://www.google.com/bot.html)",
        "curl/8.5",
        "python-requests/2.32",
        f"{DESK} HeadlessChrome/140.0",
        "Mozilla/5.0 (compatible; bingbot/2.0)",
        "facebookexternalhit/1.1",
    ],
)
def test_robots_are_not_counted(site, robot):
    visit(agent=robot)
    assert counted() == []


@pytest.mark.parametrize("path", ["/fr/rien/", "/fr/recherche/", "/fr/flux/agenda.ics", "/robots.txt"])
def test_only_pages_are_counted(site, path):
    visit(path)
    assert counted() == []


def test_workers_add_to_one_another(site):
    visit(), statistics.flush()
    visit()
    assert counted() == [("fr", "desk", 2)]


def test_what_cannot_be_written_waits_for_the_next_time(site):
    visit()
    with patch.object(statistics, "write", side_effect=OperationalError):
        statistics.flush()
    assert counted() == [("fr", "desk", 1)]


def test_numbers_are_kept_twenty_five_months(site):
    from cms.tasks import forget_visits

    key = site("fr", "etat-civil").translation_key
    today = timezone.localdate()
    for days in (759, 762):
        Visits.objects.create(day=today - timedelta(days=days), page_key=key, language="fr", device="desk", number=1)
    forget_visits(0)
    assert [row.day for row in Visits.objects.all()] == [today - timedelta(days=759)]


def test_editors_read_the_visits_by_page_and_language(site, editor, sign_in):
    key = site("fr", "etat-civil").translation_key
    today = timezone.localdate()
    for days, number in ((0, 5), (40, 7)):
        Visits.objects.create(
            day=today - timedelta(days=days), page_key=key, language="fr", device="desk", number=number
        )
    Visits.objects.create(day=today, page_key=key, language="ar", device="phone", number=2)
    client = sign_in(editor)
    response = client.get(reverse("visits"))
    assert [(row.title, row.total) for row in response.context["rows"]] == [("État civil", 7)]
    assert '<meter min="0" max="7" value="7"' in response.content.decode()
    assert client.get(reverse("visits"), {"jours": "365"}).context["total"] == 14


def test_the_visits_page_costs_the_same_with_one_and_three_pages(site, editor, sign_in):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sign_in(editor)

    def cost():
        with CaptureQueriesContext(connection) as spent:
            assert client.get(reverse("visits")).status_code == 200
        return len(spent)

    slugs = ["etat-civil", "accessibilite", "citoyennete"]
    keys = [site("fr", slug).translation_key for slug in slugs]
    costs = []
    cost()
    for key in keys:
        Visits.objects.create(day=timezone.localdate(), page_key=key, language="fr", device="desk", number=1)
        costs.append(cost())
    assert costs[0] == costs[2]


def test_visits_leave_as_csv_without_a_title_that_spreadsheets_would_compute(site, editor, sign_in):
    page = site("fr", "etat-civil")
    page.title = "=1+1"
    page.save_revision().publish()
    Visits.objects.create(day=date.today(), page_key=page.translation_key, language="fr", device="desk", number=3)
    response = sign_in(editor).get(reverse("visits"), {"format": "csv"})
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1] == [str(date.today()), "'=1+1", "fr", "desk", "3"]


def test_a_registrar_does_not_read_the_visits(site, registrar, sign_in):
    assert sign_in(registrar).get(reverse("visits")).status_code == 403


def test_who_was_given_one_page_does_not_read_the_visits_of_all(site, services, administrator, sign_in):
    person = agent("invite", "Inès", services["etat-civil"], Role.SERVICE_AGENT)
    share(page=site("fr", "accessibilite"), rights=["page.edit"], actor=administrator, reason="x", user=person)
    client = sign_in(person)
    assert client.get(reverse("wagtailadmin_home")).status_code == 200
    assert client.get(reverse("visits")).status_code == 403
    assert client.get(reverse("visits"), {"format": "csv"}).status_code == 403
