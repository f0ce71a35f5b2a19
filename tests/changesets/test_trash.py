"""Thrown away for thirty days."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from changesets.actions import trash
from changesets.enums import DEEPEST
from changesets.errors import Refused
from changesets.models import Discarded
from cms.models import StandardPage
from cms.search import pages as searched


@pytest.fixture
def statement(site):
    return site("fr", "accessibilite")


def child(parent, slug, live=True):
    return parent.add_child(instance=StandardPage(title=slug, slug=slug, live=live, locale=parent.locale))


def fresh(page):
    return Page.objects.get(pk=page.pk)


def test_a_page_in_the_trash_is_gone_from_the_site_the_search_and_the_explorer(statement, administrator, sign_in):
    address = statement.get_url()
    below = child(statement, "detail")
    trash.discard(page=fresh(statement), author=administrator)
    assert Client().get(address).status_code == 404
    assert Client().get(f"{address}detail/").status_code == 404
    assert "accessibilite" not in Client().get("/sitemap.xml").content.decode()
    assert statement.pk not in [each.pk for each in searched("accessibilité", "fr")]
    client = sign_in(administrator)
    assert client.get(f"/redaction/pages/{below.pk}/edit/").status_code in (302, 403, 404)
    assert f"/redaction/pages/{trash.root().pk}/" not in client.get("/redaction/pages/").content.decode()


def test_it_comes_back_to_its_place_with_what_was_online_and_nothing_more(statement, administrator):
    address, draft = statement.get_url(), child(statement, "brouillon", live=False)
    translations = Page.objects.filter(translation_key=statement.translation_key, live=True).count()
    gesture = trash.discard(page=fresh(statement), author=administrator)
    assert Page.objects.filter(translation_key=statement.translation_key, live=True).count() == 0
    trash.put_back(gesture=gesture, author=administrator)
    assert Client().get(address).status_code == 200
    assert not fresh(draft).live
    assert Page.objects.filter(translation_key=statement.translation_key, live=True).count() == translations
    assert not Discarded.objects.exists()


def test_an_address_taken_meanwhile_is_left_to_the_other_page(statement, administrator):
    parent, slug = statement.get_parent(), statement.slug
    gesture = trash.discard(page=statement, author=administrator)
    other = child(Page.objects.get(pk=parent.pk), slug)
    found = dict(trash.put_back(gesture=gesture, author=administrator))
    assert found[fresh(statement)]
    assert fresh(statement).slug != slug
    assert fresh(other).slug == slug


def test_a_page_whose_place_is_gone_waits_for_another(statement, administrator):
    gesture = trash.discard(page=child(statement, "detail"), author=administrator)
    trash.discard(page=fresh(statement), author=administrator)
    with pytest.raises(Refused):
        trash.put_back(gesture=gesture, author=administrator)
    home = Page.objects.filter(locale__language_code="fr", live=True).type(StandardPage).first()
    trash.put_back(gesture=gesture, author=administrator, parent=home)
    assert Page.objects.get(slug="detail").get_parent().pk == home.pk


def test_the_trash_is_emptied_after_thirty_days_and_not_before(statement, administrator):
    trash.discard(page=statement, author=administrator)
    trash.empty(now=timezone.now() + timedelta(days=29))
    assert Page.objects.filter(pk=statement.pk).exists()
    trash.empty(now=timezone.now() + timedelta(days=31))
    assert not Page.objects.filter(translation_key=statement.translation_key).exists()


def test_five_hundred_pages_are_thrown_and_come_back_with_few_queries(
    statement, administrator, django_assert_max_num_queries
):
    first = child(statement, "premier")
    rows = [
        Page(
            title="x",
            slug=f"q{number}",
            path=Page._get_path(fresh(statement).path, first.depth, 10 + number),
            depth=first.depth,
            locale=statement.locale,
            content_type=first.content_type,
            url_path=f"{statement.url_path}q{number}/",
        )
        for number in range(499)
    ]
    Page.objects.bulk_create(rows)
    Page.objects.filter(pk=statement.pk).update(numchild=500)
    with django_assert_max_num_queries(200):
        gesture = trash.discard(page=fresh(statement), author=administrator)
    assert not Page.objects.descendant_of(fresh(statement)).filter(live=True).exists()
    trash.put_back(gesture=gesture, author=administrator)
    assert Page.objects.descendant_of(fresh(statement)).filter(live=True).count() == 500


def test_the_bottom_of_the_tree_is_refused_kindly(statement, administrator):
    with pytest.raises(Refused, match=str(DEEPEST)):
        trash.ensure_room(statement, Page(depth=DEEPEST))


def test_the_front_door_cannot_be_thrown_away(statement, administrator):
    with pytest.raises(Refused):
        trash.discard(page=statement.get_parent(), author=administrator)
