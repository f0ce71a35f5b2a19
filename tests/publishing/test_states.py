"""Publication states: who may what in each, the ways between them, where they hold; and the simulator."""

import dataclasses
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts import policy
from changesets.actions import trash
from cms.models import Edition
from journal.models import Entry
from notifications.models import Message
from publishing import circuits, definitions, house, queries, shipped, simulator
from publishing.enums import ACTIONS, DELETE, EDIT, PUBLISH, VIEW, Visibility
from publishing.models import PageState, SchemeVersion
from tests.search.conftest import titles_of

from .test_rights import CAST, disagreements, fresh

TABLE = {
    # state: who reads, edits, publishes, among the cast
    "draft": ("editor reviewer administrator", "editor reviewer administrator", ""),
    "review": ("everybody", "reviewer administrator", ""),
    "internal": ("registrar editor reviewer administrator partner", "editor reviewer administrator", ""),
    "online": ("everybody", "editor reviewer administrator", "reviewer administrator"),
    "archived": ("editor reviewer administrator", "administrator", ""),
}


@pytest.fixture
def scheme(administrator):
    return circuits.make(name="Cinq états", definition=shipped.first_definition(), actor=administrator)


@pytest.fixture
def statement(site):
    return site("fr", "accessibilite")


@pytest.fixture
def placed(scheme, statement, administrator):
    return circuits.place(scheme=scheme, page=statement, kind=None, actor=administrator)


@pytest.fixture
def people(request):
    return {name: request.getfixturevalue(name) for name in CAST}


def again(statement):
    return type(statement).objects.get(pk=statement.pk)


def state_of(statement):
    return house.state_of(again(statement)).code


def go(statement, code, actor, comment="Pour essayer"):
    statement = again(statement)
    return circuits.move(page=statement, code=code, seen=state_of(statement), actor=fresh(actor), comment=comment)


def put(statement, code, administrator):
    """Straight into a state, as a former scheme may have left it."""
    row = PageState.objects.get(page_id=statement.pk)
    row.state = code
    row.save()
    circuits.show_moved(again(statement).page_ptr, house.state_of(again(statement)), administrator)


@pytest.mark.parametrize("code", TABLE)
def test_the_state_says_who_reads_edits_and_publishes(code, placed, statement, people, administrator):
    put(statement, code, administrator)
    expected = [set(CAST) if each == "everybody" else set(each.split()) for each in TABLE[code]]
    for action, names in zip((VIEW, EDIT, PUBLISH), expected, strict=True):
        assert {n for n in CAST if policy.can(fresh(people[n]), action, again(statement))} == names, action
    assert disagreements(people) == []


def test_they_agree_too_where_pages_of_a_scheme_are_shared(placed, statement, people, administrator, share):
    share(statement, EDIT, PUBLISH, user=people["partner"], until=timezone.now() + timedelta(days=2))
    assert policy.can(fresh(people["partner"]), EDIT, again(statement))
    put(statement, "archived", administrator)
    assert not policy.can(fresh(people["partner"]), EDIT, again(statement))
    assert disagreements(people) == []


def test_a_page_goes_from_its_author_through_the_reviewer_to_the_public(placed, statement, editor, reviewer, sign_in):
    put(statement, "draft", editor)
    assert Client().get("/fr/accessibilite/").status_code == 404
    statement = again(statement)
    statement.introduction = "Une phrase toute neuve."
    statement.save_revision(user=editor)
    go(statement, "submit", editor)
    assert Message.objects.filter(kind="page_moved", recipient=reviewer).exists()
    go(statement, "publish", reviewer)
    assert "Une phrase toute neuve." in Client().get("/fr/accessibilite/").content.decode()
    assert Entry.objects.filter(verb="page.moved_state").count() == 2


def test_whoever_wrote_the_last_version_does_not_publish_it(placed, statement, reviewer):
    put(statement, "review", reviewer)
    again(statement).save_revision(user=reviewer)
    with pytest.raises(ValidationError, match="Une autre personne"):
        go(statement, "publish", reviewer)
    assert state_of(statement) == "review"


def test_a_transition_is_for_those_it_names_asks_for_its_word_and_is_made_once(placed, statement, editor, reviewer):
    put(statement, "review", reviewer)
    with pytest.raises(ValidationError, match="revient à d’autres"):
        go(statement, "send_back", editor)
    with pytest.raises(ValidationError, match="un mot"):
        go(statement, "send_back", reviewer, comment=" ")
    go(statement, "send_back", reviewer)
    with pytest.raises(circuits.AlreadyDone):
        circuits.move(page=again(statement), code="send_back", seen="review", actor=reviewer, comment="Encore")


def test_an_internal_page_exists_for_agents_alone(placed, statement, administrator, registrar, alice, sign_in):
    again(statement).save_revision()
    put(statement, "internal", administrator)
    go(statement, "submit", administrator)
    go(statement, "inside", administrator)
    for client in (Client(), sign_in(alice), sign_in(registrar)):
        assert client.get("/fr/accessibilite/").status_code == 404
        assert "/fr/accessibilite/" not in client.get("/sitemap.xml").content.decode()
    assert statement.title not in titles_of(Client().get("/fr/recherche/", {"q": statement.title}))
    address = f"/agent/pages/{statement.pk}/"
    read = sign_in(registrar).get(address)
    assert statement.title in read.content.decode()
    assert "no-store" in read.headers["Cache-Control"]
    assert statement.title in sign_in(registrar).get("/agent/pages/").content.decode()
    assert sign_in(alice).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_the_nearest_place_wins_and_a_kind_before_all(site, scheme, administrator):
    other = circuits.make(name="Autre", definition=shipped.first_definition(), actor=administrator)
    family = site("fr", "citoyennete")
    child = family.get_children().first()
    circuits.place(scheme=scheme, page=family, kind=None, actor=administrator)
    assert house.now().place_of(child).scheme == scheme.pk
    circuits.place(scheme=other, page=family, kind=child.content_type, actor=administrator)
    assert house.now().place_of(child).scheme == other.pk
    assert house.now().place_of(family).scheme == scheme.pk
    assert house.now().place_of(site("fr", "accessibilite")) is None


def test_applying_a_scheme_leaves_online_what_is_online(placed, statement):
    assert state_of(statement) == "online"
    assert Client().get("/fr/accessibilite/").status_code == 200


def test_a_state_that_goes_away_says_where_its_pages_go(placed, scheme, statement, administrator):
    before = shipped.first_definition()
    after = dataclasses.replace(
        before,
        states=tuple(s for s in before.states if s.code != "online"),
        transitions=(
            *tuple(t for t in before.transitions if t.code not in ("publish", "submit", "archive")),
            definitions.Transition("submit", "Envoyer", ("draft",), "review", who=("editors",)),
            definitions.Transition("archive", "Archiver", ("internal",), "archived", who=("reviewers",)),
        ),
    )
    asked = {"scheme": scheme, "seen": 1, "name": scheme.name, "definition": after, "actor": administrator}
    with pytest.raises(ValidationError, match="où vont les pages"):
        circuits.change(**asked)
    assert scheme.current.number == 1
    circuits.change(**asked, homes={"online": "internal"})
    assert state_of(statement) == "internal"
    assert not again(statement).live
    assert [version.number for version in scheme.versions.all()] == [2, 1]
    with pytest.raises(circuits.AlreadyDone):
        circuits.change(**asked)


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ({"states": ()}, "au moins un état"),
        ({"transitions": ()}, "Aucune étape ne mène"),
        ({"states": shipped.first_definition().states[::-1]}, "Aucune étape"),
    ],
)
def test_a_scheme_that_leaves_pages_without_a_way_is_refused(broken, words, administrator):
    definition = dataclasses.replace(shipped.first_definition(), **broken)
    if broken.get("states"):
        definition = dataclasses.replace(definition, transitions=definition.transitions[:2])
    with pytest.raises(ValidationError, match=words):
        circuits.make(name="Cassé", definition=definition, actor=administrator)
    assert not SchemeVersion.objects.exists()


def test_the_simulator_says_what_the_policy_then_answers(placed, scheme, statement, people, administrator):
    place = house.now().place_of(statement)
    for code in TABLE:
        foreseen = {name: sight_of(people[name], statement, place, code) for name in CAST}
        put(statement, code, administrator)
        for name in CAST:
            user, now, sight = fresh(people[name]), again(statement), foreseen[name]
            said = {right.action for right in sight.rights}
            assert {a for a in ACTIONS if a != VIEW and policy.can(user, a, now)} == said, (code, name)
            assert policy.can(user, VIEW, now) == sight.reads, (code, name)


def sight_of(user, statement, place, code):
    sights = simulator.sights(fresh(user), again(statement), place)
    return next(each for each in sights if each.state.code == code)


def test_a_role_is_simulated_without_anybody_holding_it(placed, statement):
    sights = simulator.sights(simulator.somebody("reviewers"), statement, house.now().place_of(statement))
    online = next(each for each in sights if each.state.code == "online")
    assert {right.action for right in online.rights} >= {EDIT, PUBLISH}
    assert [(way.transition.code, way.refusal) for way in online.ways] == [("submit", None), ("archive", None)]


def test_what_would_change_is_said_before_and_nothing_is_written(scheme, statement, editor, reviewer, administrator):
    def can(user):
        return {action for action in (EDIT, PUBLISH, DELETE) if policy.can(fresh(user), action, again(statement))}

    before = {user: can(user) for user in (editor, reviewer)}
    changes = simulator.changes(statement, scheme)
    assert not PageState.objects.exists()
    assert before == {user: can(user) for user in (editor, reviewer)}
    circuits.place(scheme=scheme, page=statement, kind=None, actor=administrator)
    for user in (editor, reviewer):
        said = {
            (each.action, each.is_gain)
            for each in changes
            if each.person == user and each.action in (EDIT, PUBLISH, DELETE)
        }
        real = {(action, action in can(user)) for action in before[user] ^ can(user)}
        assert said == real


def changed(scheme, code, visibility, administrator):
    """A new version of the scheme, where the state ``code`` is seen otherwise."""
    said = scheme.current.said
    states = [dataclasses.replace(each, visibility=visibility) if each.code == code else each for each in said.states]
    definition = dataclasses.replace(said, states=tuple(states))
    seen = scheme.current.number
    circuits.change(scheme=scheme, seen=seen, name=scheme.name, definition=definition, actor=administrator)


def test_changing_a_scheme_leaves_alone_pages_in_the_trash_and_pages_that_moved_away(
    placed, scheme, site, statement, administrator
):
    moved = site("fr", "etat-civil")
    child = statement.add_child(instance=type(statement)(title="Partie", slug="partie", locale=statement.locale))
    child.save_revision().publish()
    PageState.objects.update_or_create(page_id=child.pk, defaults={"scheme": scheme, "state": "internal"})
    again(child).move(again(moved), pos="last-child")
    assert again(child).live
    put(statement, "online", administrator)
    trash.discard(page=again(statement).page_ptr, author=administrator)
    changed(scheme, "internal", Visibility.WORKERS, administrator)
    changed(scheme, "online", Visibility.PUBLIC, administrator)
    assert again(child).live
    assert not again(statement).live


def test_a_page_put_away_is_not_published_later_by_the_clock(placed, statement, administrator):
    page = again(statement)
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision(approved_go_live_at=page.go_live_at)
    put(statement, "archived", administrator)
    assert not again(statement).revisions.filter(approved_go_live_at__isnull=False).exists()
    PageState.objects.filter(page_id=statement.pk).update(state="draft")
    again(statement).save_revision(approved_go_live_at=timezone.now())
    put(statement, "archived", administrator)
    assert not again(statement).revisions.filter(approved_go_live_at__isnull=False).exists()


def test_placing_a_scheme_is_one_edition(scheme, site, administrator):
    family = site("fr", "citoyennete")
    with patch.object(Edition.objects, "update_or_create", wraps=Edition.objects.update_or_create) as renewed:
        circuits.place(scheme=scheme, page=family, kind=None, actor=administrator)
    assert renewed.call_count == 1


def test_internal_pages_are_listed_with_as_many_queries_for_one_as_for_many(
    placed, statement, administrator, registrar, django_assert_max_num_queries
):
    put(statement, "internal", administrator)
    for number in range(8):
        child = statement.add_child(
            instance=type(statement)(title=f"Interne {number}", slug=f"interne-{number}", locale=statement.locale)
        )
        PageState.objects.update_or_create(page_id=child.pk, defaults={"scheme": placed.scheme, "state": "internal"})
        type(child).objects.filter(pk=child.pk).update(live=False)
    reader = fresh(registrar)
    with django_assert_max_num_queries(9):
        assert len(queries.read_by(reader)) >= 9


def test_a_shared_right_takes_no_step_from_a_state_where_shared_rights_do_not_hold(
    placed, statement, partner, editor, share
):
    share(statement, EDIT, PUBLISH, user=partner, until=timezone.now() + timedelta(days=2))
    put(statement, "review", editor)
    again(statement).save_revision(user=editor)
    with pytest.raises(ValidationError, match="revient à d’autres"):
        go(statement, "publish", partner)
    assert state_of(statement) == "review"
