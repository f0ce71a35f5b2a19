"""Collections: what they find, for whom, in which language, for people and for programs."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from wagtail.models import Page, PageViewRestriction

from cms import memory
from cms.models import ServicePage, StandardPage
from journal.models import Entry
from upkeep import actions, dates, feeds, listings
from upkeep.models import Listing

SERVICES = ["cms.servicepage"]


def titles(listing, language="fr"):
    return [each.title for each in listings.find(listing, language)]


def test_each_criterion_leaves_out_what_does_not_answer(listing, site):
    everything = titles(listing())
    services = titles(listing("a", kinds=SERVICES))
    assert 0 < len(services) < len(everything)
    family = titles(listing("b", kinds=SERVICES, family="citizenship"))
    assert "État civil" in " ".join(family)
    assert len(family) < len(services)
    below = titles(listing("c", below=site("fr", "bonjour")))
    assert len(below) == 2
    assert titles(listing("d", words="etat civil", kinds=SERVICES)) == ["État civil"]
    assert titles(listing("e", words="rien de tel")) == []
    assert titles(listing("f", published_until=date(2000, 1, 1))) == []
    assert titles(listing("g", published_from=timezone.localdate())) == everything
    arabic = titles(listing("h", language="ar"))
    assert 0 < len(arabic) <= len(everything)
    assert titles(listing("i", limit=1, sort="tree")) == [site("fr", "accueil").title]


def test_within_days_looks_at_the_last_publication(listing, site):
    collection = listing(within_days=30, kinds=SERVICES)
    page = site("fr", "etat-civil")
    Page.objects.filter(pk=page.pk).update(last_published_at=timezone.now() - timedelta(days=40))
    assert page.title not in titles(collection)


def test_a_page_withdrawn_leaves_the_collection_at_once(listing, site, client):
    listing(kinds=SERVICES)
    page = site("fr", "etat-civil")
    assert page.title in client.get("/fr/collections/nos-services/").content.decode()
    page.unpublish()
    assert f">{page.title}</a>" not in client.get("/fr/collections/nos-services/").content.decode()


def test_a_closed_page_is_shown_to_who_may_see_it_only(listing, site, client, sign_in, alice):
    listing(kinds=SERVICES)
    page = site("fr", "etat-civil")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    for end in ("/", ".rss", ".atom", ".csv"):
        assert page.title not in client.get(f"/fr/collections/nos-services{end}").content.decode()
    assert page.title in sign_in(alice).get("/fr/collections/nos-services/").content.decode()
    assert page.title not in client.get("/fr/collections/nos-services/").content.decode()


def test_a_reader_of_arabic_reads_arabic_and_french_that_says_so(listing, client):
    listing()
    page = client.get("/ar/collections/nos-services/?page=1").content.decode()
    assert "خدماتنا" in page
    assert 'dir="rtl"' in page
    wolof = client.get("/wo/collections/nos-services/").content.decode()
    assert "en français" in wolof
    assert 'lang="fr" dir="ltr"' in wolof


def test_what_is_no_collection_or_a_draft_is_not_found(listing, client):
    listing(is_live=False)
    for end in ("/", ".rss", ".csv", ".ics"):
        assert client.get(f"/fr/collections/nos-services{end}").status_code == 404
        assert client.get(f"/fr/collections/rien{end}").status_code == 404


def test_the_number_of_queries_does_not_depend_on_the_number_of_pages(listing, site):
    one = listing(kinds=SERVICES, limit=1)
    many = listing("b", kinds=SERVICES, limit=100)
    with CaptureQueriesContext(connection) as few:
        assert len(listings.find(one, "ar")) == 1
    with CaptureQueriesContext(connection) as more:
        assert len(listings.find(many, "ar")) == 3
    assert len(few) == len(more)


def test_a_second_look_asks_for_the_edition_alone(listing, client, django_assert_num_queries):
    listing(kinds=SERVICES)
    memory.renew()
    client.get("/fr/collections/nos-services/")
    with django_assert_num_queries(1):
        client.get("/fr/collections/nos-services/")


def test_feeds_are_read_by_programs(listing, site, client):
    listing(kinds=SERVICES)
    rss = ElementTree.fromstring(client.get("/fr/collections/nos-services.rss").content)
    assert len(rss.findall("channel/item")) == 3
    assert all(item.findtext("link").startswith("http") for item in rss.findall("channel/item"))
    atom = ElementTree.fromstring(client.get("/fr/collections/nos-services.atom").content)
    assert len(atom.findall("{http://www.w3.org/2005/Atom}entry")) == 3


@pytest.mark.parametrize("text", ["=1+1", "+33", "-2", "@SUM(A1)", "\t=1", " =1"])
def test_no_cell_is_a_formula(listing, site, client, text):
    listing(kinds=SERVICES)
    ServicePage.objects.filter(slug="etat-civil").update(introduction=text)
    body = client.get("/fr/collections/nos-services.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(body), delimiter=";"))
    assert len(rows) == 4
    assert not any(cell.strip().startswith(("=", "+", "-", "@")) for row in rows for cell in row)


@pytest.fixture
def dated():
    days = {}
    dates.register(StandardPage, lambda page: days.get(page.slug))
    yield days
    dates._readers.pop(StandardPage)


def test_pages_that_have_a_day_make_a_calendar(listing, site, client, dated):
    first, second = StandardPage.objects.filter(locale__language_code="fr")[:2]
    dated[first.slug] = (datetime(2030, 5, 1, 18, 0, tzinfo=UTC), datetime(2030, 5, 1, 20, 0, tzinfo=UTC))
    dated[second.slug] = (date(2030, 4, 2), None)
    listing(kinds=["cms.standardpage"], sort="date")
    assert "iCal" in client.get("/fr/collections/nos-services/").content.decode()
    response = client.get("/fr/collections/nos-services.ics")
    events = Calendar.from_ical(response.content).walk("VEVENT")
    assert [str(event["SUMMARY"]) for event in events] == [second.title, first.title]
    assert events[0].decoded("DTSTART") == date(2030, 4, 2)
    assert events[1].decoded("DTEND") == datetime(2030, 5, 1, 20, 0, tzinfo=UTC)
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))


def test_a_hostile_title_stays_one_line_of_a_calendar():
    assert feeds.escaped("a\r\nBEGIN:VEVENT;,\\") == "a\\nBEGIN:VEVENT\\;\\,\\\\"


def typed(**changes):
    return {"title_fr": "Le logement", "slug": "logement", "sort": "title", "limit": "20", "is_live": "on", **changes}


def test_an_editor_makes_a_collection_sees_it_and_deletes_it(editor, sign_in, site, client):
    desk = sign_in(editor)
    assert desk.post(reverse("upkeep:new_listing"), typed()).status_code == 302
    made = Listing.objects.get()
    assert client.get("/fr/collections/logement/").status_code == 200
    assert desk.get(reverse("upkeep:delete_listing", args=[made.public_id])).status_code == 200
    desk.post(reverse("upkeep:delete_listing", args=[made.public_id]), {"version": made.version})
    assert not Listing.objects.exists()
    verbs = list(Entry.objects.filter(verb__startswith="listing.").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["listing.saved", "listing.deleted"]


def test_what_was_typed_stays_when_something_is_to_mend(editor, sign_in, site):
    response = sign_in(editor).post(reverse("upkeep:new_listing"), typed(slug="", words="naissance"))
    assert response.status_code == 422
    assert "naissance" in response.content.decode()
    late = typed(published_from="2026-02-01", published_until="2026-01-01")
    response = sign_in(editor).post(reverse("upkeep:new_listing"), late)
    assert response.status_code == 422
    assert "après son début" in response.content.decode()


def test_two_editors_on_one_collection_the_second_is_told(listing, editor, sign_in):
    found = listing()
    desk, address = sign_in(editor), reverse("upkeep:edit_listing", args=[found.public_id])
    assert desk.post(address, typed(version="1", title_fr="Un")).status_code == 302
    lost = desk.post(address, typed(version="1", title_fr="Deux"))
    assert lost.status_code == 409
    assert Listing.objects.get().texts["fr"]["title"] == "Un"
    with pytest.raises(actions.Stale):
        actions.delete_listing(listing=found, actor=editor, version=1)


def test_the_preview_follows_the_criteria_and_keeps_nothing(editor, sign_in, site):
    desk = sign_in(editor)
    page = desk.get(reverse("upkeep:preview_listing"), {**typed(slug="", title_fr=""), "kinds": SERVICES})
    assert "3 pages trouvées" in page.content.decode()
    wrong = desk.get(reverse("upkeep:preview_listing"), typed(limit="beaucoup"))
    assert wrong.status_code == 200
    assert "à reprendre" in wrong.content.decode()
    assert desk.get(reverse("upkeep:preview_listing"), typed(words="\0")).status_code == 200
    assert not Listing.objects.exists()


def test_without_script_a_button_shows_the_preview(editor, sign_in, site):
    response = sign_in(editor).post(reverse("upkeep:new_listing"), typed(preview="1"))
    assert response.status_code == 200
    assert "trouvée" in response.content.decode()
    assert not Listing.objects.exists()
