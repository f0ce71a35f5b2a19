"""A PACS: no banns, no hearing; the registrar records it."""

import pytest
from django.core.exceptions import ValidationError

from cases import actions as case_actions
from cases.models import Case, Certificate
from coworking.models import Resource
from tests.workflows.conftest import (
    COUPLE,
    YES,
    check,
    day_has_come,
    moment,
    node_of,
    task_of,
    time_passes,
)
from workflows import actions
from workflows.milestones import frieze


@pytest.fixture
def draft(procedures, alice):
    return case_actions.start_case(procedure=procedures["pacs"], actor=alice)


@pytest.fixture
def couple(draft, alice, benoit):
    _invitation, token = case_actions.invite(case=draft, actor=alice, email="someone@example.org")
    case_actions.accept_invitation(token=token, actor=benoit)
    asked = {question["code"] for question in draft.version.definition["questions"]}
    for party in draft.parties.all():
        answers = {code: value for code, value in {**YES, **COUPLE}.items() if code in asked}
        case_actions.answer(case=draft, party=party, answers=answers, actor=party.user)
        answer_the_rest(draft, party)
    return Case.objects.get(pk=draft.pk)


def answer_the_rest(case, party):
    from cases.queries import unanswered

    given = {
        "choice": lambda question: question["choices"][0]["value"],
        "yesno": lambda question: question["code"] == "residence",
        "text": lambda question: "Paris",
        "date": lambda question: "1990-01-01",
    }
    party.refresh_from_db()
    case = Case.objects.get(pk=case.pk)
    for question in unanswered(case, party):
        answer = {question["code"]: given[question["kind"]](question)}
        case_actions.answer(case=case, party=party, answers=answer, actor=party.user)


def test_the_whole_story(sent, volant, registrar, alice, benoit, hall):
    check(sent, volant)
    with pytest.raises(ValidationError):
        actions.examine(task=task_of(sent), actor=registrar, outcome="hearing", note="Pas ici.")
    actions.examine(task=task_of(sent), actor=registrar, outcome="authentic")
    assert node_of(sent) == "plan_ceremony"
    room = Resource.objects.get(code="petit-salon")
    actions.plan_ceremony(task=task_of(sent), actor=alice, room=room, starts_at=moment(20))
    time_passes(sent, "reconfirmation_over")
    actions.plan_ceremony(task=task_of(sent), actor=benoit, room=room, starts_at=moment(25))
    actions.reconfirm(task=task_of(sent), actor=alice)
    actions.reconfirm(task=task_of(sent), actor=benoit)
    day_has_come(sent)
    actions.celebrate(task=task_of(sent), actor=registrar, outcome="held")
    sent.refresh_from_db()
    assert sent.state == "done"
    assert Certificate.objects.filter(case=sent).exists()
    assert {step.state for step in frieze(sent)} == {"done"}
