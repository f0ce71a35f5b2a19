"""Old addresses lead to where pages went."""

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect

SERVICE = "/fr/services/citoyennete/etat-civil/"


def add(old_path, link="", page=None, is_permanent=True):
    old_path = Redirect.normalise_path(old_path)
    return Redirect.objects.create(old_path=old_path, redirect_link=link, redirect_page=page, is_permanent=is_permanent)


def lead(path):
    response = Client().get(path)
    return response.status_code, response.headers.get("Location")


@pytest.fixture
def rename(django_capture_on_commit_callbacks):
    """Publish a page under another slug; Wagtail tells of it once the change is committed."""

    def change(page, slug):
        page.slug = slug
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()

    return change


def test_a_page_that_changes_its_address_is_found_at_the_old_one_in_every_language(site, rename):
    rename(site("fr", "etat-civil"), "papiers")
    assert lead(SERVICE) == (301, "/fr/services/citoyennete/papiers/")
    assert lead(SERVICE.replace("/fr/", "/ar/")) == (301, "/ar/services/citoyennete/papiers/")


def test_a_page_and_those_below_that_move_are_found_at_the_old_address(site, rename):
    site("fr", "citoyennete").move(site("fr", "services"), "last-child")
    rename(site("fr", "services"), "nos-services")
    assert lead(SERVICE) == (301, "/fr/nos-services/citoyennete/etat-civil/")


def test_a_page_that_moves_twice_and_comes_back_is_reached_in_one_step(site, rename):
    rename(site("fr", "etat-civil"), "deux")
    rename(site("fr", "deux"), "trois")
    assert lead(SERVICE) == (301, "/fr/services/citoyennete/trois/")
    rename(site("fr", "trois"), "etat-civil")
    assert Client().get(SERVICE).status_code == 200
    assert lead("/fr/services/citoyennete/deux/") == (301, SERVICE)


def test_an_address_of_the_former_site_leads_where_staff_said(site):
    add("/mairie/etat-civil.php", page=site("fr", "etat-civil"))
    assert lead("/mairie/etat-civil.php") == (301, SERVICE)
    add("/fr/provisoire/", page=site("fr", "etat-civil"), is_permanent=False)
    assert lead("/fr/provisoire/") == (302, SERVICE)


def test_old_addresses_that_follow_one_another_are_one_step_for_the_visitor(site, settings):
    add("/fr/a/", f"{settings.SITE_URL}/fr/b/")
    add("/fr/b/", f"{settings.SITE_URL}/fr/c/", is_permanent=False)
    add("/fr/c/", page=site("fr", "etat-civil"))
    assert lead("/fr/a/") == (302, SERVICE)


def test_a_circle_leads_nowhere(site, settings):
    add("/fr/a/", f"{settings.SITE_URL}/fr/b/")
    add("/fr/b/", f"{settings.SITE_URL}/fr/a/")
    assert lead("/fr/a/") == (404, None)


@pytest.mark.parametrize(
    "link", ["//mechant.example/", "javascript:alert(1)", "/\\mechant.example/", "data:text/html,x"]
)
def test_a_target_that_could_deceive_is_not_followed(site, link):
    add("/fr/a/", link)
    assert lead("/fr/a/") == (404, None)


@pytest.mark.parametrize("path", ["/fr/a/?next=//mechant.example", "/fr/a/?url=https://mechant.example/"])
def test_nothing_that_the_visitor_sends_says_where_to_go(site, path):
    add("/fr/a/", page=site("fr", "etat-civil"))
    assert lead(path) == (301, SERVICE)


def test_a_page_that_is_withdrawn_is_not_promised(site):
    page = site("fr", "etat-civil")
    add("/fr/a/", page=page)
    page.unpublish()
    assert lead("/fr/a/") == (404, None)


@pytest.mark.parametrize("path", ["/fr/%00/", "/fr/" + "a" * 3000 + "/", "/fr/%F0%9F%8E%89/", "/fr/%E2%80%8F/"])
def test_odd_addresses_are_simply_not_found(site, path):
    assert Client().get(path).status_code == 404


def test_only_what_is_missing_is_looked_up(site, django_assert_num_queries):
    add(SERVICE, "https://ailleurs.example/")
    assert Client().get(SERVICE).status_code == 200
    assert Client().post("/fr/a/").status_code == 404
