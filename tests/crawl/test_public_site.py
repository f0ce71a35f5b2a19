"""Every page of the whole public site, in six languages, as a stranger meets it."""

from importlib import import_module
from importlib.util import find_spec

import pytest
from django.db import transaction
from django.test import Client
from django.utils import translation

from . import walker

pytestmark = pytest.mark.django_db
# What the public sees something of; none needs people.
SHOWN = ("cases", "coworking", "dictionary", "cms")


@pytest.fixture(scope="module")
def whole_site(django_db_setup, django_db_blocker):
    """The site as it is installed, all its pages."""
    from accounts.seeds import ensure_services

    with django_db_blocker.unblock(), transaction.atomic():
        ensure_services()
        for app in SHOWN:
            if find_spec(f"{app}.demo"):
                import_module(f"{app}.demo").load()
        with translation.override("fr"):
            yield walker.walk(Client(), [f"/{language}/" for language in walker.LANGUAGES])
        transaction.set_rollback(True)


def pages(visits):
    return [visit for visit in visits if visit.html]


def test_the_whole_site_was_walked(whole_site):
    by_language = {
        code: len([visit for visit in pages(whole_site) if visit.language == code]) for code in walker.LANGUAGES
    }
    assert min(by_language.values()) >= 50, by_language


def test_no_link_is_broken(whole_site):
    broken = [(visit.came_from, visit.address, visit.status) for visit in whole_site if visit.status >= 400]
    assert broken == []


def test_no_link_within_a_page_leads_nowhere(whole_site):
    found = {visit.address: visit.anchors for visit in pages(whole_site)}
    assert {address: anchors for address, anchors in found.items() if anchors} == {}


def test_every_page_and_every_part_says_its_language_and_direction(whole_site):
    found = {visit.address: visit.wrong for visit in pages(whole_site)}
    assert {address: wrong for address, wrong in found.items() if wrong} == {}


def test_no_page_has_a_video_without_words(whole_site):
    """The accessibility statement says that the site has none (``cms.audit``)."""
    assert [visit.address for visit in pages(whole_site) if visit.has_video] == []


def test_every_page_is_valid_for_the_w3c(whole_site, tmp_path):
    jar = walker.validator()
    if jar is None:
        pytest.skip("Java is not installed (Debian: default-jre-headless)")
    assert walker.invalid(jar, tmp_path, pages(whole_site)) == []
