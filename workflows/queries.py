"""Reads of the circuits: the inbox, a case's open steps, what to call them."""

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from django.db.models import CharField, Prefetch, Q, Subquery
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from accounts.enums import COUNTER
from accounts.models import Service, User, read_roles
from cases.mandates import is_helped_by, remember_helper
from cases.models import Case, Party
from cases.queries import cases_visible_to
from ui.words import plain

from . import rules
from .conflicts import TaskDone
from .flows import REGISTRY
from .models import WorkItem

PAGE = 50
MANY = 1000
BOXES = ("mine", "service", "late", "residents")


@dataclass(frozen=True)
class Page:
    """A page of the inbox; ``next_cursor`` is empty on the last one."""

    items: list
    next_cursor: str = ""


def inbox(user, *, box="service", search="", lane="", service="", node="", procedure="", after="", size=PAGE):
    """One page of a box, most urgent first. ``lane``, ``service`` and ``procedure`` are codes, ``node`` a step's name,
    ``after`` a page's ``next_cursor``.

    Reads the small table of open work only: a fixed number of queries whatever the number of cases.
    """
    asked = {"lane": lane, "case__service__code": service, "node": node, "case__version__procedure__code": procedure}
    items = _narrow(_box(user, box), search, asked)
    # The few lines to show are found in the small table's index alone, and only they are joined to the rest.
    keys = list(_after(items, after).order_by("deadline", "id").values_list("pk", flat=True)[: size + 1])
    helped = is_helped_by(user, "case", "case__created_at")
    page = _lines(WorkItem.objects.filter(pk__in=keys)).annotate(is_helped=helped)
    found = list(page.order_by("deadline", "id"))
    for item in found:
        remember_helper(user, item.case, item.is_helped)
    return Page(found[:size], _cursor(found[size - 1]) if len(found) > size else "")


def counts(user):
    """``{box: number of open tasks}``, never more than ``MANY``: beyond, counting would cost what nobody reads."""
    return {box: _box(user, box)[:MANY].count() for box in BOXES}


def _box(user, box):
    items = WorkItem.objects.all()
    if box == "mine":
        return items.filter(owner=user)
    if box == "residents":
        return items.filter(service=None).filter(_followed(user))
    if box == "late":
        return items.filter(Q(owner=user) | _in_lanes(user), deadline__lt=timezone.now())
    return items.filter(_in_lanes(user), owner=None)


def _in_lanes(user):
    """Work of the services and lanes the person's roles open."""
    condition = Q(pk__in=[])
    for code, pairs in groupby(sorted(rules.lanes_of(user)), key=itemgetter(0)):
        service = Service.objects.filter(code=code).values("pk")[:1]
        condition |= Q(service=Subquery(service), lane__in=[lane for _code, lane in pairs])
    return condition


def _followed(user):
    """Cases whose residents the person waits with: all for reception, else those of the person's services."""
    if user.has_role(*COUNTER, service="accueil"):
        return Q()
    return Q(case__service__code__in={code for code, lane in rules.lanes_of(user) if lane == "registry"})


def _narrow(items, search, asked):
    for word in plain(search.replace("\x00", "")).split():
        items = items.filter(case__search_text__contains=word)
    return items.filter(**{field: value for field, value in asked.items() if value})


def _with_case(items):
    parties = Prefetch("case__parties", Party.objects.select_related("user"))
    related = ("case__version__procedure", "case__service", "service", "owner", "task__process")
    return items.select_related(*related).prefetch_related(parties)


def _lines(items):
    """``items`` with what a line of the inbox shows and its rules read, and nothing longer."""
    people = Party.objects.select_related("user").only(
        "case_id", "role", "user__first_name", "user__last_name", "user__username", "user__erased_at"
    )
    shown = ["public_id", "number", "state", "service__code", "version__procedure__flow"]
    own = ["task_id", "node", "lane", "deadline", "owner__first_name", "owner__last_name", "owner__username"]
    own.append("owner__erased_at")
    related = ("case__version__procedure", "case__service", "service", "owner")
    lines = items.select_related(*related).prefetch_related(Prefetch("case__parties", people))
    return lines.only(*own, "service__name", *(f"case__{field}" for field in shown))


def _cursor(item):
    return f"{item.deadline.isoformat()}_{item.pk}"


def _after(items, cursor):
    """What follows ``cursor``; a forged one is the first page."""
    moment, _sep, pk = cursor.partition("_")
    try:
        deadline = parse_datetime(moment.replace(" ", "+"))
    except ValueError:
        deadline = None
    if deadline is None or timezone.is_naive(deadline) or not pk.isdecimal() or len(pk) > 18:
        return items
    return items.filter(Q(deadline__gt=deadline) | Q(deadline=deadline, pk__gt=int(pk)))


def open_items(case):
    """Open human steps of a case, most urgent first."""
    return list(_with_case(WorkItem.objects.filter(case=case)).order_by("deadline", "id"))


def tasks_for_resident(user):
    """Steps that wait for this person, over all the person's cases."""
    mine = Party.objects.filter(user=user).values("case")
    return list(_with_case(WorkItem.objects.filter(service=None, case__in=mine)).order_by("deadline", "id"))


def item_visible_to(user, task_id):
    """The open work item of a task whose case the person may see, or None."""
    cases = cases_visible_to(user).order_by().values("pk")
    return _with_case(WorkItem.objects.filter(task_id=task_id, case__in=cases)).first()


def finished_task(task_id):
    """The ``TaskDone`` to tell for a task that is over, or None."""
    task = Task.objects.select_related("owner").filter(pk=task_id, finished__isnull=False).first()
    if task is None:
        return None
    return TaskDone(task.owner if task.status == STATUS.DONE else None, task.finished)


def case_of_task(task_id):
    """The case a task belongs to, or None."""
    return Case.objects.filter(process__task=task_id).first()


def colleagues(item):
    """People to whom the item may be handed: agents who hold a role in its lane."""
    node = rules.node_of(item)
    agents = read_roles(User.objects.filter(is_active=True, memberships__isnull=False).distinct())
    fit = [user.pk for user in agents if node and user.pk != item.owner_id and rules.may_do(user, node, item.case)]
    return User.objects.filter(pk__in=fit).order_by("last_name", "first_name")


def title_of(item):
    """What the step asks, for whoever does it."""
    node = rules.node_of(item)
    return node.title if node else _("Étape à remettre en route")


def help_of(item):
    """How to do it."""
    node = rules.node_of(item)
    return node.help if node else _("Cette étape n’existe plus dans le circuit.")


def is_late(item):
    return item.deadline < timezone.now()


def now_sentence(case):
    """What is happening now and who is waited for, for the people of an open case."""
    flow = REGISTRY.get(case.procedure.flow)
    for name in active_names(case):
        node = flow.instance.node(name, no_obsolete=True) if flow else None
        if hasattr(node, "now"):
            return str(node.now)
    return _("La mairie s’occupe de votre dossier. Vous n’avez rien à faire.")


def steps_of_circuits():
    """``{name: title}`` of every human step of every circuit; circuits may call a step by different titles."""
    titles = {}
    for flow in REGISTRY.values():
        for node in flow.instance.nodes():
            if hasattr(node, "lane"):
                titles.setdefault(node.name, {})[str(node.title)] = True
    return {name: " · ".join(said) for name, said in titles.items()}


def human_steps(case):
    """``[(name, title), ...]`` of the human steps of the case's circuit, for putting it back on its way."""
    flow = REGISTRY[case.procedure.flow]
    return [(node.name, str(node.title)) for node in flow.instance.nodes() if hasattr(node, "lane")]


def active_names(case):
    """Names of the steps where the case stands, timers included, human steps first."""
    open_tasks = history(case)
    active = [task for task in open_tasks if not task["finished"]]
    return [task["name"] for task in sorted(active, key=lambda task: task["flow_task_type"] != "HUMAN")]


def history(case):
    """Every task of the case in order: ``name, flow_task_type, status, created, finished, scheduled``. One query.

    Read as plain values: a step that is gone from the circuit still has its name.
    """
    tasks = Task.objects.filter(process=case.process_id).order_by("pk").annotate(ref=Cast("flow_task", CharField()))
    fields = ("ref", "flow_task_type", "status", "created", "finished", "scheduled")
    rows = list(tasks.values(*fields)) if case.process_id else []
    return [{**row, "name": row["ref"].rsplit(".", 1)[-1]} for row in rows]
