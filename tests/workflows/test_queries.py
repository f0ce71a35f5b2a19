"""The inbox: who sees what, in order, by pages, in few queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from cases.models import Case, Party
from tests.workflows.conftest import check, task_of
from workflows import actions, queries, rules
from workflows.models import WorkItem


def numbers(page):
    return [item.case.number for item in page.items]


def copies(case, count):
    """More cases with an open task at the counter, by rows: the inbox reads nothing else."""
    model = WorkItem.objects.select_related("task").get(case=case)
    for index in range(count):
        copy = Case.objects.get(pk=case.pk)
        copy.pk, copy.process, copy.binder, copy.number = None, None, None, f"M-COPY-{index:03d}"
        copy.public_id, copy._state.adding = __import__("uuid").uuid4(), True
        copy.search_text = f"m-copy-{index:03d} zoe nguyen"
        copy.save()
        for party in case.parties.all():
            Party.objects.create(case=copy, user=party.user, role=party.role)
        task = model.task
        task.pk, task._state.adding = None, True
        task.save()
        WorkItem.objects.create(
            task=task, case=copy, node=model.node, service=model.service, lane=model.lane, deadline=model.deadline
        )


def test_each_agent_sees_the_work_of_the_service(sent, volant, registrar, housing, alice):
    assert numbers(queries.inbox(volant)) == [sent.number]
    assert numbers(queries.inbox(registrar)) == numbers(queries.inbox(housing)) == []
    check(sent, volant)
    assert numbers(queries.inbox(volant)) == []
    assert numbers(queries.inbox(registrar)) == [sent.number]
    assert numbers(queries.inbox(alice)) == []


def test_boxes_and_their_counts(sent, volant, registrar):
    actions.claim(task=task_of(sent), actor=volant)
    assert queries.counts(volant) == {"mine": 1, "service": 0, "late": 0, "residents": 0}
    WorkItem.objects.update(deadline=timezone.now() - timedelta(days=1))
    assert queries.counts(volant)["late"] == 1
    piece = sent.pieces.filter(is_needed=True).first()
    check(sent, volant, bad={piece.pk: "Floue."})
    assert queries.counts(volant)["residents"] == queries.counts(registrar)["residents"] == 1


def test_residents_find_their_own_steps(to_plan, alice, benoit, outsider):
    assert [item.node for item in queries.tasks_for_resident(alice)] == ["plan_ceremony"]
    assert len(queries.tasks_for_resident(benoit)) == 1
    assert queries.tasks_for_resident(outsider) == []


@pytest.mark.parametrize("words", ["martin", "MARTIN", "benoît", "benoit diallo", "martin alice"])
def test_search_by_name(sent, volant, words):
    assert numbers(queries.inbox(volant, search=words)) == [sent.number]


@pytest.mark.parametrize("words", ["zzz", "%", "_______________________________________", "\x00x", "martin zoe"])
def test_search_finds_nothing_else(sent, volant, words):
    assert numbers(queries.inbox(volant, search=words)) == []


def test_search_by_number(sent, volant):
    assert numbers(queries.inbox(volant, search=sent.number)) == [sent.number]


def test_pages_hold_every_item_once(sent, volant):
    copies(sent, 6)
    seen, cursor = [], ""
    while True:
        page = queries.inbox(volant, after=cursor, size=3)
        seen += numbers(page)
        cursor = page.next_cursor
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 7


FORGED = ["x", "_", "2026-13-45T00:00:00+00:00_1", "2026-01-01_9", "2026-01-01T00:00:00_1", "\x00_\x00"]


@pytest.mark.parametrize("cursor", FORGED)
def test_a_forged_cursor_is_the_first_page(sent, volant, cursor):
    assert numbers(queries.inbox(volant, after=cursor)) == [sent.number]


def read_inbox(user):
    user = User.objects.get(pk=user.pk)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        page = queries.inbox(user)
        queries.counts(user)
        for item in page.items:
            queries.title_of(item), item.owner, [str(party.user) for party in item.case.parties.all()]
            rules.can_claim(user, item)
    return len(captured)


def test_the_inbox_costs_the_same_at_one_and_three(sent, volant):
    one = read_inbox(volant)
    copies(sent, 2)
    assert read_inbox(volant) == one <= 12


def test_colleagues_are_those_who_may_do_it(sent, volant, registrar, lead, housing, officiant):
    item = queries.item_visible_to(volant, task_of(sent).pk)
    assert set(queries.colleagues(item)) == {volant, registrar, lead}


def test_a_task_over_says_so(sent, volant, outsider):
    task = task_of(sent)
    assert queries.finished_task(task.pk) is None
    assert queries.item_visible_to(outsider, task.pk) is None
    check(sent, volant)
    assert queries.finished_task(task.pk).by == volant
    assert queries.case_of_task(task.pk) == sent


def test_a_count_stops_where_nobody_reads_it_any_more(sent, volant, monkeypatch):
    from workflows.views.inbox import counted

    assert (counted(999), counted(1000)) == (999, "999+")
    monkeypatch.setattr(queries, "MANY", 0)
    assert queries.counts(volant)["service"] == 0
