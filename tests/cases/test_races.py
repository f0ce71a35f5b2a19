"""Two people, one moment: two real connections each time."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from cases import actions
from cases.models import Case, Party, Procedure

pytestmark = pytest.mark.django_db(transaction=True)


def together(*works):
    """Run the works at once, each on its own connection; gives what each returned or raised."""
    results, ready = [None] * len(works), threading.Barrier(len(works))

    def run(index, work):
        ready.wait()
        try:
            results[index] = work()
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_one_link_opened_by_two_people_lets_one_in(draft, alice, benoit, outsider):
    _invitation, token = actions.invite(case=draft, actor=alice, email="someone@example.org")
    results = together(
        lambda: actions.accept_invitation(token=token, actor=benoit),
        lambda: actions.accept_invitation(token=token, actor=outsider),
    )
    assert sorted(type(result).__name__ for result in results) == ["Party", "ValidationError"]
    assert Party.objects.filter(case=draft).count() == 2


def test_two_invitations_at_once_make_one(draft, alice):
    results = together(
        lambda: actions.invite(case=draft, actor=alice, email="one@example.org"),
        lambda: actions.invite(case=draft, actor=alice, email="two@example.org"),
    )
    assert sum(isinstance(result, ValidationError) for result in results) == 1
    assert draft.invitations.count() == 1


def test_two_clicks_at_once_start_one_case(procedures, alice):
    marriage = Procedure.objects.get(code="marriage")
    together(*[lambda: actions.resume_or_start(procedure=marriage, actor=alice)] * 2)
    assert Case.objects.count() == 1


def test_answers_given_at_once_by_both_are_all_kept(couple, alice, benoit):
    first, second = couple.parties.all()
    together(
        lambda: actions.answer(case=couple, party=first, answers={"children": True}, actor=alice),
        lambda: actions.answer(case=couple, party=second, answers={"contract": True}, actor=benoit),
    )
    couple.refresh_from_db()
    assert couple.answers["children"] is couple.answers["contract"] is True
    asked = set(couple.pieces.filter(party=None, is_needed=True).values_list("requirement", flat=True))
    assert {"family-book", "notarial-certificate"} <= asked
