"""Who sees and does what in a case."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.utils import timezone

from accounts import policy
from accounts.models import Grant
from cases import actions, queries
from cases.enums import LIVE, CaseState, CeremonyState
from cases.models import Case, Ceremony
from coworking.actions import Wanted, insert
from coworking.models import Resource
from coworking.seeds import ensure_ceremony_resources

EVERYBODY = [
    "alice",
    "benoit",
    "outsider",
    "volant",
    "registrar",
    "lead",
    "officiant",
    "editor",
    "housing",
    "administrator",
]


@pytest.fixture
def cast(alice, benoit, outsider, volant, registrar, lead, officiant, editor, housing, administrator):
    people = [alice, benoit, outsider, volant, registrar, lead, officiant, editor, housing, administrator]
    return dict(zip(EVERYBODY, people, strict=True))


def allowed(cast, action, obj):
    return {name for name, user in cast.items() if policy.can(user, action, obj)}


PARTIES, AGENTS = {"alice", "benoit"}, {"volant", "registrar", "lead"}


def put(case, state):
    """Bring a case to a state, with the moments that go with it."""
    now = timezone.now()
    sent, closed = state != CaseState.DRAFT, state not in LIVE
    Case.objects.filter(pk=case.pk).update(
        state=state, submitted_at=now if sent else None, closed_at=now if closed else None
    )


@pytest.mark.parametrize(
    ("state", "who"),
    [
        (CaseState.DRAFT, PARTIES),
        (CaseState.OPEN, PARTIES | AGENTS),
        (CaseState.DONE, PARTIES | {"registrar", "lead"}),
        (CaseState.WITHDRAWN, PARTIES | {"registrar", "lead"}),
    ],
)
def test_the_policy_and_the_lists_agree_on_who_sees_a_case(couple, cast, state, who):
    put(couple, state)
    case = Case.objects.get(pk=couple.pk)
    assert allowed(cast, "cases.view_case", case) == who
    assert {name for name, user in cast.items() if queries.cases_visible_to(user).exists()} == who


def test_an_officiant_sees_only_the_cases_of_ones_own_ceremonies(opened, cast, officiant, alice):
    ensure_ceremony_resources()
    during = (timezone.now() + timedelta(days=30), timezone.now() + timedelta(days=30, minutes=30))
    bookings = [
        insert(Wanted(resource, *during), alice, "x")[0]
        for resource in (Resource.objects.get(code="petit-salon"), Resource.objects.get(user=officiant))
    ]
    Ceremony.objects.create(
        case=opened, starts_at=during[0], room=bookings[0], officiant=bookings[1],
        state=CeremonyState.BOOKED, reconfirm_before=during[0],
    )  # fmt: skip
    assert "officiant" in allowed(cast, "cases.view_case", opened)
    assert queries.cases_visible_to(officiant).get() == opened


def test_a_grant_opens_one_case_and_its_list(opened, outsider, lead):
    from django.contrib.contenttypes.models import ContentType

    Grant.objects.create(
        user=outsider, permission="cases.view_case", content_type=ContentType.objects.get_for_model(Case),
        object_id=str(opened.pk), reason="Avocat", granted_by=lead,
    )  # fmt: skip
    assert policy.can(outsider, "cases.view_case", opened)
    assert queries.case_visible_to(outsider, opened.public_id) == opened


def test_a_stranger_gets_the_404_of_a_case_that_does_not_exist(opened, outsider):
    with pytest.raises(Http404):
        queries.case_visible_to(outsider, opened.public_id)


def test_a_piece_is_seen_by_its_owner_and_the_agents_never_by_the_other_spouse(opened, cast, alice):
    piece = opened.pieces.get(requirement="identity", party__user=alice)
    assert allowed(cast, "cases.view_piece", piece) == {"alice"} | AGENTS
    shared = opened.pieces.get(requirement="witness-1")
    assert allowed(cast, "cases.view_piece", shared) == PARTIES | AGENTS


def test_a_paper_of_the_vault_is_read_by_the_agents_of_the_open_case_only(couple, cast, alice, paper):
    version = paper(alice, "passport")
    piece = couple.pieces.get(requirement="identity", party__user=alice)
    actions.provide_piece(piece=piece, actor=alice, version=version)
    other = paper(alice, "divorce-record")
    readers = {}
    for state in (CaseState.DRAFT, CaseState.OPEN, CaseState.DONE):
        put(couple, state)
        readers[state] = allowed(cast, "vault.read_version", version)
        assert allowed(cast, "vault.read_version", other) == {"alice"}
    assert readers == {CaseState.DRAFT: {"alice"}, CaseState.OPEN: {"alice"} | AGENTS, CaseState.DONE: {"alice"}}


def test_a_common_paper_is_read_by_both(couple, cast, alice, paper):
    version = paper(alice, "witness-identity")
    actions.provide_piece(piece=couple.pieces.get(requirement="witness-1"), actor=alice, version=version)
    assert allowed(cast, "vault.read_version", version) == PARTIES


def test_answers_are_closed_once_the_file_is_complete(opened, cast):
    assert allowed(cast, "cases.edit_answers", opened) == PARTIES
    Case.objects.filter(pk=opened.pk).update(completed_at=timezone.now())
    assert allowed(cast, "cases.edit_answers", Case.objects.get(pk=opened.pk)) == set()


def test_a_paper_a_live_case_rests_on_cannot_be_deleted(couple, alice, paper):
    from vault.actions import deletion_guards

    version = paper(alice, "passport")
    document = version.document
    assert not any(guard(document) for guard in deletion_guards)
    actions.provide_piece(
        piece=couple.pieces.get(requirement="identity", party__user=alice), actor=alice, version=version
    )
    assert any(couple.number in str(guard(document)) for guard in deletion_guards)
    put(couple, CaseState.DONE)
    assert not any(guard(document) for guard in deletion_guards)
