"""The front door, composed by editors; what pages say to machines; the legal pages."""

import json
import re
import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from cms import front, licences, structured
from cms.models import HomePage
from privacy.holdings import holdings

SERVICE = "/fr/services/citoyennete/etat-civil/"
PLACES = {
    "welcome": 'class="hero"',
    "search": 'id="front-search"',
    "doors": 'id="doors"',
    "situations": 'id="situations"',
    "news": 'id="news"',
    "events": 'id="events"',
    "commandment": 'id="vow"',
    "visit": 'id="visit"',
}


def compose(home, *parts):
    home.front = json.dumps([{"type": name, "value": value} for name, value in parts])
    home.save_revision().publish()


def order(text):
    found = {name: text.find(mark) for name, mark in PLACES.items()}
    return [name for name, place in sorted(found.items(), key=lambda each: each[1]) if place >= 0]


def graph(address):
    text = Client().get(address).content.decode()
    [script] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)
    data = json.loads(script)
    assert data["@context"] == "https://schema.org"
    return {each["@type"]: each for each in data["@graph"]}


def test_a_front_door_that_nobody_composed_is_the_usual_one(site):
    home = site("fr", "accueil")
    compose(home)
    assert order(Client().get("/fr/").content.decode()) == ["welcome", "doors", "situations", "visit"]


def test_editors_put_the_front_door_in_the_order_they_like(site):
    news, plain = {"title": "", "number": 1}, {"title": ""}
    parts = [
        ("visit", None), ("events", news), ("welcome", None), ("news", news), ("commandment", None),
        ("situations", plain), ("search", None), ("doors", {"title": "Entrez par ici"}),
    ]  # fmt: skip
    compose(site("fr", "accueil"), *parts)
    text = Client().get("/fr/").content.decode()
    assert order(text) == [name for name, _value in parts]
    assert "Entrez par ici" in text


def test_each_language_has_a_front_door_of_its_own(site):
    compose(site("ar", "accueil-ar"), ("welcome", None), ("visit", None))
    assert order(Client().get("/ar/").content.decode()) == ["welcome", "visit"]
    assert "doors" in order(Client().get("/fr/").content.decode())


def test_a_front_door_composed_without_a_welcome_still_says_where_one_is(site):
    compose(site("fr", "accueil"), ("visit", None))
    assert order(Client().get("/fr/").content.decode()) == ["welcome", "visit"]


def test_the_next_events_of_the_front_door_are_those_of_the_day(site):
    def shown():
        found = re.findall(r'href="/fr/agenda/([\w-]+)/"', Client().get("/fr/").content.decode())
        return list(dict.fromkeys(found))

    assert shown()[0] == "cafe-des-habitants"
    assert "permanence-des-avocats-du-samedi" in shown()
    from unittest.mock import patch

    with patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(days=10)):
        assert "permanence-des-avocats-du-samedi" not in shown()


def test_the_editor_opens_the_front_door_and_every_new_kind_of_page(site, editor, sign_in):
    client = sign_in(editor)
    for slug in ("accueil", "actualites", "cafe-des-habitants", "nadia-belkacem", "presse", "credits-et-code-source"):
        page = site("fr", slug)
        assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200


def test_a_front_door_nobody_composed_opens_with_its_usual_parts_and_stays_so_unless_one_is_changed(site):
    home = site("fr", "accueil")
    compose(home)
    form_class = HomePage.get_edit_handler().get_form_class()
    opened = form_class(instance=home, parent_page=home.get_parent())
    assert [each.block_type for each in opened.initial["front"]] == front.DEFAULT
    opened.cleaned_data = {"front": opened.initial["front"]}
    assert not opened.clean_front()
    added = HomePage.front.field.stream_block.to_python(
        [{"type": "news", "value": {"number": 3}}, *opened.initial["front"].get_prep_value()]
    )
    opened.cleaned_data = {"front": added}
    assert [each.block_type for each in opened.clean_front()] == ["news", *front.DEFAULT]


def test_the_editor_s_home_leads_to_the_front_door_and_review_has_one_name(site, editor, sign_in):
    client, address = sign_in(editor), reverse("wagtailadmin_pages:edit", args=[site("fr", "accueil").pk])
    assert address in client.get(reverse("wagtailadmin_home")).content.decode()
    words = client.get(address).content.decode()
    assert "Envoyer en relecture" in words
    assert "Soumettre à" not in words


# --- What machines read


def test_the_town_hall_tells_machines_when_it_is_open(site):
    office = graph("/fr/")["GovernmentOffice"]
    hours = {
        day: (each["opens"], each["closes"])
        for each in office["openingHoursSpecification"]
        for day in each["dayOfWeek"]
    }
    assert hours["https://schema.org/Thursday"] == ("08:30", "19:30")
    assert "https://schema.org/Sunday" not in hours
    assert "75019 Paris" in office["address"]


def test_a_service_tells_machines_what_it_is_and_where_one_stands(site):
    found = graph(SERVICE)
    assert found["GovernmentService"]["provider"]["@type"] == "GovernmentOffice"
    assert found["GovernmentService"]["inLanguage"] == "fr"
    steps = found["BreadcrumbList"]["itemListElement"]
    assert [step["position"] for step in steps] == [1, 2, 3, 4]
    assert steps[-1]["item"] == f"{settings.SITE_URL}{SERVICE}"


def test_events_and_news_tell_machines_when(site):
    event = graph("/fr/agenda/cafe-des-habitants/")["Event"]
    assert event["eventSchedule"]["repeatFrequency"] == "P1W"
    assert timezone.datetime.fromisoformat(event["startDate"]).utcoffset() is not None
    assert event["isAccessibleForFree"] is True
    article = graph("/fr/actualites/le-guide-parle-six-langues/")["NewsArticle"]
    assert article["datePublished"] == str(timezone.localdate() - timedelta(days=20))


@pytest.mark.parametrize("hostile", ["</script><script>alert(1)</script>", "<!--", "a\u2028b", "&amp;\"'"])
def test_no_title_closes_the_script_that_machines_read(site, hostile):
    page = site("fr", "cafe-des-habitants")
    page.title = hostile
    page.save_revision().publish()
    assert graph("/fr/agenda/cafe-des-habitants/")["Event"]["name"] == hostile
    assert "<script>alert(1)" not in Client().get("/fr/agenda/cafe-des-habitants/").content.decode()
    assert "<" not in structured.script_text({"name": hostile})


def test_the_site_map_names_each_page_in_its_other_languages_with_its_day(site):
    namespaces = {"map": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    urls = ET.fromstring(Client().get("/sitemap.xml").content).findall("map:url", namespaces)
    by_place = {url.find("map:loc", namespaces).text.partition("/fr/")[2]: url for url in urls if "/fr/" in url[0].text}
    family = by_place["services/citoyennete/"]
    languages = {link.get("hreflang"): link.get("href") for link in family.findall("x:link", namespaces)}
    assert set(languages) >= {"fr", "en", "ar", "x-default"}
    assert languages["x-default"] == languages["fr"]
    assert languages["ar"].endswith("/ar/services/citoyennete/")
    assert family.find("map:lastmod", namespaces).text == str(timezone.now().date())
    assert by_place["services/citoyennete/etat-civil/"].findall("x:link", namespaces) == []


def test_the_site_map_costs_the_same_whatever_the_number_of_pages(site, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as spent:
        Client().get("/sitemap.xml")
    HomePage.objects.exclude(locale=Locale.objects.get(language_code="fr")).first().unpublish()
    with django_assert_num_queries(len(spent)):
        Client().get("/sitemap.xml")


# --- The legal pages


def test_the_accessibility_statement_says_what_was_checked_and_does_not_boast(site):
    from cms import audit

    text = Client().get("/fr/accessibilite/").content.decode()
    assert "partiellement conforme" in text
    assert text.count('<th scope="row">') == len(audit.CHECKS)
    assert "Pas encore vérifié" in text
    assert "Défenseur des droits" in text


def test_every_test_that_the_audit_names_exists():
    from cms import audit

    named = [check.tests for check in audit.CHECKS if check.tests]
    assert named
    assert [path for path in named if not (settings.BASE_DIR / path).exists()] == []


def test_the_privacy_page_lists_what_is_kept_from_where_it_is_declared(site):
    text = Client().get("/fr/vos-donnees/").content.decode()
    for holding in holdings():
        assert str(holding.name) in text
    assert "sans cookie" in text


def test_the_credits_name_every_library_installed_with_its_licence(site, settings):
    settings.SOURCE_URL = "https://code.mairie.example/"
    text = Client().get("/fr/credits-et-code-source/").content.decode()
    installed = licences.installed()
    assert {"Django", "wagtail"} <= {each.name for each in installed}
    assert [each.name for each in installed if each.licence == "?"] == []
    assert all(f'<th scope="row">{each.name}</th>' in text for each in installed)
    assert 'href="https://code.mairie.example/"' in text
