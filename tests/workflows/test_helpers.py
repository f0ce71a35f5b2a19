"""What somebody who helps one of the two does in a circuit: choose the date, and nothing that engages."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import demo as accounts_demo
from cases.models import Act, Case
from cases.queries import party_of
from mandates import actions as mandates
from mandates import demo as mandates_demo
from tests.workflows.conftest import check, moment, node_of, task_of
from workflows import actions, demo, queries
from workflows.next_steps import helpers_step


def let(giver, helper, *acts):
    terms = {"acts": acts, "everything": ["cases"], "until": timezone.now() + timedelta(days=30)}
    return mandates.accept(mandate=mandates.give(giver=giver, to=helper.email, **terms), actor=helper)


def step(case):
    return f"/fr/espace/dossiers/{case.public_id}/etapes/{task_of(case).pk}/"


@pytest.mark.parametrize("act", ["dates", "prepare", "messages"])
def test_the_date_is_chosen_with_the_act_for_it_and_no_other(to_plan, alice, outsider, hall, sign_in, act):
    let(alice, outsider, act)
    assert sign_in(outsider).get(step(to_plan)).status_code == (200 if act == "dates" else 404)
    if act == "dates":
        actions.plan_ceremony(task=task_of(to_plan), actor=outsider, starts_at=moment(40), **hall)
        assert node_of(to_plan) == "reconfirm"
        return
    with pytest.raises(PermissionDenied):
        actions.plan_ceremony(task=task_of(to_plan), actor=outsider, starts_at=moment(40), **hall)


def test_a_date_chosen_on_the_page_says_by_whom_and_for_whom(to_plan, alice, outsider, hall, sign_in):
    let(alice, outsider, "dates")
    client = sign_in(outsider)
    address = step(to_plan)
    place = client.get(address).content.decode().split('name="place" value="')[1].split('"')[0]
    assert client.post(address, {"place": place}).status_code == 302
    assert Act.objects.get(verb="ceremony.planned").signature == "Oscar Petit, pour Alice Martin"


def test_saying_yes_or_no_is_nobody_elses(planned, alice, outsider, sign_in):
    let(alice, outsider, "dates", "prepare", "messages")
    client = sign_in(outsider)
    for rest in ("", "refuser/"):
        assert client.get(step(planned) + rest).status_code == client.post(step(planned) + rest).status_code == 404
    for verb in (actions.reconfirm, actions.decline_ceremony):
        with pytest.raises(PermissionDenied):
            verb(task=task_of(planned), actor=outsider)


def test_sending_again_is_nobody_elses_and_the_papers_are_shown_instead(sent, alice, volant, outsider, sign_in):
    case = Case.objects.get(pk=sent.pk)
    piece = case.pieces.filter(party__user=alice).first()
    check(sent, volant, bad={piece.pk: "Floue."})
    mandate = let(alice, outsider, "prepare", "dates")
    assert sign_in(outsider).get(step(sent)).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.resend(task=task_of(sent), actor=outsider)
    case = Case.objects.get(pk=sent.pk)
    assert helpers_step(case, party_of(case, alice), mandate).url.endswith("/pieces/")


def test_the_inbox_costs_the_same_with_one_line_and_more(sent, alice, volant, outsider):
    queries.inbox(volant)  # what is remembered of the person
    counts = []
    for people in ([], [volant, outsider]):
        for person in people:
            let(alice, person, "messages")
        with CaptureQueriesContext(connection) as seen:
            page = queries.inbox(volant)
            assert [item.case.number for item in page.items] == [sent.number]
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_inbox_offers_no_task_of_a_case_one_helps_with(sent, alice, volant, outsider, sign_in):
    take = f"/agent/taches/{task_of(sent).pk}/prendre/"
    assert take in sign_in(volant).get("/agent/").content.decode()
    let(alice, volant, "messages")
    page = sign_in(volant).get("/agent/").content.decode()
    assert sent.number in page
    assert take not in page


def test_the_demo_s_newcomer_is_helped_with_a_case_and_again_changes_nothing(procedures):
    accounts_demo.load()
    for _again in range(2):
        mandates_demo.load()
        demo._begin_with_help(demo._cast("newcomer"), demo._cast("ambassador"))
    case = Case.objects.get()
    said = {act.verb or act.kind: act.signature for act in case.acts.all()}
    assert said["annotation"] == said["case.prepared"] == "Moussa Traoré, pour Nour Haddad"
