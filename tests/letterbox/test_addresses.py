"""Addresses: readable, one's own for ever, turned off and changed at will."""

import hashlib
import importlib
import itertools
import re
import threading

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from accounts.letters import letter_pdf
from accounts.models import User
from journal.models import Entry
from letterbox import actions, addresses, queries
from letterbox.models import Address
from tests.conftest import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def local_of(volant):
    """``local_of(first, last)``: the address of somebody an agent registered; of anybody with ``checked=False``."""
    numbers = itertools.count()

    def opened(first, last, checked=True):
        by = volant if checked else None
        user = person(f"p{next(numbers)}", first, last_name=last, created_by=by)
        return actions.open_address(user=user, actor=user).local

    return opened


@pytest.mark.parametrize(
    ("first", "last", "local"),
    [
        ("Awa", "Diallo", "awa.diallo"),
        ("Benoît", "L’Hôpital", "benoit.l-hopital"),
        ("Søren", "Weiß", "soren.weiss"),
        ("Anne-Marie", "de la Tour", "anne-marie.de-la-tour"),
        ("Łukasz", "Œuvré", "lukasz.oeuvre"),
        ("Ɛsi", "Ŋdiaye", "esi.ndiaye"),
    ],
)
def test_an_address_is_the_name_in_letters_every_keyboard_has(local_of, first, last, local):
    assert local_of(first, last) == local


@pytest.mark.parametrize(
    ("first", "last", "pattern"),
    [("نور", "حداد", r"habitant\.\d{4}"), ("伟", "王", r"habitant\.\d{4}"), ("Nour", "", r"nour\.\d{4}")],
)
def test_a_name_in_another_alphabet_becomes_a_number(local_of, first, last, pattern):
    assert re.fullmatch(pattern, local_of(first, last))


def test_the_second_person_of_a_name_has_digits_that_tell_neither_rank_nor_number(local_of):
    first, second, third = [local_of("Awa", "Diallo") for _ in range(3)]
    assert first == "awa.diallo"
    assert re.fullmatch(r"awa\.diallo\.\d{4}", second)
    assert re.fullmatch(r"awa\.diallo\.\d{4}", third)


def test_whoever_gave_herself_a_name_has_digits_whether_the_name_exists_or_not(local_of):
    for _twice in range(2):
        assert re.fullmatch(r"jean\.martin\.\d{4}", local_of("Jean", "Martin", checked=False))
    assert local_of("Jean", "Martin") == "jean.martin"


def test_a_name_an_agent_registered_no_longer_counts_once_its_owner_has_changed_the_profile(volant, sign_in):
    user = person("p", "Awa", last_name="Diallo", created_by=volant)
    sign_in(user).post("/fr/espace/profil/", {"first_name": "Jean", "last_name": "Martin", "language": "fr"})
    user.refresh_from_db()
    assert re.fullmatch(r"jean\.martin\.\d{4}", actions.open_address(user=user, actor=user).local)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("Etat", "Civil"),
        ("Service de l’État", "Civil Paris"),
        ("Monsieur", "le Maire"),
        ("La-Mairie", "Paris"),
        ("Lamairie", "Paris"),
        ("Antenne", "Logement"),
        ("Agent", "Volant"),
        ("Fatou", "Agent"),
        ("Agent", "Fatou"),
        ("Postmaster", "Paris"),
    ],
)
def test_free_text_gives_nobody_an_address_of_the_town_hall(services, local_of, volant, first, last):
    User.objects.filter(pk=volant.pk).update(first_name="Fatou", last_name="Agent")
    assert re.fullmatch(r"habitant\.\d{4}", local_of(first, last, checked=False))
    user = User.objects.latest("pk")
    assert all(local.startswith(("habitant", "h.")) for local in actions.choices(user))


@pytest.mark.parametrize(("first", "last"), [("Lina", "Lemaire"), ("Justice", "Mensah"), ("Ama", "Etatou")])
def test_names_that_only_look_a_little_like_it_are_names(services, local_of, first, last):
    assert local_of(first, last, checked=False).startswith(f"{first}.{last}.".lower())
    assert local_of(first, last) == f"{first}.{last}".lower()


def test_somebody_registered_who_bears_an_agents_name_has_it_with_digits(local_of, volant):
    User.objects.filter(pk=volant.pk).update(first_name="Fatou", last_name="Sarr")
    assert re.fullmatch(r"fatou\.sarr\.\d{4}", local_of("Fatou", "Sarr"))


def test_an_address_is_made_once_and_never_for_an_agent(alice, registrar):
    assert actions.open_address(user=alice, actor=alice) == actions.open_address(user=alice, actor=alice)
    assert actions.open_address(user=registrar, actor=registrar) is None
    assert Entry.objects.filter(verb="address.opened").count() == 1


def test_an_erased_address_is_given_to_nobody_else_and_its_name_is_gone(alice, volant, local_of):
    User.objects.filter(pk=alice.pk).update(created_by=volant)
    actions.open_address(user=alice, actor=alice)
    actions.erase_all(user=alice, actor=alice)
    left = Address.objects.get()
    assert (left.local, left.user) == ("", None)
    assert re.fullmatch(r"alice\.martin\.\d{4}", local_of("Alice", "Martin"))
    assert queries.box("alice.martin@courrier.mairie.example") is None


@pytest.mark.parametrize("local", ["", "@", "a\0b", "a\udcffb", "alice martin", "x" * 65, "é"], ids=ascii)
def test_what_can_be_no_address_is_unknown_and_no_fault(alice, local, django_assert_num_queries):
    actions.open_address(user=alice, actor=alice)
    actions.erase_all(user=alice, actor=alice)
    with django_assert_num_queries(1):
        assert queries.box(f"{local}@courrier.mairie.example") is None


def test_who_has_the_rows_but_not_the_key_guesses_no_erased_name(alice, volant, settings):
    User.objects.filter(pk=alice.pk).update(created_by=volant)
    alice.refresh_from_db()
    local = actions.open_address(user=alice, actor=alice).local
    assert local == "alice.martin"
    actions.erase_all(user=alice, actor=alice)
    left = Address.objects.get().digest
    assert left != hashlib.sha256(f"letterbox:{local}".encode()).hexdigest()
    assert left == addresses.digest_of(local)
    settings.LETTERBOX_DIGEST_KEY = "another"
    assert left != addresses.digest_of(local)


def test_mail_arrives_even_after_the_key_was_changed(alice, settings):
    email = actions.open_address(user=alice, actor=alice).email
    settings.LETTERBOX_DIGEST_KEY = "another"
    assert queries.box(email).user == alice


def test_digests_written_before_are_closed_with_the_key_and_erased_ones_cut_loose(alice, benoit):
    def bare(local):
        return hashlib.sha256(f"letterbox:{local}".encode()).hexdigest()

    now = timezone.now()
    kept = Address.objects.create(user=alice, local="alice.martin", digest=bare("alice.martin"))
    gone = Address.objects.create(user=benoit, digest=bare("benoit.diallo"), retired_at=now)
    migration = importlib.import_module("letterbox.migrations.0004_keyed_digests")
    migration.key_digests(apps, None)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.user, kept.digest) == (alice, addresses.digest_of("alice.martin"))
    assert (gone.user, gone.digest) == (None, addresses.digest_of("benoit.diallo"))


def test_turned_off_it_refuses_and_turned_on_it_takes_again(alice):
    email = actions.open_address(user=alice, actor=alice).email
    assert queries.box(email.upper()).user == alice
    assert queries.box(email.replace("@", "+bail@")).user == alice
    for _twice in range(2):
        actions.turn_off(user=alice, actor=alice)
    assert queries.box(email) is None
    actions.turn_on(user=alice, actor=alice)
    assert queries.box(email).user == alice
    verbs = Entry.objects.filter(verb__startswith="address.turned").values_list("verb", flat=True)
    assert list(verbs.order_by("id")) == ["address.turned_off", "address.turned_on"]


def test_a_closed_account_receives_nothing(alice):
    email = actions.open_address(user=alice, actor=alice).email
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert queries.box(email) is None


def test_a_new_address_takes_the_place_of_the_old_one_once_a_month(alice):
    old = actions.open_address(user=alice, actor=alice)
    new = actions.change_address(user=alice, actor=alice, local=actions.choices(alice)[0])
    assert queries.box(old.email) is None
    assert queries.box(new.email).user == alice
    with pytest.raises(ValidationError):
        actions.change_address(user=alice, actor=alice, local=actions.choices(alice)[1])
    Address.objects.filter(pk=new.pk).update(created_at=timezone.now() - actions.BETWEEN_CHANGES * 2)
    assert actions.change_address(user=alice, actor=alice, local=actions.choices(alice)[1]).is_on


def test_only_what_is_proposed_may_be_chosen(alice):
    actions.open_address(user=alice, actor=alice)
    with pytest.raises(ValidationError):
        actions.change_address(user=alice, actor=alice, local="maire")
    assert len(set(addresses.proposals(alice, ["alice", "martin"], 1))) == 3


def test_the_welcome_letter_names_the_address(alice, monkeypatch):
    from accounts import letters
    from accounts.models import Activation

    Activation.objects.create(user=alice, code_hash="x", expires_at=timezone.now())
    pages = []
    monkeypatch.setattr(letters, "html_to_pdf", pages.append)
    letter_pdf(alice, "CODE")
    assert re.search(r"alice\.martin\.\d{4}@courrier\.mairie\.example", pages[0])
    actions.turn_off(user=alice, actor=alice)
    letter_pdf(alice, "CODE")
    assert "courrier.mairie.example" not in pages[1]


@pytest.mark.django_db(transaction=True)
def test_two_people_of_one_name_at_one_moment_have_two_addresses(volant):
    twins = [f"twin{number}" for number in range(4)]
    people, made = [person(name, "Awa", last_name="Diallo", created_by=volant) for name in twins], []

    def ask(user):
        try:
            made.append(actions.open_address(user=user, actor=user).local)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=[user]) for user in people]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(made)[0] == "awa.diallo"
    assert len(set(made)) == 4
