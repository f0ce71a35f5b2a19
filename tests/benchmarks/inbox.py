from django.db import connection
from viewflow.workflow.fields import get_flow_ref, get_task_ref

from accounts.models import Service, User
from cases.models import Case, ProcedureVersion
from workflows.flows import REGISTRY

from .load import load
from .site import cookie_of, served


def figures():
    """The agents' inbox at 1,000 and 100,000 cases, beside a plain list of fifty rows of the same tables."""
    cookie = cookie_of(User.objects.get(username="registrar"))
    at = {}
    for wanted in (1_000, 100_000):
        fill(wanted)
        with served("tests.benchmarks.bare:application", "/rows/") as address:
            limit = load(f"{address}/rows/")
        with served("config.wsgi:application", "/health/live") as address:
            at[wanted] = load(f"{address}/agent/", cookie=cookie)
        yield f"agent inbox, {wanted} cases", at[wanted].rate, "requests/s", limit.rate, at[wanted].rate / limit.rate
    few, many = at.values()
    yield "agent inbox, p50 at 100000 cases (limit: at 1000)", many.p50, "ms", few.p50, many.p50 / few.p50
    yield "agent inbox, p99 at 100000 cases (limit: at 1000)", many.p99, "ms", few.p99, many.p99 / few.p99


FILL = """
WITH numbers AS (SELECT generate_series(%(first)s, %(last)s) AS n),
processes AS (
    INSERT INTO viewflow_process (flow_class, status, created, data)
    SELECT %(flow)s, 'NEW', now(), '{}' FROM numbers RETURNING id
),
numbered AS (SELECT id AS process, row_number() OVER (ORDER BY id) - 1 + %(first)s AS n FROM processes),
cases AS (
    INSERT INTO cases_case (public_id, number, version_id, service_id, state, process_id, answers, search_text,
                            created_at, submitted_at, closing_reason)
    SELECT gen_random_uuid(), 'B-' || lpad(n::text, 8, '0'), %(version)s, %(service)s, 'open', process, '{}',
           'b-' || lpad(n::text, 8, '0') || ' diallo roux', now(), now(), ''
    FROM numbered RETURNING id, process_id
),
tasks AS (
    INSERT INTO viewflow_task (process_id, flow_task, flow_task_type, status, created, token, data)
    SELECT process, %(node)s, 'HUMAN', 'NEW', now(), 'start', '{}' FROM numbered RETURNING id, process_id
)
INSERT INTO workflows_workitem (task_id, case_id, node, service_id, lane, deadline, opened_at)
SELECT tasks.id, cases.id, 'examine', %(service)s, 'registry', now() + n * interval '1 minute', now()
FROM numbered JOIN cases ON cases.process_id = numbered.process JOIN tasks ON tasks.process_id = numbered.process
"""


def fill(wanted):
    """Have that many cases waiting for examination: straight into the tables, the only place where this is done."""
    version = ProcedureVersion.objects.filter(procedure__code="marriage").latest("pk")
    flow = REGISTRY["marriage"]
    facts = {
        "first": Case.objects.count(),
        "last": wanted - 1,
        "flow": get_flow_ref(flow),
        "node": get_task_ref(flow.instance.node("examine")),
        "version": version.pk,
        "service": Service.objects.get(code="etat-civil").pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(FILL, facts)
        cursor.execute("VACUUM ANALYZE")
