"""Rights that end: a case never sent, a ceremony that is over, an invitation sent again and again."""

import pytest
from django.core.exceptions import ValidationError

from accounts import policy
from cases import actions as case_actions
from cases.models import Case
from cases.queries import cases_visible_to
from tests.workflows.conftest import day_has_come, task_of
from workflows import actions


def test_a_case_withdrawn_before_it_was_sent_stays_the_couples(ready, alice, registrar):
    actions.withdraw(case=ready, actor=alice)
    case = Case.objects.get(pk=ready.pk)
    assert not cases_visible_to(registrar).filter(pk=case.pk).exists()
    assert not policy.can(registrar, "cases.view_case", case)
    assert cases_visible_to(alice).filter(pk=case.pk).exists()


def test_an_officiant_reads_the_case_until_the_ceremony_is_over(confirmed, officiant):
    assert cases_visible_to(officiant).filter(pk=confirmed.pk).exists()
    day_has_come(confirmed)
    actions.celebrate(task=task_of(confirmed), actor=officiant, outcome="no_show")
    case = Case.objects.get(pk=confirmed.pk)
    assert not cases_visible_to(officiant).filter(pk=case.pk).exists()
    assert not policy.can(officiant, "cases.view_case", case)


def test_invitations_do_not_become_a_nuisance(draft, alice):
    invitation, _token = case_actions.invite(case=draft, actor=alice, email="someone@example.org")
    for _time in range(4):
        invitation, _token = case_actions.resend_invitation(invitation=invitation, actor=alice)
    with pytest.raises(ValidationError, match="demain"):
        case_actions.resend_invitation(invitation=invitation, actor=alice)
    invitation.refresh_from_db()
    assert invitation.revoked_at is None
    case_actions.revoke_invitation(invitation=invitation, actor=alice)
    for turn in range(5):
        invitation, _token = case_actions.invite(case=draft, actor=alice, email=f"n{turn}@example.org")
        case_actions.revoke_invitation(invitation=invitation, actor=alice)
    with pytest.raises(ValidationError, match="demain"):
        case_actions.invite(case=draft, actor=alice, email="encore@example.org")
