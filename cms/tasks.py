"""What the clock does for editors."""

from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from procrastinate.contrib.django import app


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="publish_scheduled", pass_context=False)
def publish_scheduled(timestamp):
    """Publish what is due and withdraw what has expired."""
    call_command("publish_scheduled")


@app.periodic(cron="33 3 * * *")
@app.task(queueing_lock="forget_visits", pass_context=False)
def forget_visits(timestamp):
    """Let go of the numbers of visits that are older than we said we keep them."""
    from . import statistics

    statistics.forget(before=timezone.localdate() - timedelta(days=settings.STATISTICS_MONTHS * 365 // 12))
