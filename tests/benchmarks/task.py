import time

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cases import actions as case_actions
from cases.enums import CaseState
from cases.models import Case, Procedure
from workflows import actions, engine
from workflows.models import WorkItem

TIMES = 60


def figures():
    """One human task by one agent (right, lock, step, log, inbox, message), beside the bare transition in SQL."""
    resident, agent = (User.objects.get(username=name) for name in ("resident", "agent-volant"))
    tasks = [open_task(resident) for _ in range(TIMES + 2)]
    actions.check_pieces(task=tasks.pop(), actor=agent, verdicts={})
    with CaptureQueriesContext(connection) as queries:
        actions.check_pieces(task=tasks.pop(), actor=agent, verdicts={})
    value = milliseconds_each(lambda task: actions.check_pieces(task=task, actor=agent, verdicts={}), tasks)
    limit = bare_transition()
    yield "one human task", value, "ms", limit, limit / value
    yield "one human task, queries", len(queries), "queries", 18, len(queries) / 18


def open_task(resident):
    """A case without papers to ask for, sent: only the task is measured."""
    case = case_actions.start_case(procedure=Procedure.objects.get(code="marriage"), actor=resident)
    case.pieces.all().delete()
    Case.objects.filter(pk=case.pk).update(state=CaseState.OPEN)
    case.refresh_from_db()
    engine.start(case=case, actor=resident)
    return WorkItem.objects.get(case=case).task


def milliseconds_each(do, things):
    start = time.perf_counter()
    for thing in things:
        do(thing)
    return (time.perf_counter() - start) * 1000 / len(things)


def bare_transition():
    """Lock a row, move it, write one line of log: what no engine can do without."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare_task AS SELECT n AS id, 'NEW' AS status FROM generate_series(1, 1000) n")
        cursor.execute("ALTER TABLE bare_task ADD PRIMARY KEY (id)")
        cursor.execute("CREATE TABLE bare_log (id bigserial PRIMARY KEY, task int, at timestamptz DEFAULT now())")

        def move(number):
            cursor.execute("BEGIN")
            cursor.execute("SELECT status FROM bare_task WHERE id = %s FOR UPDATE", [number])
            cursor.execute("UPDATE bare_task SET status = 'DONE' WHERE id = %s", [number])
            cursor.execute("INSERT INTO bare_log (task) VALUES (%s)", [number])
            cursor.execute("COMMIT")

        return milliseconds_each(move, range(1, 501))
