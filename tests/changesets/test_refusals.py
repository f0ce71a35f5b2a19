"""What stands in the way of a publication stands at every door."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Page

from accounts.enums import Role
from changesets import contents
from changesets.actions import copies, sets
from changesets.enums import CopyState
from changesets.errors import Refused
from gates.enums import Check, Level
from gates.models import Gate
from publishing import circuits, house, shipped
from publishing.models import PageState
from tests.conftest import agent
from translation.review import ensure_second_person

from .test_copies import copy_of, now, put_back

LOUD = "VENEZ TOUS À LA MAIRIE DEMAIN MATIN SANS FAUTE"


@pytest.fixture
def statement(site):
    return site("fr", "accessibilite")


@pytest.fixture
def stopped(administrator):
    """The administrator lets no capitals through."""
    Gate.objects.update_or_create(check_code=Check.SHOUTING, defaults={"level": Level.BLOCK})


@pytest.fixture
def second_reviewer(services):
    return agent("reviewer-2", "Rose", services["communication"], Role.TEAM_LEAD)


def test_a_copy_with_what_is_not_let_through_stays_open(statement, administrator, stopped):
    copy = copy_of(statement, administrator, introduction=LOUD)
    with pytest.raises(Refused, match="pas encore publiée"):
        put_back(copy, administrator)
    copy.refresh_from_db()
    assert (copy.state, now(statement).introduction) == (CopyState.OPEN, statement.introduction)


def test_nor_does_it_go_to_review(statement, editor, stopped):
    copy = copy_of(statement, editor, introduction=LOUD)
    with pytest.raises(Refused, match="pas encore publiée"):
        put_back(copy, editor)


def test_a_set_holds_back_all_its_pages_for_one(statement, site, administrator, stopped):
    change_set = sets.make_set(name="Rentrée", author=administrator)
    for page, words in ((site("fr", "etat-civil"), "Bonjour."), (statement, LOUD)):
        copy = copy_of(page, administrator, introduction=words)
        sets.add_copy(change_set=change_set, copy=copy, author=administrator)
    with pytest.raises(Refused):
        sets.publish_set(change_set=change_set, author=administrator)
    assert now(site("fr", "etat-civil")).introduction != "Bonjour."


def test_an_older_version_is_not_put_online_past_it(statement, administrator, stopped):
    page = now(statement)
    page.introduction = LOUD
    old = page.save_revision(user=administrator)
    with pytest.raises(Refused):
        copies.restore(page=statement, revision=old, author=administrator)


def test_a_step_of_a_circuit_does_not_go_past_it(statement, administrator, stopped):
    scheme = circuits.make(name="Cinq états", definition=shipped.first_definition(), actor=administrator)
    circuits.place(scheme=scheme, page=statement, kind=None, actor=administrator)
    PageState.objects.filter(page_id=statement.pk).update(state="review")
    page = now(statement)
    page.introduction = LOUD
    page.save_revision()
    with pytest.raises(ValidationError, match="Accessibilité"):
        circuits.move(page=page, code="publish", seen="review", actor=administrator, comment="Allons-y")
    assert house.state_of(now(statement)).code == "review"
    assert now(statement).introduction == statement.introduction


@pytest.fixture
def english(site):
    page = site("en", "accessibilite-en") if Page.objects.filter(slug="accessibilite-en").exists() else None
    page = page or Page.objects.filter(locale__language_code="en", live=True, depth__gt=2, alias_of=None).first()
    ensure_second_person(Page.objects.get(locale__language_code="en", depth=2))
    return page.specific


def test_nobody_publishes_alone_a_translation_from_a_copy(english, administrator):
    copy = copy_of(english, administrator, introduction="New words.")
    assert put_back(copy, administrator) == CopyState.SUBMITTED
    assert now(english).introduction != "New words."


def test_a_second_person_publishes_it(english, administrator, second_reviewer):
    copy = copy_of(english, administrator, introduction="New words.")
    assert put_back(copy, second_reviewer) == CopyState.MERGED
    assert now(english).introduction == "New words."


def test_nor_from_an_older_version_nor_in_a_set(english, administrator):
    page = now(english)
    page.introduction = "Former words."
    old = page.save_revision(user=administrator)
    assert copies.restore(page=english, revision=old, author=administrator) is False
    change_set = sets.make_set(name="English", author=administrator)
    copy = copy_of(english, administrator, "Other", introduction="Other words.")
    sets.add_copy(change_set=change_set, copy=copy, author=administrator)
    with pytest.raises(Refused, match="deuxième personne"):
        sets.publish_set(change_set=change_set, author=administrator)
    assert contents.live(english)["introduction"] == english.introduction


@pytest.mark.parametrize("name", ["publish", "unpublish", "delete", "move", "copy", "revert_to_page_revision"])
def test_no_page_changes_by_the_door_of_machines(name, statement, administrator, sign_in):
    client = sign_in(administrator)
    page = now(statement)
    page.introduction = "Par une autre porte."
    page.save_revision(user=administrator)
    assert client.get(f"/redaction/api/main/pages/{page.pk}/").status_code == 200
    assert client.post(f"/redaction/api/main/pages/{page.pk}/action/{name}/").status_code == 404
    assert now(statement).introduction == statement.introduction
