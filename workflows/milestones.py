"""The frieze of the booklet: where a case stands, in words for people."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from viewflow.workflow.status import STATUS

from cases.enums import CLOSED, CaseState, StepChange

from . import queries
from .flows import REGISTRY
from .flows.common import Milestone

FILE = Milestone("file", gettext_lazy("Vous préparez le dossier"))


@dataclass
class Step:
    """A step of the frieze. ``state``: done, current (for the residents), waiting (for others), next, skipped, added.

    ``at`` is when it was done, or when the time that is waited for ends.
    """

    code: str
    title: str
    state: str
    waiting_for: str = ""
    explanation: str = ""
    at: datetime | None = None


def frieze(case, *, for_agent=False):
    """The steps of ``case`` in order, what agents added, skipped or explained included. Two queries, always."""
    history = queries.history(case)
    flow = REGISTRY[case.procedure.flow]
    here = _position(flow.milestones, history, case)
    steps = [_file_step(case, for_agent)]
    for index, milestone in enumerate(flow.milestones):
        steps.append(_step(case, flow, milestone, history, index - here, for_agent))
    return _adjusted(steps, list(case.adjustments.all()))


def _position(milestones, history, case):
    """Index of the first milestone under way: before any in a draft, after all once done."""
    if case.state == CaseState.DRAFT:
        return -1
    active = {task["name"] for task in history if not task["finished"] and task["flow_task_type"] != "OBSOLETE"}
    for index, milestone in enumerate(milestones):
        if active & set(milestone.nodes):
            return index
    return len(milestones) if case.state in CLOSED else _last_done(milestones, history) + 1


def _last_done(milestones, history):
    """For a case whose step is gone: after the last milestone it went through."""
    done = {task["name"] for task in history if task["status"] == STATUS.DONE}
    return max((index for index, milestone in enumerate(milestones) if done & set(milestone.nodes)), default=-1)


def _file_step(case, for_agent):
    title = str(FILE.title)
    if case.state == CaseState.DRAFT:
        return Step(FILE.code, title, "current", waiting_for=_residents(for_agent))
    return Step(FILE.code, title, "done" if case.submitted_at else "skipped", at=case.submitted_at)


def _step(case, flow, milestone, history, distance, for_agent):
    """``distance`` is 0 under way, negative behind, positive ahead."""
    tasks = [task for task in history if task["name"] in milestone.nodes]
    done = [task["finished"] for task in tasks if task["status"] == STATUS.DONE]
    step = Step(milestone.code, str(milestone.title), "next")
    if distance == 0:
        _tell_now(step, case, flow, tasks, for_agent)
    elif distance < 0 and done:
        step.state, step.at = "done", max(done)
    elif distance < 0:
        step.state = "skipped"
    return step


def _tell_now(step, case, flow, tasks, for_agent):
    """Who is waited for, and until when where it is time that must pass."""
    open_task = next((task for task in tasks if not task["finished"]), None)
    node = flow.instance.node(open_task["name"], no_obsolete=True) if open_task else None
    lane = getattr(node, "lane", None)
    step.state = "current" if lane and lane.is_residents else "waiting"
    if lane and lane.is_residents:
        step.waiting_for = _residents(for_agent)
    elif lane:
        others = {"counter": _("l’accueil"), "officiant": _("Élu·e")}
        step.waiting_for = others.get(lane.code, str(case.service))
    elif open_task and open_task["scheduled"]:
        step.waiting_for, step.at = _("la fin du délai"), open_task["scheduled"]


def _residents(for_agent):
    return _("les usagers") if for_agent else _("vous")


def _adjusted(steps, adjustments):
    """What agents changed for this couple; a step already done is never skipped."""
    by_code = {step.code: step for step in steps}
    for change in adjustments:
        step = by_code.get(change.milestone)
        if change.change == StepChange.ADDED:
            _insert(steps, step, change)
        elif step:
            step.explanation = change.text
            if change.change == StepChange.SKIPPED and step.state == "next":
                step.state = "skipped"
    return steps


def _insert(steps, before, change):
    added = Step(f"added-{change.pk}", change.title, "added", explanation=change.text)
    if change.done_at:
        added.state, added.at = "done", change.done_at
    position = steps.index(before) + 1 if before else len(steps)
    while position < len(steps) and steps[position].code.startswith("added-"):
        position += 1
    steps.insert(position, added)
