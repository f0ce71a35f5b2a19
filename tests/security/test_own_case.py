"""An agent who marries, or helps somebody who does: the case is read in the space, and handled by colleagues."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts import policy
from accounts.enums import Role
from accounts.models import Membership
from cases.models import Case
from mandates import actions as mandates
from mandates.models import Mandate
from tests.workflows.conftest import check, task_of
from workflows import actions
from workflows.queries import colleagues


@pytest.fixture(params=[("etat-civil", Role.TEAM_LEAD), ("antenne-logement", Role.SERVICE_AGENT)])
def alice_agent(request, alice, services):
    code, role = request.param
    Membership.objects.create(user=alice, service=services[code], role=role)
    alice.__dict__.pop("roles", None)
    return alice


def test_the_agents_pages_of_ones_own_case_are_closed(sent, alice_agent, sign_in):
    client, address = sign_in(alice_agent), f"/agent/dossiers/{sent.public_id}/"
    task = f"/agent/taches/{task_of(sent).pk}/"
    assert [client.get(page).status_code for page in (address, task, address + "annuler/")] == [403, 403, 403]
    assert client.post(task + "prendre/").status_code == 403
    assert str(sent.public_id) not in client.get("/agent/", {"q": sent.number}).content.decode()
    assert client.get(f"/fr/espace/dossiers/{sent.public_id}/").status_code == 200


def test_nobody_examines_ones_own_case(sent, volant, alice_agent):
    check(sent, volant)
    for verb in (actions.claim, lambda **who: actions.examine(outcome="authentic", **who)):
        with pytest.raises(PermissionDenied):
            verb(task=task_of(sent), actor=alice_agent)


def test_an_agent_reads_no_paper_of_the_person_they_marry(sent, alice_agent, benoit):
    case = Case.objects.get(pk=sent.pk)
    theirs = case.pieces.filter(party__user=benoit, version__isnull=False)
    assert theirs
    for piece in theirs:
        assert not policy.can(alice_agent, "vault.read_version", piece.version)
        assert not policy.can(alice_agent, "cases.view_piece", piece)
    for action in ("cases.note", "workflows.cancel", "workflows.move"):
        assert not policy.can(alice_agent, action, case)


@pytest.fixture(params=["helps now", "helped since the case began", "helps with papers only"])
def helping_lead(request, sent, alice, lead):
    """The team lead of the registry, who helps Alice, or did."""
    acts, things = (["add_papers"], []) if "papers" in request.param else (["prepare"], ["cases"])
    until = timezone.now() + timedelta(days=3)
    asked = mandates.give(giver=alice, to=lead.email, acts=acts, everything=things, until=until)
    mandate = mandates.accept(mandate=asked, actor=lead)
    if "helped" in request.param:
        mandates.end(mandate=mandate, actor=lead)
    return lead


def test_who_helps_one_of_the_two_handles_nothing_of_the_case(sent, volant, helping_lead, sign_in):
    check(sent, volant)
    task, case = task_of(sent), Case.objects.get(pk=sent.pk)
    for verb in (actions.claim, lambda **who: actions.examine(outcome="authentic", **who)):
        with pytest.raises(PermissionDenied):
            verb(task=task, actor=helping_lead)
    for action in ("cases.note", "cases.revoke_certificate", "workflows.cancel", "workflows.move"):
        assert not policy.can(helping_lead, action, case)
    assert helping_lead not in colleagues(case.work_items.get())
    client, address = sign_in(helping_lead), f"/agent/dossiers/{sent.public_id}/"
    for page in (address, f"/agent/taches/{task.pk}/", address + "annuler/", address + "remettre/"):
        assert client.get(page).status_code in (403, 404)
    piece = case.pieces.filter(version__isnull=False).first()
    assert not policy.can(helping_lead, "vault.read_version", piece.version)


def test_whose_mandate_ended_before_the_case_began_handles_it(sent, alice, volant, lead):
    until = timezone.now() + timedelta(days=3)
    asked = mandates.give(giver=alice, to=lead.email, acts=["add_papers"], until=until)
    mandates.end(mandate=mandates.accept(mandate=asked, actor=lead), actor=lead)
    Mandate.objects.update(ended_at=sent.created_at - timedelta(days=1))
    check(sent, volant)
    actions.claim(task=task_of(sent), actor=lead)
    assert policy.can(lead, "workflows.move", Case.objects.get(pk=sent.pk))
