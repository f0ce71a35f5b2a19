"""Two people at the very same moment, on two real connections: one wins, the other is told who."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import close_old_connections, connection
from viewflow.workflow.models import Process, Task

from cases.models import Act, Case
from coworking.errors import SlotTaken
from notifications.models import Message
from tests.workflows.conftest import check, moment, node_of, task_of, time_passes
from workflows import actions
from workflows.conflicts import Conflict, TaskDone, TaskTaken
from workflows.models import WorkItem

pytestmark = pytest.mark.django_db(transaction=True)


def together(*verbs):
    """Run each verb in its own thread and connection, at once; what each gave or raised."""
    barrier = Barrier(len(verbs))

    def run(verb):
        close_old_connections()
        barrier.wait()
        try:
            return verb()
        except (Conflict, SlotTaken) as lost:
            return lost
        finally:
            connection.close()

    with ThreadPoolExecutor(len(verbs)) as pool:
        return list(pool.map(run, verbs))


def losers(results):
    return [result for result in results if isinstance(result, Exception)]


def test_two_claims(sent, volant, registrar):
    task = task_of(sent)
    results = together(
        lambda: actions.claim(task=task, actor=volant), lambda: actions.claim(task=task, actor=registrar)
    )
    (lost,) = losers(results)
    owner = WorkItem.objects.get(case=sent).owner
    assert isinstance(lost, TaskTaken)
    assert lost.by == owner == Task.objects.get(pk=task.pk).owner
    assert lost.at is not None


def test_two_executions(sent, volant, registrar):
    check(sent, volant)
    task = task_of(sent)
    lead_done = [lambda: actions.examine(task=task, actor=registrar, outcome="authentic")] * 2
    (lost,) = losers(together(*lead_done))
    assert isinstance(lost, TaskDone)
    assert lost.by == registrar
    assert Act.objects.filter(case=sent, verb="banns.published").count() == 1
    assert Task.objects.filter(process__case=sent, status="SCHEDULED").count() == 1


def test_two_submissions(ready, alice, benoit):
    results = together(
        lambda: actions.submit(case=ready, actor=alice), lambda: actions.submit(case=ready, actor=benoit)
    )
    (lost,) = losers(results)
    assert isinstance(lost, TaskDone)
    assert Process.objects.count() == 1
    assert WorkItem.objects.filter(case=ready).count() == 1
    assert Message.objects.filter(kind="case_submitted").count() == 2


def test_both_spouses_reconfirm_at_once(sent, volant, registrar, alice, benoit, hall):
    check(sent, volant)
    actions.examine(task=task_of(sent), actor=registrar, outcome="authentic")
    time_passes(sent)
    actions.plan_ceremony(task=task_of(sent), actor=alice, starts_at=moment(40), **hall)
    task = task_of(sent)
    results = together(
        lambda: actions.reconfirm(task=task, actor=alice), lambda: actions.reconfirm(task=task, actor=benoit)
    )
    assert sorted(results) == [False, True]
    assert node_of(sent) == "celebrate"


def test_withdrawing_while_a_registrar_examines(sent, volant, registrar, alice):
    check(sent, volant)
    task = task_of(sent)
    together(
        lambda: actions.examine(task=task, actor=registrar, outcome="authentic"),
        lambda: actions.withdraw(case=sent, actor=alice),
    )
    assert Case.objects.get(pk=sent.pk).state == "withdrawn"
    assert not WorkItem.objects.exists()
    assert not Task.objects.filter(process__case=sent, finished=None).exists()
