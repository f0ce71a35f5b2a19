"""The clock, steps that are gone, and putting a case back on its way."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.utils import timezone
from viewflow.workflow.models import Process, Task

from cases import civil
from cases.models import Banns
from journal.models import Entry
from tests.workflows.conftest import check, node_of, task_of, time_passes
from workflows import actions, engine, queries
from workflows.conflicts import TaskGone
from workflows.flows.marriage import MarriageFlow
from workflows.milestones import frieze
from workflows.models import WorkItem


@pytest.fixture
def in_banns(sent, volant, registrar):
    check(sent, volant)
    actions.examine(task=task_of(sent), actor=registrar, outcome="authentic")
    return sent


def timer(case):
    return Task.objects.get(process__case=case, status="SCHEDULED")


def test_banns_last_as_long_as_the_procedure_says(in_banns):
    assert (in_banns.banns.until - in_banns.banns.published_at).days == 10
    assert timer(in_banns).scheduled == in_banns.banns.until


def test_nothing_fires_before_its_time(in_banns):
    assert engine.fire_due() == 0
    assert engine.fire_due(now=in_banns.banns.until) == 1
    assert engine.fire_due(now=in_banns.banns.until) == 0
    assert node_of(in_banns) == "plan_ceremony"


def test_the_command_fires_too(in_banns, capsys):
    Task.objects.filter(pk=timer(in_banns).pk).update(scheduled=timezone.now())
    call_command("fire_timers")
    assert capsys.readouterr().out.strip() == "1"


def test_a_failing_timer_undoes_itself_and_is_tried_again(in_banns, monkeypatch):
    def fail(**kwargs):
        raise RuntimeError("Alice Martin")

    monkeypatch.setattr(civil, "close_banns", fail)
    assert time_passes(in_banns) == 0
    task = timer(in_banns)
    assert task.scheduled > timezone.now()
    assert "Martin" not in str(task.data)
    entry = Entry.objects.get(verb="task.timer_failed")
    assert entry.data["error"] == "RuntimeError"
    assert "Martin" not in entry.payload
    monkeypatch.undo()
    assert time_passes(in_banns) == 1
    assert Banns.objects.get(case=in_banns).closed_at is not None


def test_one_failing_timer_does_not_stop_the_others(planned, monkeypatch):
    monkeypatch.setattr(MarriageFlow.ask_reconfirmation, "_func", lambda activation: 1 / 0)
    Task.objects.filter(status="SCHEDULED").update(scheduled=timezone.now())
    assert engine.fire_due() >= 1
    assert node_of(planned) == "plan_ceremony"


def forget_step(monkeypatch, name):
    """The circuit of tomorrow, without this step."""
    monkeypatch.delitem(MarriageFlow._nodes_by_name, name)
    _forget_references()


def _forget_references():
    from viewflow.workflow import fields

    fields.import_task_by_ref.cache_clear()


@pytest.fixture
def forgetting(monkeypatch):
    yield lambda name: forget_step(monkeypatch, name)
    monkeypatch.undo()
    _forget_references()


def test_a_removed_step_leaves_the_case_visible_and_movable(sent, volant, registrar, lead, alice, forgetting):
    check(sent, volant)
    task = task_of(sent)
    forgetting("examine")
    item = queries.item_visible_to(registrar, task.pk)
    assert queries.title_of(item) == "Étape à remettre en route"
    assert [found.pk for found in queries.inbox(registrar).items] == [item.pk]
    assert queries.now_sentence(sent)
    assert [step.state for step in frieze(sent)][:3] == ["done", "done", "waiting"]
    with pytest.raises(TaskGone):
        actions.claim(task=Task.objects.get(pk=task.pk), actor=registrar)
    with pytest.raises(PermissionDenied):
        actions.move(case=sent, node="hearing", actor=registrar, reason="Circuit changé.")
    with pytest.raises(ValidationError):
        actions.move(case=sent, node="nowhere", actor=lead, reason="Circuit changé.")
    actions.move(case=sent, node="hearing", actor=lead, reason="Circuit changé.")
    assert node_of(sent) == "hearing"
    assert Entry.objects.filter(verb="task.moved", reason="Circuit changé.").exists()
    actions.hold_hearing(task=task_of(sent), actor=registrar, outcome="favourable")
    assert sent.banns.closed_at is None


def test_a_removed_step_lets_people_withdraw(sent, volant, alice, forgetting):
    check(sent, volant)
    forgetting("examine")
    actions.withdraw(case=sent, actor=alice)
    assert not WorkItem.objects.exists()
    assert not Task.objects.filter(process__case=sent, finished=None).exists()


def test_a_removed_circuit_lets_the_case_be_seen_and_moved(sent, volant, registrar, lead):
    check(sent, volant)
    Process.objects.filter(case=sent).update(flow_class="workflows/flows.gone.GoneFlow")
    Task.objects.filter(process__case=sent).update(flow_task="workflows/flows.gone.GoneFlow.examine")
    sent.refresh_from_db()
    assert len(frieze(sent)) == 8
    assert queries.inbox(registrar).items
    with pytest.raises(TaskGone):
        actions.claim(task=task_of(sent), actor=registrar)
    actions.move(case=sent, node="examine", actor=lead, reason="Nouveau circuit.")
    actions.examine(task=task_of(sent), actor=registrar, outcome="authentic")
    assert sent.banns.closed_at is None


def test_a_cancelled_step_disarms_its_deadlines(planned):
    task = task_of(planned)
    task.flow_task.activation_class(task).cancel()
    assert not Task.objects.filter(process__case=planned, status="SCHEDULED").exists()
    assert not WorkItem.objects.filter(case=planned).exists()


def test_a_revived_step_gets_its_inbox_row_and_deadlines_back(planned):
    task = task_of(planned)
    activation = task.flow_task.activation_class(task)
    activation.cancel()
    revived = activation.revive()
    assert WorkItem.objects.get(case=planned).task == revived
    assert Task.objects.filter(process__case=planned, status="SCHEDULED").count() == 3


def test_one_task_stays_cheap(sent, volant, registrar, django_assert_max_num_queries):
    check(sent, volant)
    task = task_of(sent)
    actions.claim(task=task, actor=registrar)
    with django_assert_max_num_queries(20):
        actions.examine(task=Task.objects.get(pk=task.pk), actor=registrar, outcome="hearing", note="Venez.")
