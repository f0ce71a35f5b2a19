"""Thrown away for thirty days."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail.permissions import policy_registry
from wagtail.signals import page_published, page_unpublished

from accounts.enums import Role
from changesets.actions import trash
from changesets.enums import DEEPEST
from changesets.errors import Refused
from changesets.models import Discarded
from cms.models import StandardPage
from publishing.actions import share, stop
from publishing.enums import DELETE, EDIT
from tests.conftest import agent
from tests.search.conftest import titles_of
from translation.queries import translation_of, translations_with_standing


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
    assert statement.title not in titles_of(Client().get("/fr/recherche/", {"q": statement.title}))
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


def test_what_follows_the_site_hears_that_pages_left_and_came_back(statement, administrator):
    heard = []

    def listen(sender, instance, signal, **kwargs):
        heard.append((instance.pk, signal is page_published))

    draft = child(statement, "brouillon", live=False)
    with connected(page_published, listen), connected(page_unpublished, listen):
        gesture = trash.discard(page=fresh(statement), author=administrator)
        assert (statement.pk, False) in heard
        trash.put_back(gesture=gesture, author=administrator)
    assert (statement.pk, True) in heard
    assert draft.pk not in [key for key, _online in heard]


@contextmanager
def connected(signal, receiver):
    signal.connect(receiver, weak=False)
    yield
    signal.disconnect(receiver)


def test_nobody_has_a_right_in_the_trash_not_even_administrators(statement, administrator, editor):
    trash.discard(page=statement, author=administrator)
    page, policy = fresh(statement), policy_registry.get_by_type(Page)
    for user in (administrator, editor):
        assert not page.permissions_for_user(user).can_edit()
        assert not page.permissions_for_user(user).can_publish()
        assert page not in policy.instances_user_has_permission_for(user, "change")
        assert page not in policy.explorable_instances(user)


def test_a_translation_in_the_trash_is_one_still_to_be_written(site, administrator):
    source = site("fr", "accessibilite")
    language = "en"
    source.get_translations().filter(locale__language_code=language).delete()
    locale = Locale.objects.get_or_create(language_code=language)[0]
    translation = source.copy_for_translation(locale, copy_parents=True)
    assert translation_of(source, language).pk == translation.pk
    trash.discard(page=translation, author=administrator)
    assert translation_of(source, language) is None
    assert (source.translation_key, language) not in [row[:2] for row in translations_with_standing()]


def test_an_editor_does_not_throw_away_what_is_online(statement, editor):
    with pytest.raises(Refused):
        trash.discard(page=statement, author=editor)
    assert fresh(statement).live


def test_only_who_threw_a_page_or_the_administration_gives_it_another_place(statement, site, administrator, editor):
    gesture = trash.discard(page=child(statement, "detail", live=False), author=administrator)
    elsewhere = site("fr", "accueil")
    with pytest.raises(Refused, match="administration"):
        trash.put_back(gesture=gesture, author=editor, parent=elsewhere)
    trash.put_back(gesture=gesture, author=administrator, parent=elsewhere)
    mine = trash.discard(page=child(statement, "le-mien", live=False), author=editor)
    trash.put_back(gesture=mine, author=editor, parent=site("fr", "accueil"))


def test_a_page_does_not_take_along_what_is_closed_to_its_author(statement, administrator, services):
    person = agent("invite", "Inès", services["etat-civil"], Role.SERVICE_AGENT)
    page = child(statement, "partage", live=False)
    below = child(page, "reserve", live=False)
    share(page=page, rights=[DELETE, EDIT], actor=administrator, reason="Pour essayer", user=person)
    stop(page=below, actor=administrator, reason="Pour essayer")
    with pytest.raises(Refused, match="reserve"):
        trash.discard(page=fresh(page), author=type(person).objects.get(pk=person.pk))
    assert not Discarded.objects.exists()
