"""The kinds of steps our circuits are made of: Viewflow's, with its traps mended once.

A human step says its lane and its words, writes and removes its row of the inbox with itself, and goes on by its
outcome (``When``). Timers let a failure undo everything rather than keep a traceback full of names.
"""

from datetime import timedelta

from django.utils import timezone
from viewflow import this
from viewflow.workflow import nodes
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Edge
from viewflow.workflow.nodes.boundary import TimerBoundaryActivation
from viewflow.workflow.status import STATUS

from workflows.models import WorkItem


def case_of(activation):
    """The case an activation is about."""
    return activation.process.case


def actor_of(activation):
    """Who moved the case; None for the clock."""
    return getattr(activation.process, "actor", None)


class HumanActivation(nodes.ViewActivation):
    """A step somebody has to do; its work item lives exactly as long."""

    @classmethod
    def create(cls, *args, **kwargs):
        activation = super().create(*args, **kwargs)
        activation.open_work()
        return activation

    def open_work(self):
        case, lane = case_of(self), self.flow_task.lane
        WorkItem.objects.create(
            task=self.task,
            case=case,
            node=self.flow_task.name,
            service=lane.service(case),
            lane=lane.code,
            owner=self.task.owner,
            deadline=self.flow_task.deadline_for(case),
        )

    def close_work(self):
        rows = WorkItem.objects.filter(task=self.task)
        rows._raw_delete(rows.db)  # nothing hangs on a row of the inbox: no need to read it first

    @Activation.status.transition(source=[STATUS.NEW, STATUS.ASSIGNED], target=STATUS.STARTED)
    def begin(self, user):
        """``user`` does the step now."""
        self.task.owner, self.task.started = user, timezone.now()

    @Activation.status.super()
    def complete(self):
        super().complete.original()
        self.close_work()

    @Activation.status.super()
    def cancel(self):
        """Viewflow leaves the deadlines of a cancelled step armed: disarm them."""
        super().cancel.original()
        self.close_work()
        for boundary in self.flow_task._boundary_events:
            boundary._on_host_finished(task=self.task)

    @Activation.status.super()
    def revive(self):
        """Viewflow revives a step without inbox row nor deadlines: give them back."""
        task = super().revive.original()
        revived = type(self)(task)
        revived.open_work()
        for boundary in self.flow_task._boundary_events:
            boundary._arm(revived)
        return task

    @Activation.status.super()
    def create_next(self):
        yield self.flow_task.next_after(self.task.data.get("outcome"))._create(self, self.task.token)


class HumanStep(nodes.View):
    """Something a person does.

    ``lane``: who may do it. ``title`` and ``help`` speak to whoever does it; ``action`` is the button. ``now`` tells
    the residents, in one sentence, what is happening and who is waited for. It is late ``days`` after it opens, or at
    ``deadline(case)``. With ``helped``, agents of the counter and of the service may do it for residents;
    ``entrusted`` is the code of the mandate's act with which a helper does it for one of them.
    """

    activation_class = HumanActivation

    def __init__(self, lane, *, title, help, now, action, days=5, deadline=None, helped=False, entrusted=None):
        super().__init__(view=None)
        self.lane, self.title, self.help, self.now, self.action = lane, title, help, now, action
        self.days, self.deadline, self.helped, self.entrusted = days, deadline, helped, entrusted
        self.branches = {}

    def When(self, outcome, node):
        """Where the case goes on this outcome."""
        self.branches[outcome] = node
        return self

    @property
    def outcomes(self):
        return set(self.branches)

    def next_after(self, outcome):
        return self.branches[outcome] if self.branches else self._next

    def deadline_for(self, case):
        if self.deadline:
            return self.deadline(case)
        return timezone.now() + timedelta(days=self.days)

    def _resolve(self, instance):
        super()._resolve(instance)
        # Viewflow copies the nodes of a mixin shallowly: two flows would share this list.
        self._boundary_events = []
        self.branches = {outcome: this.resolve(instance, node) for outcome, node in self.branches.items()}

    def _outgoing(self):
        yield from super()._outgoing()
        for outcome, node in self.branches.items():
            yield Edge(src=self, dst=node, edge_class="next", label=outcome)


class WaitActivation(nodes.TimerActivation):
    @Activation.status.super()
    def execute(self):
        """Go on; a failure further down undoes everything, and the clock tries again."""
        self.complete()
        self.activate_next()


class Wait(nodes.Timer):
    """Time that must pass. ``until(activation)`` gives the moment; ``now`` tells the residents."""

    activation_class = WaitActivation

    def __init__(self, until, *, title, now):
        super().__init__(delay=until)
        self.title, self.now = title, now


class DeadlineActivation(TimerBoundaryActivation):
    @Activation.status.super()
    def execute(self):
        if self.flow_task._interrupting:
            self.cancel_host_tasks()
        self.complete()
        self.activate_next()


class Deadline(nodes.TimerBoundary):
    """A moment in the life of a human step: ends it (``interrupting``), or only makes something happen beside it."""

    activation_class = DeadlineActivation

    def __init__(self, step, at, *, interrupting=True):
        super().__init__(step, at, interrupting=interrupting)


class Automatic(nodes.Function):
    """Something the site does by itself, at once."""


class Begin(nodes.StartHandle):
    """The file is sent: the circuit begins."""

    def __init__(self):
        super().__init__(func=begin)


def begin(activation, *, case, actor):
    """Tie the new process to its case before the first step opens."""
    process = activation.process
    process.save()
    case.process = process
    case.save(update_fields=["process"])
    process.actor = actor
    activation.task.owner = actor
    return process


class Finish(nodes.End):
    """The way ends here."""
