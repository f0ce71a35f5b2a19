"""The only code that touches Viewflow's activations.

Every verb takes the lock of the case's process, reads the task again, checks the right of the person itself, moves the
case, writes the log and lets the steps keep the inbox, all in one transaction. Who comes second gets a ``Conflict``.
"""

from contextlib import contextmanager
from types import SimpleNamespace

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import CharField, Prefetch
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _
from viewflow.workflow.exceptions import FlowLockFailed
from viewflow.workflow.fields import get_flow_ref
from viewflow.workflow.lock import lock_scope
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS, STATUS

from cases.models import Party
from journal.actions import record

from . import rules
from .conflicts import Conflict, TaskBusy, TaskDone, TaskGone, TaskTaken
from .flows import REGISTRY
from .flows.common import TownHall
from .flows.nodes import HumanStep
from .models import WorkItem

__all__ = [
    "Conflict",
    "TaskBusy",
    "TaskDone",
    "TaskGone",
    "TaskTaken",
    "cancel_process",
    "claim",
    "execute",
    "executing",
    "fire_due",
    "move",
    "reassign",
    "release",
    "start",
]

OVER = [STATUS.DONE, STATUS.CANCELED, STATUS.REVIVED]
CASE = ("process__case__version__procedure", "process__case__service", "owner")
PEOPLE = Prefetch("process__case__parties", Party.objects.select_related("user__message_preference"))


@contextmanager
def holding(process_id):
    """One hand at a time on a process, until the end of the transaction."""
    try:
        with lock_scope(TownHall.lock_impl, _AnyFlow, process_id):
            yield
    except FlowLockFailed as error:
        raise TaskBusy from error


class _AnyFlow:
    """What the lock needs of a flow: it must hold even when the flow's class is gone."""

    process_class = Process


def start(*, case, actor):
    """Send ``case`` on the circuit of its procedure."""
    flow = REGISTRY[case.procedure.flow]
    process = flow.start.run(case=case, actor=actor)
    record("task.started", actor=actor, target=case, data={"process": process.pk})
    return process


@contextmanager
def opened(task, actor):
    """The activation of a human task that is still to be done, locked and read again."""
    with holding(task.process_id):
        fresh = Task.objects.select_related(*CASE).prefetch_related(PEOPLE).get(pk=task.pk)
        if not isinstance(fresh.flow_task, HumanStep):
            raise TaskGone
        if fresh.finished or fresh.status not in (STATUS.NEW, STATUS.ASSIGNED):
            raise TaskDone(fresh.owner, fresh.finished)
        fresh.process.actor = actor
        yield fresh.flow_task.activation_class(fresh)


def claim(*, task, actor):
    """``actor`` takes the task; again by the same person changes nothing."""
    with opened(task, actor) as activation:
        _require(rules.may_do(actor, activation.flow_task, activation.process.case))
        if _taken_by_another(activation.task, actor):
            raise TaskTaken(activation.task.owner, activation.task.assigned)
        if activation.task.owner_id is None:
            _give(activation, actor)
            _note("task.claimed", activation, actor)
    return activation.task


def release(*, task, actor):
    """Give the task back to the service: by who has it, or by the team lead."""
    with opened(task, actor) as activation:
        held = activation.task.owner_id
        _require(held == actor.pk or rules.leads(actor, activation.process.case))
        if held:
            activation.unassign()
            WorkItem.objects.filter(task=activation.task).update(owner=None)
            _note("task.released", activation, actor)
    return activation.task


def reassign(*, task, actor, to):
    """The team lead, or whoever has it, hands the task to a colleague who may do it."""
    with opened(task, actor) as activation:
        case = activation.process.case
        _require(rules.leads(actor, case) or activation.task.owner_id == actor.pk)
        if not rules.may_do(to, activation.flow_task, case):
            raise ValidationError(_("Cette personne ne peut pas faire cette étape."))
        _give(activation, to)
        _note("task.reassigned", activation, actor, to=to.pk)
    return activation.task


@contextmanager
def executing(*, task, actor, node, outcome=""):
    """Do the step ``node``: the domain's work goes in the ``with``; if it raises, nothing moves.

    Gives a ``SimpleNamespace`` of ``case``, ``node`` and ``outcome``; set ``outcome`` inside when it is known only
    there, and ``done = False`` when the step is not over yet (one of two has answered).
    """
    with opened(task, actor) as activation:
        case, step = activation.process.case, activation.flow_task
        if step.name != node:
            raise TaskGone
        _require(rules.may_do(actor, step, case))
        if not step.lane.is_residents and _taken_by_another(activation.task, actor):
            raise TaskTaken(activation.task.owner, activation.task.assigned)
        work = SimpleNamespace(case=case, node=step, outcome=outcome, done=True)
        yield work
        if work.done:
            _finish(activation, actor, work.outcome)


def execute(*, task, actor, node, outcome=""):
    """Do a step that has no work of the domain beside it."""
    with executing(task=task, actor=actor, node=node, outcome=outcome):
        pass


def _finish(activation, actor, outcome):
    if activation.flow_task.branches and outcome not in activation.flow_task.branches:
        raise ValidationError(_("Cette issue n’existe pas pour cette étape."))
    if outcome:
        activation.task.data = {**activation.task.data, "outcome": outcome}
    activation.begin(actor)
    activation.execute()
    _note("task.done", activation, actor, outcome=outcome)


def cancel_process(*, case, actor):
    """Stop the circuit: no task, deadline or inbox row stays. A process already over is left as it is."""
    if case.process_id is None:
        return
    with holding(case.process_id):
        process = Process.objects.get(pk=case.process_id)
        if process.status != PROCESS.NEW:
            return
        _cancel_tasks(process)
        Process.objects.filter(pk=process.pk).update(status=PROCESS.CANCELED, finished=timezone.now())
        record("task.stopped", actor=actor, target=case, data={"process": process.pk})


def move(*, case, node, actor, reason):
    """Put a case on step ``node`` again: for one whose step is gone from the circuit, or that took a wrong way."""
    flow = REGISTRY[case.procedure.flow]
    target = flow.instance.node(node, no_obsolete=True)
    if target is None:
        raise ValidationError(_("Cette étape n’existe pas dans ce circuit."))
    with holding(case.process_id):
        process = Process.objects.select_related("case__version__procedure", "case__service").get(pk=case.process_id)
        if process.status != PROCESS.NEW:
            raise TaskDone(None, process.finished)
        process.actor = actor
        left = _cancel_tasks(process)
        if process.flow_class is not flow:
            Process.objects.filter(pk=process.pk).update(flow_class=get_flow_ref(flow))
            process.flow_class = flow
        last = process.task_set.order_by("-pk").first()
        last.process = process
        activation = target._create(SimpleNamespace(process=process, task=last), last.token)
        activation._activate_next({activation})
        record("task.moved", actor=actor, target=process.case, reason=reason, data={"from": left, "to": node})
    return activation.task


def _cancel_tasks(process):
    """Cancel whatever is open, whether its step still exists or not; the names of the steps left."""
    left = []
    for task in process.task_set.exclude(status__in=OVER).annotate(ref=Cast("flow_task", CharField())):
        left.append(task.ref.rsplit(".", 1)[-1])
        activation = task.flow_task.activation_class(task) if task.flow_task else None
        cancel = getattr(activation, "cancel", None)
        if cancel is not None and task.flow_task_type != "OBSOLETE" and cancel.can_proceed():
            cancel()
        # A step that is gone cannot cancel itself; and saving it would lose the name it had.
        Task.objects.filter(pk=task.pk).exclude(status__in=OVER).update(status=STATUS.CANCELED, finished=timezone.now())
        Task.objects.filter(pk=task.pk, finished=None).update(finished=timezone.now())
    WorkItem.objects.filter(task__process=process).delete()
    return left


def fire_due(now=None, case=None):
    """Fire every timer due at ``now`` (of ``case`` only, if given), each in its own transaction; the number fired.

    One that fails undoes itself, is written in the log without any personal data, and is tried again later.
    """
    now = now or timezone.now()
    due = Task.objects.filter(flow_task_type="TIMER", status=STATUS.SCHEDULED, scheduled__lte=now)
    if case is not None:
        due = due.filter(process=case.process_id)
    rows = list(due.order_by("scheduled").values_list("pk", "process_id"))
    return sum(_fire(pk, process_id, now) for pk, process_id in rows)


def _fire(pk, process_id, now):
    try:
        with holding(process_id):
            return _fire_locked(pk, now)
    except TaskBusy:
        return False
    except Exception as error:
        _postpone(pk, now, error)
        return False


def _fire_locked(pk, now):
    task = Task.objects.select_related(*CASE).get(pk=pk)
    if task.status != STATUS.SCHEDULED or task.scheduled > now:
        return False
    if task.flow_task is None or task.flow_task_type != task.flow_task.task_type:
        raise TaskGone
    task.process.actor = None
    activation = task.flow_task.activation_class(task)
    activation.start()
    activation.execute()
    _note("task.timer_fired", activation, None)
    return True


def _postpone(pk, now, error):
    """Later and later, an hour at most between two attempts; the first moment is kept."""
    with transaction.atomic():
        waiting = Task.objects.select_for_update(of=("self",)).select_related("process__case")
        task = waiting.annotate(ref=Cast("flow_task", CharField())).get(pk=pk)
        failures = task.data.get("failures", 0) + 1
        data = {**task.data, "failures": failures, "due": task.data.get("due") or task.scheduled.isoformat()}
        later = now + timezone.timedelta(minutes=min(2**failures, 60))
        Task.objects.filter(pk=pk).update(data=data, scheduled=later)
        facts = {"task": pk, "node": task.ref.rsplit(".", 1)[-1], "error": type(error).__name__, "failures": failures}
        record("task.timer_failed", actor=None, target=getattr(task.process, "case", None), data=facts)


def _require(allowed):
    if not allowed:
        raise PermissionDenied(_("Cette étape revient à quelqu’un d’autre."))


def _taken_by_another(task, actor):
    return task.owner_id is not None and task.owner_id != actor.pk


def _give(activation, person):
    """Put the task, and its inbox row, in somebody's hands."""
    activation.task.assigned = timezone.now()
    if activation.task.status == STATUS.NEW:
        activation.assign(person)
    else:
        activation.reassign(person)
    WorkItem.objects.filter(task=activation.task).update(owner=person)


def _note(verb, activation, actor, **data):
    facts = {"task": activation.task.pk, "node": activation.flow_task.name, **{k: v for k, v in data.items() if v}}
    record(verb, actor=actor, target=activation.process.case, data=facts)
