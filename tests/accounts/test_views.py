"""Pages about people."""

import pytest
from django.test import Client

from accounts import policy, queries
from accounts.models import Grant, Service, User
from journal.models import Entry

PEOPLE = "/agent/personnes/"


@pytest.fixture
def at_the_counter(volant, sign_in):
    return sign_in(volant)


@pytest.fixture
def service_policy(services, monkeypatch):
    monkeypatch.setattr(policy, "_actions", dict(policy._actions))
    works_there = policy.Clause(
        "travaille ici", lambda user, service: any(code == service.code for code, _role in user.roles)
    )
    policy.register("accounts.view_service", Service, works_there)
    return services["etat-civil"]


def names(response):
    return [person.username for person, _card in response.context["people"]]


@pytest.mark.parametrize("text", ["diallo", "BENOIT", "Benoît", "benoit diallo", "benoit@example.org", "  Diallo "])
def test_the_counter_finds_a_person(at_the_counter, benoit, alice, text):
    assert names(at_the_counter.get(PEOPLE, {"q": text})) == ["benoit"]


def test_the_counter_finds_a_person_by_telephone_and_by_card(at_the_counter, alice):
    User.objects.filter(pk=alice.pk).update(phone="+33612345678", username="4827356199")
    for text in ["06 12 34 56 78", "+33612345678", "4827 356 199"]:
        assert names(at_the_counter.get(PEOPLE, {"q": text})) == ["4827356199"]


@pytest.mark.parametrize("text", ["\x00", "a\x00", "%", "'; --", "𝕬" * 300, "(", "\\", "+" * 50])
def test_hostile_searches_find_nobody_and_break_nothing(at_the_counter, alice, text):
    assert at_the_counter.get(PEOPLE, {"q": text}).status_code == 200


def test_the_list_asks_as_many_questions_for_three_people_as_for_one(at_the_counter, volant, django_assert_num_queries):
    from tests.conftest import person

    person("un", "Un", last_name="Seul")
    with django_assert_num_queries(2):
        list(queries.people("Seul"))
    person("deux", "Deux", last_name="Seul")
    person("trois", "Trois", last_name="Seul")
    with django_assert_num_queries(2):
        assert len(queries.people("Seul")) == 3


def test_registering_a_person_shows_the_slip_to_the_agent_who_did_it(at_the_counter, registrar, sign_in):
    typed = {"first_name": "Moussa", "last_name": "Sow", "language": "bm", "phone": "", "email": "", "birth_date": ""}
    response = at_the_counter.post(PEOPLE + "creer/", typed)
    moussa = User.objects.get(first_name="Moussa")
    assert response.url == f"{PEOPLE}{moussa.public_id}/carte/"
    page = at_the_counter.get(response.url).content.decode()
    assert "/bm/activer/" in page
    assert sign_in(registrar).get(response.url).status_code == 404


def test_registering_somebody_twice_is_refused_and_keeps_what_was_typed(at_the_counter, alice):
    typed = {"first_name": "Aline", "last_name": "Sow", "language": "fr", "email": "ALICE@example.org"}
    response = at_the_counter.post(PEOPLE + "creer/", typed)
    assert "Un compte existe déjà avec cette adresse e-mail." in response.content.decode()
    assert 'value="Aline"' in response.content.decode()


def test_only_the_administrator_gives_roles(at_the_counter, administrator, sign_in, alice):
    url = f"{PEOPLE}{alice.public_id}/roles/"
    typed = {"service": "accueil", "role": "reception"}
    assert at_the_counter.post(url, typed).status_code == 403
    client = sign_in(administrator)
    asked = client.get(url, typed).content.decode()
    assert "Donner ce rôle ?" in asked
    assert "Accueil" in asked
    assert not alice.memberships.exists()
    assert client.post(url, typed).status_code == 302
    assert alice.memberships.get().service.code == "accueil"


def test_a_role_is_given_and_taken_only_after_the_password(administrator, sign_in, alice):
    administrator.set_password("quatre mots sans lien")
    administrator.save()
    client, url = sign_in(administrator), f"{PEOPLE}{alice.public_id}/roles/"
    asked = client.post(url, {"service": "accueil", "role": "reception"})
    assert asked.url.startswith("/fr/compte/reauthenticate/")
    assert not alice.memberships.exists()
    answer = client.post(asked.url, {"password": "quatre mots sans lien", "next": url})
    assert answer.url == f"{PEOPLE}{alice.public_id}/"
    membership = alice.memberships.get()
    taking = client.get(url + "retirer/", {"membership": membership.pk})
    assert "Retirer ce rôle ?" in taking.content.decode()
    assert alice.memberships.exists()
    client.post(url + "retirer/", {"membership": membership.pk})
    assert not alice.memberships.exists()


def test_a_new_code_is_given_after_a_question(at_the_counter, alice):
    url = f"{PEOPLE}{alice.public_id}/nouveau-code/"
    assert "Donner un nouveau code ?" in at_the_counter.get(url).content.decode()
    assert not Entry.objects.filter(verb="person.code_renewed").exists()
    assert at_the_counter.post(url).url == f"{PEOPLE}{alice.public_id}/carte/"


def test_the_counter_sees_the_day_of_birth(at_the_counter, alice):
    User.objects.filter(pk=alice.pk).update(birth_date="1990-05-04", phone="+33612345678")
    for page in (PEOPLE, f"{PEOPLE}{alice.public_id}/"):
        html = at_the_counter.get(page).content.decode()
        assert "1990" in html
        assert "06 12 34 56 78" in html


def test_who_is_already_registered_is_shown_before_registering_again(at_the_counter, alice):
    User.objects.filter(pk=alice.pk).update(birth_date="1990-05-04")
    typed = {"first_name": "ALICE", "last_name": "martin", "language": "fr", "birth_date": "1990-05-04"}
    page = at_the_counter.post(PEOPLE + "creer/", typed)
    assert page.status_code == 422
    assert f"{PEOPLE}{alice.public_id}/" in page.content.decode()
    assert at_the_counter.post(PEOPLE + "creer/", {**typed, "birth_date": "1991-05-04"}).status_code == 302
    assert at_the_counter.post(PEOPLE + "creer/", {**typed, "somebody_else": "on"}).status_code == 302
    assert User.objects.filter(last_name__iexact="martin").count() == 3


def test_only_those_who_meet_people_see_that_door(sign_in, volant, archivist, editor, officiant):
    door = f'href="{PEOPLE}"'
    assert door in sign_in(volant).get("/agent/").content.decode()
    for somebody in (archivist, editor, officiant):
        assert door not in sign_in(somebody).get("/agent/").content.decode()


def test_the_list_of_people_has_pages(at_the_counter, db):
    from tests.conftest import person

    for number in range(22):
        person(f"p{number}", "Un", last_name="Nombreux")
    first = at_the_counter.get(PEOPLE, {"q": "nombreux"})
    assert len(names(first)) == 20
    before = first.context["page"].before
    assert f"?q=nombreux&amp;avant={before}" in first.content.decode()
    assert len(names(at_the_counter.get(PEOPLE, {"q": "nombreux", "avant": before}))) == 2


def test_the_administrator_does_not_lock_the_door_behind_herself(administrator, sign_in):
    client = sign_in(administrator)
    url = f"{PEOPLE}{administrator.public_id}/"
    client.post(url + "fermer/", {"reason": "x"})
    client.post(url + "roles/retirer/", {"membership": administrator.memberships.get().pk})
    administrator.refresh_from_db()
    assert administrator.is_active
    assert administrator.memberships.exists()


def test_a_person_changes_her_name_and_language(alice, sign_in):
    client = sign_in(alice)
    typed = {"first_name": "Alix", "last_name": "Martin", "language": "ar"}
    assert client.post("/fr/espace/profil/", typed).url == "/ar/espace/profil/"
    alice.refresh_from_db()
    assert (alice.first_name, alice.language) == ("Alix", "ar")
    assert Entry.objects.filter(verb="person.updated", subject=alice.pk).exists()


def test_agents_pages_speak_the_agents_language(volant, sign_in):
    volant.language = "ar"
    volant.save()
    assert 'lang="ar"' in sign_in(volant).get(PEOPLE).content.decode()


def test_who_sees_what_lists_people_actions_and_reasons(administrator, registrar, sign_in, service_policy):
    page = sign_in(administrator).get("/agent/qui-voit/", {"objet": f"accounts.service:{service_policy.pk}"})
    lines = [(line.user.username, line.action, line.reason) for line in page.context["sights"]]
    assert lines == [("registrar", "accounts.view_service", "travaille ici")]


@pytest.mark.parametrize(
    "name",
    [
        "",
        "x",
        "accounts.service:0",
        "accounts.service:abc",
        "cases.case:\x00",
        "a.b.c:1",
        "accounts.service:9999999999999999999999",
    ],
)
def test_who_sees_what_says_when_there_is_nothing(administrator, sign_in, service_policy, name):
    page = sign_in(administrator).get("/agent/qui-voit/", {"objet": name})
    assert page.status_code == 200
    assert page.context["target"] is None


def test_the_administrator_gives_and_takes_back_a_right(administrator, sign_in, service_policy, alice):
    client = sign_in(administrator)
    name = f"accounts.service:{service_policy.pk}"
    typed = {"objet": name, "person": "alice@example.org", "permission": "accounts.view_service", "reason": "renfort"}
    assert client.post("/agent/qui-voit/accorder/", typed).status_code == 302
    assert policy.can(alice, "accounts.view_service", service_policy)
    given = Grant.objects.get()
    client.post("/agent/qui-voit/retirer/", {"objet": name, "grant": given.pk})
    assert not policy.can(alice, "accounts.view_service", service_policy)
    verbs = list(Entry.objects.filter(verb__startswith="grant.").values_list("verb", flat=True))
    assert verbs == ["grant.given", "grant.revoked"]


@pytest.mark.parametrize(
    "change",
    [
        {"person": "inconnue"},
        {"until": "2020-01-01T10:00"},
        {"permission": "x.y"},
        {"person": ""},
        {"service": "accueil"},
    ],
)
def test_a_right_that_makes_no_sense_is_not_given(administrator, sign_in, service_policy, alice, change):
    name = f"accounts.service:{service_policy.pk}"
    typed = {"objet": name, "person": "alice", "permission": "accounts.view_service", "reason": "renfort", **change}
    response = sign_in(administrator).post("/agent/qui-voit/accorder/", typed)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not Grant.objects.exists()


def test_the_front_door_leads_to_the_persons_language(newcomer, sign_in):
    assert sign_in(newcomer).get("/").url == "/ar/"
    assert Client().get("/").url == "/fr/"


def test_idle_sessions_end(alice, sign_in, settings):
    assert settings.SESSION_COOKIE_AGE == 30 * 60
    client = sign_in(alice)
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    Session.objects.update(expire_date=timezone.now())
    assert client.get("/fr/espace/profil/").status_code == 302


def test_an_agent_chooses_the_language_of_the_agents_pages(at_the_counter, volant, sign_in, alice):
    answer = at_the_counter.post(
        "/agent/langue/", {"language": "ar"}, headers={"referer": f"http://testserver{PEOPLE}"}
    )
    assert answer.url == f"http://testserver{PEOPLE}"
    assert 'lang="ar"' in at_the_counter.get(PEOPLE).content.decode()
    at_the_counter.post("/agent/langue/", {"language": "xx"})
    volant.refresh_from_db()
    assert volant.language == "ar"
    assert sign_in(alice).post("/agent/langue/", {"language": "ar"}).status_code == 404


def test_the_rare_doors_of_the_administration_are_folded_and_those_of_others_are_not(administrator, archivist, sign_in):
    assert "rooms__more" in sign_in(administrator).get("/agent/").content.decode()
    page = sign_in(archivist).get("/agent/").content.decode()
    assert "rooms__more" not in page
    assert 'href="/agent/archives/"' in page


def test_the_address_of_a_form_opened_by_hand_says_what_it_is(administrator, sign_in):
    page = sign_in(administrator).get("/agent/qui-voit/accorder/")
    assert page.status_code == 405
    assert page["Allow"] == "POST"
    assert "Rien à voir à cette adresse" in page.content.decode()
    assert 'href="/agent/"' in page.content.decode()


def test_a_telephone_is_changed_only_where_a_code_can_reach_it(alice, sign_in, settings):
    client = sign_in(alice)
    for backend, is_offered in (("", False), ("console", True)):
        settings.SMS_BACKEND = backend
        for page in ("/fr/espace/profil/", "/fr/espace/mes-donnees/corriger/"):
            assert ("/compte/phone/change/" in client.get(page).content.decode()) is is_offered
