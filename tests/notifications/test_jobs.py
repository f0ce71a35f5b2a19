"""What a worker's task defers is in the task's own transaction."""

import pytest
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from notifications.jobs import within_transactions
from vault.tasks import make_previews


@pytest.fixture
def in_a_worker():
    """The application's connector as it is while the worker runs."""
    with app.replace_connector(within_transactions(app.connector)()):
        yield


def waiting():
    return ProcrastinateJob.objects.filter(task_name="vault.make_previews")


def test_a_job_of_a_change_that_failed_is_never_done(db, in_a_worker):
    with transaction.atomic():
        make_previews.defer(version_id=1)
        assert waiting().count() == 1
        transaction.set_rollback(True)
    assert waiting().count() == 0


def test_the_command_that_runs_the_worker_says_so():
    from django.core.management import get_commands

    assert get_commands()["procrastinate"] == "notifications"
