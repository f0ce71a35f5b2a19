"""The real worker, as a process of its own, killed and started again."""

import os
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from notifications import sweeping
from notifications.actions import send
from notifications.enums import DeliveryState
from notifications.models import Delivery

from .conftest import jobs

MESSAGES = 25


@pytest.fixture
def clean_jobs(transactional_db):
    """The flush between tests leaves the worker's tables alone: they are not Django's."""
    yield
    sql("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


@pytest.fixture(autouse=True)
def no_jobs_of_others(request):
    """Jobs of an earlier transactional test are not this one's."""
    if "db" in request.fixturenames and "transactional_db" not in request.fixturenames:
        request.getfixturevalue("db")
        sql("DELETE FROM procrastinate_events")
        sql("DELETE FROM procrastinate_jobs")


def sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def address(database):
    """The test's database as an address another process can use."""
    place = (
        f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}" if database["HOST"] else ""
    )
    return f"postgresql://{place}/{database['NAME']}"


@pytest.fixture
def start_worker(settings, postman, kinds, clean_jobs):
    """Start a worker that delivers to the postman; every one started is stopped at the end."""
    started = []
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.notifications.worker_settings",
        "DATABASE_URL": address(connection.settings_dict),
        "EMAIL_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}",
        "TEST_TEMPLATES": str(settings.TEMPLATES[0]["DIRS"][0]),
    }

    def start():
        command = [sys.executable, "manage.py", "procrastinate", "worker", "--queues", "messages", "--concurrency", "2"]
        started.append(subprocess.Popen(command, cwd=configured.BASE_DIR, env=environment))
        return started[-1]

    yield start
    for worker in started:
        worker.kill()
        worker.wait()


def wait_for(condition, seconds=90):
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.05)


def sent():
    return Delivery.objects.filter(state=DeliveryState.SENT).count()


def test_a_worker_killed_in_the_middle_loses_nothing(start_worker, postman, alice):
    for number in range(MESSAGES):
        send("test_kind", recipient=alice, context={"number": number})
    killed = start_worker()
    wait_for(lambda: len(postman.received) > 3)
    killed.kill()
    killed.wait()
    assert sent() < MESSAGES
    start_worker()
    old = "SELECT min(id) FROM procrastinate_workers"
    sql(f"UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 minutes' WHERE id = ({old})")
    sweeping.retry_stalled_jobs()
    wait_for(lambda: sent() == MESSAGES)
    names = [envelope.content.split(b"Message-ID: <")[1].split(b">")[0] for envelope in postman.received]
    assert len(set(names)) == MESSAGES
    assert len(names) - MESSAGES <= 2  # at most what the killed worker had in its two hands


@pytest.mark.usefixtures("kinds")
def test_a_delivery_without_a_job_gets_one_and_only_one(alice):
    send("test_kind", recipient=alice)
    sweeping.enqueue_forgotten(before=timezone.now() + timedelta(minutes=1))
    assert jobs().count() == 1
    sql("DELETE FROM procrastinate_jobs")
    sweeping.enqueue_forgotten(before=timezone.now() - timedelta(minutes=1))
    assert jobs().count() == 0
    sweeping.enqueue_forgotten(before=timezone.now() + timedelta(minutes=1))
    sweeping.enqueue_forgotten(before=timezone.now() + timedelta(minutes=1))
    assert jobs().count() == 1


@pytest.mark.usefixtures("kinds")
def test_a_job_whose_worker_is_gone_runs_again_and_a_live_one_is_left_alone(alice):
    send("test_kind", recipient=alice)
    sql("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
    sql("UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT id FROM procrastinate_workers)")
    sweeping.retry_stalled_jobs()
    assert jobs().get().status == "doing"
    sql("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 minutes'")
    sweeping.retry_stalled_jobs()
    assert jobs().get().status == "todo"


@pytest.mark.usefixtures("kinds")
def test_a_stalled_job_whose_twin_already_waits_is_closed(alice):
    send("test_kind", recipient=alice)
    sql("UPDATE procrastinate_jobs SET status = 'doing', queueing_lock = 'twin'")
    send("test_kind", recipient=alice)
    sql("UPDATE procrastinate_jobs SET queueing_lock = 'twin' WHERE status = 'todo'")
    sweeping.retry_stalled_jobs()
    assert sorted(ProcrastinateJob.objects.values_list("status", flat=True)) == ["failed", "todo"]
