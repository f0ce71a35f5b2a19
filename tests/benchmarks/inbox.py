from datetime import timedelta

from django.db import connection
from django.utils import timezone
from viewflow.workflow.models import Process, Task

from accounts.models import Service, User
from cases.enums import CaseState
from cases.models import Case, ProcedureVersion
from workflows.flows import REGISTRY
from workflows.models import WorkItem

from .load import requests_per_second
from .site import cookie_of, served

BATCH = 5000


def figures():
    """The agents' inbox at 1,000 and 100,000 cases, beside a plain list of fifty rows of the same tables."""
    cookie = cookie_of(User.objects.get(username="registrar"))
    slowest = {}
    for wanted in (1_000, 100_000):
        fill(wanted)
        with served("tests.benchmarks.bare:application", "/rows/") as address:
            limit, _ = requests_per_second(f"{address}/rows/")
        with served("config.wsgi:application", "/health/live") as address:
            value, slowest[wanted] = requests_per_second(f"{address}/agent/", cookie=cookie)
        yield f"agent inbox, {wanted} cases", value, "requests/s", limit, value / limit
    yield "agent inbox, p99 at 100000 cases", slowest[100_000], "ms", slowest[1_000], slowest[100_000] / slowest[1_000]


def fill(wanted):
    """Have that many cases waiting for examination: straight into the tables, the only place where this is done."""
    have = Case.objects.count()
    version = ProcedureVersion.objects.filter(procedure__code="marriage").latest("pk")
    service = Service.objects.get(code="etat-civil")
    flow = REGISTRY["marriage"]
    for start in range(have, wanted, BATCH):
        numbers = range(start, min(start + BATCH, wanted))
        add(numbers, version, service, flow)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def add(numbers, version, service, flow):
    now = timezone.now()
    processes = Process.objects.bulk_create(Process(flow_class=flow, status="NEW") for _ in numbers)
    cases = Case.objects.bulk_create(
        Case(
            number=f"B-{number:08}",
            version=version,
            service=service,
            state=CaseState.OPEN,
            process=process,
            search_text=f"b-{number:08} diallo roux",
            submitted_at=now,
        )
        for number, process in zip(numbers, processes, strict=True)
    )
    tasks = Task.objects.bulk_create(
        Task(process=process, flow_task=flow.examine, flow_task_type="HUMAN", status="NEW") for process in processes
    )
    WorkItem.objects.bulk_create(
        WorkItem(
            task=task,
            case=case,
            node="examine",
            service=service,
            lane="registry",
            deadline=now + timedelta(minutes=number),
        )
        for number, task, case in zip(numbers, tasks, cases, strict=True)
    )
