"""What the clock does for editors."""

from django.core.management import call_command
from procrastinate.contrib.django import app


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="publish_scheduled", pass_context=False)
def publish_scheduled(timestamp):
    """Publish what is due and withdraw what has expired."""
    call_command("publish_scheduled")
