import pytest
from django.core.management import call_command
from django.test import Client

from cms import queries
from cms.models import ServicePage

SERVICE = "services/citoyennete/etat-civil/"
SEVENTH = "les-19-commandements/7-bien-attendre/"


@pytest.fixture
def visitor():
    return Client()


@pytest.mark.parametrize("language", ["fr", "en", "ar", "zh-hans", "wo", "bm"])
def test_each_language_has_a_front_door(site, visitor, language):
    assert visitor.get(f"/{language}/").status_code == 200


def test_a_service_page_says_what_for_whom_with_what_when_and_where(site, visitor):
    text = visitor.get(f"/fr/{SERVICE}").content.decode()
    for words in ("Pour qui", "À apporter", "Délai", "Prix", "Horaires", "bureau 101", "01 44 52 29 10"):
        assert words in text


def test_a_service_offers_the_procedures_that_are_open_online_and_no_others(site, visitor):
    from cases.definitions import ensure_procedures
    from cases.models import Procedure

    ensure_procedures()
    assert "/fr/demarches/marriage/" in visitor.get(f"/fr/{SERVICE}").content.decode()
    Procedure.objects.filter(code="marriage").update(is_open=False)
    text = visitor.get(f"/fr/{SERVICE}").content.decode()
    assert "/fr/demarches/marriage/" not in text
    assert "/fr/demarches/pacs/" in text


def test_a_family_page_separates_services_from_partners(site, visitor):
    context = visitor.get("/fr/services/citoyennete/").context
    assert [each.title for each in context["services"]] == ["État civil"]
    assert [each.title for each in context["partners"]] == ["Permanence des avocats"]


def test_a_page_without_translation_answers_in_the_language_asked_with_french_text_that_says_so(site, visitor):
    response = visitor.get(f"/ar/{SERVICE}")
    text = response.content.decode()
    assert response.status_code == 200
    assert '<html lang="ar" dir="rtl"' in text
    assert '<div class="stack stack--loose" lang="fr" dir="ltr">' in text
    assert "en français" in text
    assert response.context["is_fallback"] is True


def test_a_translated_page_is_not_labelled_french(site, visitor):
    response = visitor.get("/ar/services/citoyennete/")
    assert response.context["is_fallback"] is False
    assert "المواطنة" in response.content.decode()


def test_links_inside_a_translated_page_stay_in_its_language(site, visitor):
    context = visitor.get("/ar/services/citoyennete/").context
    assert [each.url for each in context["services"]] == [f"/ar/{SERVICE}"]
    assert [each.language for each in context["services"]] == ["fr"]


def test_a_page_asked_by_its_french_path_leads_to_the_translation_when_there_is_one(site, visitor):
    page = site("en", "citoyennete")
    page.slug = "citizenship"
    page.save_revision().publish()
    response = visitor.get("/en/services/citoyennete/")
    assert response.status_code == 302
    assert response.url == "/en/services/citizenship/"


@pytest.mark.parametrize("language", ["fr", "ar", "wo"])
def test_an_unknown_address_is_not_found_in_any_language(site, visitor, language):
    assert visitor.get(f"/{language}/rien/du/tout/").status_code == 404


def test_a_draft_is_not_shown(site, visitor):
    site("fr", "etat-civil").unpublish()
    assert visitor.get(f"/fr/{SERVICE}").status_code == 404
    assert visitor.get(f"/ar/{SERVICE}").status_code == 404


def test_a_commandment_can_be_cited_and_leads_to_its_neighbours(site, visitor):
    text = visitor.get(f"/fr/{SEVENTH}").content.decode()
    assert "http://testserver/fr/les-19-commandements/7-bien-attendre/" in text
    assert 'rel="prev" href="/fr/les-19-commandements/6-l-heure-dite/"' in text
    assert 'rel="next" href="/fr/les-19-commandements/8-toutes-les-langues/"' in text


def test_a_page_shows_the_same_commandment_all_day(site):
    from datetime import date

    shown = [queries.commandment_for("/fr/", "fr", day=date(2026, 3, day)).number for day in range(1, 29)]
    again = [queries.commandment_for("/fr/", "fr", day=date(2026, 3, day)).number for day in range(1, 29)]
    assert shown == again
    assert set(shown) == {6, 7, 8}


def test_a_commandment_published_anew_is_seen_at_the_next_request(site, visitor):
    address = "/fr/les-19-commandements/"
    visitor.get(address)
    page = site("fr", "7-bien-attendre")
    page.town_hall = "Nous offrons le café."
    page.save_revision().publish()
    assert "Nous offrons le café." in visitor.get(address).content.decode()


def test_every_page_speaks_to_search_engines_and_to_social_networks(site, visitor):
    text = visitor.get("/ar/services/").content.decode()
    for language in ("fr", "en", "ar"):
        assert f'hreflang="{language}"' in text
    assert 'property="og:title"' in text
    assert '<link rel="canonical"' in text


def test_an_untranslated_page_names_the_french_one_as_the_original(site, visitor):
    text = visitor.get(f"/wo/{SERVICE}").content.decode()
    assert f'/fr/{SERVICE}">' in text.split('rel="canonical"')[1][:120]


def test_the_language_menu_leads_to_the_same_page(site, visitor):
    page = visitor.get(f"/fr/{SERVICE}").context["page"]
    assert page.language_addresses["ar"] == f"/ar/{SERVICE}"
    assert set(page.language_addresses) == {"fr", "en", "ar", "zh-hans", "wo", "bm"}


def test_the_site_map_lists_real_translations_only(site, visitor):
    text = visitor.get("/sitemap.xml").content.decode()
    assert f"/fr/{SERVICE}" in text
    assert f"/ar/{SERVICE}" not in text
    assert "/ar/services/citoyennete/" in text


def test_robots_are_kept_out_of_private_rooms(db, visitor):
    text = visitor.get("/robots.txt").content.decode()
    assert "Disallow: /redaction/" in text
    assert "Disallow: /ar/espace/" in text
    assert "/sitemap.xml" in text


@pytest.mark.parametrize("address", ["/fr/", "/ar/services/citoyennete/", f"/fr/{SERVICE}", f"/fr/{SEVENTH}"])
def test_a_page_costs_few_queries_and_always_the_same(
    site, visitor, address, django_assert_max_num_queries, django_assert_num_queries
):
    visitor.get(address)
    visitor.get(address)
    with django_assert_max_num_queries(12) as first:
        visitor.get(address)
    cost = len(first)
    with django_assert_num_queries(cost):
        visitor.get(address)


def test_a_list_costs_the_same_with_one_more_service(site, visitor, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    visitor.get("/fr/services/citoyennete/")
    with CaptureQueriesContext(connection) as before:
        visitor.get("/fr/services/citoyennete/")
    cost = len(before)
    parent = site("fr", "citoyennete")
    for number in range(3):
        added = parent.add_child(instance=ServicePage(title=f"Service {number}", locale=parent.locale))
        added.save_revision().publish()
    visitor.get("/fr/services/citoyennete/")
    with django_assert_num_queries(cost):
        visitor.get("/fr/services/citoyennete/")


def test_nothing_is_missing_from_the_migrations(db):
    call_command("makemigrations", "cms", check=True, dry_run=True)
