"""Menus arranged by staff."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cms import menus
from cms.enums import Known, MenuPlace
from cms.models import MenuEntry
from journal.models import Entry

USUAL = ["La mairie", "Les services", "Bonjour, le guide", "Démarches", "Les bans", "Les 19 commandements"]


def header(language="fr"):
    return [link.label for link in menus.links(MenuPlace.HEADER, language)]


def entry(**fields):
    made = MenuEntry(**{"place": MenuPlace.HEADER, "sort_order": MenuEntry.objects.count(), **fields})
    made.full_clean()
    made.save()
    return made


def test_a_site_that_arranged_nothing_has_the_menu_it_was_made_with(site):
    assert header() == USUAL
    text = Client().get("/fr/").content.decode()
    assert 'href="/fr/bonjour/"' in text
    assert 'href="/fr/mentions-legales/"' in text


def test_staff_arrange_the_menu_and_everybody_sees_it_at_once(site):
    Client().get("/fr/")
    entry(known=Known.AGENDA)
    entry(page=site("fr", "vos-elus"))
    entry(url="https://www.paris.fr/", labels={"fr": "Paris", "ar": "باريس"})
    assert header() == ["Agenda", "Vos élu·es", "Paris"]
    assert header("ar")[1:] == [site("ar", "vos-elus").title, "باريس"]
    text = Client().get("/fr/").content.decode()
    assert 'href="/fr/agenda/"' in text
    assert 'href="https://www.paris.fr/"' in text


def test_words_that_lack_in_a_language_are_french_and_say_so(site):
    entry(url="https://www.paris.fr/", labels={"fr": "Paris"})
    [link] = menus.links(MenuPlace.HEADER, "ar")
    assert (link.label, link.language, link.dir) == ("Paris", "fr", "ltr")


def test_a_page_has_in_each_language_its_own_title_unless_staff_say_otherwise(site):
    entry(page=site("fr", "citoyennete"), labels={"fr": "Vos papiers"})
    assert header() == ["Vos papiers"]
    assert header("ar") == [site("ar", "citoyennete").title]


def test_what_is_no_longer_published_leaves_the_menu(site):
    entry(known=Known.HOME)
    page = site("fr", "presse")
    entry(page=page)
    page.unpublish()
    assert header() == ["La mairie"]


def test_an_eighth_entry_does_not_fit_in_the_header(site):
    for number in range(7):
        entry(url=f"/fr/{number}/", labels={"fr": str(number)})
    with pytest.raises(ValidationError) as refused:
        entry(known=Known.HOME)
    assert "sept" in str(refused.value)
    entry(known=Known.HOME, place=MenuPlace.FOOTER)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "//mechant.example/", "/\\mechant.example", "http://mairie.example/", "data:x"]
)
def test_an_address_that_could_deceive_is_refused(db, url):
    with pytest.raises(ValidationError):
        entry(url=url, labels={"fr": "Ici"})


def test_an_entry_leads_to_one_place_and_the_database_holds_it(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        MenuEntry.objects.create(known=Known.HOME, url="/fr/")
    with pytest.raises(IntegrityError), transaction.atomic():
        MenuEntry.objects.create()


def test_the_menu_costs_no_query_once_read(site, django_assert_num_queries):
    from cms import memory

    menus.links(MenuPlace.HEADER, "fr")
    memory.enter_request({})
    memory.current_stamp()
    with django_assert_num_queries(0):
        menus.links(MenuPlace.HEADER, "fr")
    memory.leave_request()


def test_an_administrator_starts_from_the_usual_menu_and_changes_an_entry(site, administrator, sign_in):
    client = sign_in(administrator)
    assert "Commencer par le menu habituel" in client.get(reverse("menus:index")).content.decode()
    assert client.post(reverse("usual_menus")).status_code == 302
    assert header() == USUAL
    agenda = MenuEntry.objects.get(known=Known.BANNS)
    fields = {
        "place": "header",
        "known": "agenda",
        "page": "",
        "url": "",
        "words_fr": "Rendez-vous",
        "words_ar": "مواعيد",
    }
    assert client.get(reverse("menus:edit", args=[agenda.pk])).status_code == 200
    assert client.post(reverse("menus:edit", args=[agenda.pk]), fields).status_code == 302
    assert header()[4] == "Rendez-vous"
    assert header("ar")[4] == "مواعيد"
    assert set(Entry.objects.values_list("verb", flat=True)) >= {"menu.usual", "menu.edit"}


def test_a_mistake_in_an_entry_keeps_what_was_typed(site, administrator, sign_in):
    fields = {"place": "header", "known": "", "page": "", "url": "javascript:1", "words_fr": "Mon entrée"}
    text = sign_in(administrator).post(reverse("menus:add"), fields).content.decode()
    assert "Mon entrée" in text
    assert "https://" in text
    assert not MenuEntry.objects.exists()


def test_an_editor_who_cannot_publish_cannot_change_the_menu(site, editor, sign_in):
    client = sign_in(editor)
    client.post(reverse("usual_menus"))
    client.post(reverse("menus:add"), {"place": "header", "known": "agenda"})
    assert not MenuEntry.objects.exists()


def test_a_page_that_is_not_there_helps_to_go_on(site):
    response = Client().get("/fr/pas/ici/")
    text = response.content.decode()
    assert response.status_code == 404
    assert 'id="search-lost"' in text
    assert 'href="/fr/services/citoyennete/"' in text
