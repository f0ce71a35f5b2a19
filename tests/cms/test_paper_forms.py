"""Where public pages lead to the forms on paper, and what the forms take from them."""

import pytest
from django.test import Client

from cases.definitions import ensure_procedures
from cases.models import Procedure
from cms import queries, routing
from cms.models import ServicePage
from cms.queries import where_to_bring


@pytest.fixture
def procedures(site):
    ensure_procedures()
    return {procedure.code: procedure for procedure in Procedure.objects.all()}


@pytest.fixture
def registry(site, procedures):
    return ServicePage.objects.get(service__code="etat-civil", locale__language_code="fr")


def test_the_page_of_a_service_leads_to_the_forms(registry):
    page = Client().get(registry.url).content.decode()
    assert "/fr/demarches/marriage/formulaire.pdf" in page


def test_a_situation_leads_to_the_forms(site, procedures):
    situation = site("fr", "se-marier")
    for language in ("fr", "ar"):
        page = Client().get(routing.address(situation, language)).content.decode()
        assert f"/{language}/demarches/marriage/formulaire.pdf" in page


def test_a_form_says_the_hours_of_the_page_of_the_service(registry):
    where = where_to_bring("etat-civil", "fr")
    assert (where.place, where.hours) == (registry.place, registry.hours)
    assert where.hours
    assert where.language == "fr"


def test_a_service_without_a_page_says_nothing(registry):
    assert where_to_bring("nowhere", "fr") is None


def test_hours_are_read_once_an_edition(registry, django_assert_max_num_queries):
    where_to_bring("etat-civil", "ar")
    with django_assert_max_num_queries(1):
        where_to_bring("etat-civil", "ar")


def test_what_is_found_by_searching_needs_no_form(site, procedures):
    found = queries.procedure_text(procedures["marriage"], "fr")
    assert not hasattr(found, "form_url")
