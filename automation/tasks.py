"""What the worker does for rules."""

from datetime import timedelta

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import actions, running
from .models import Run, Todo

AGAIN = RetryStrategy(max_attempts=6, exponential_wait=5)
KEPT = timedelta(days=180)


@app.task(name="automation.follow", queue="messages", retry=AGAIN)
def follow(entry_id):
    """Let the rules that wait for this line of the log run."""
    running.follow(entry_id)


@app.task(name="automation.run_on_page", queue="messages", retry=AGAIN)
def run_on_page(rule_id, page_id, asked_by, batch):
    """One page of « run on everything that matches »."""
    actions.run_on_page(rule_id=rule_id, page_id=page_id, asked_by=asked_by, batch=batch)


@app.periodic(cron="47 3 * * *")
@app.task(name="automation.forget", queue="messages", queueing_lock="automation.forget")
def forget(timestamp):
    """Once a night: runs and finished tasks of six months ago have served."""
    before = timezone.now() - KEPT
    Run.objects.filter(at__lt=before).delete()
    Todo.objects.filter(done_at__lt=before).delete()
