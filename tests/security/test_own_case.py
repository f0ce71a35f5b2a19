"""An agent who marries: one's own case is read as a resident, and handled by colleagues."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts import policy
from accounts.enums import Role
from accounts.models import Membership
from cases.models import Case
from tests.workflows.conftest import check, task_of
from workflows import actions


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
