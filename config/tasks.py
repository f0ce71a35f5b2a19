"""What the worker tidies for the whole site."""

from asgiref.sync import async_to_sync
from django.core.management import call_command
from procrastinate.contrib.django import app

HOURS_DONE, HOURS_FAILED = 7 * 24, 90 * 24


@app.periodic(cron="41 3 * * *")
@app.task(name="config.tidy", queueing_lock="config.tidy")
def tidy(timestamp):
    """Once a night: forget the sessions that ended, the jobs done for a week and those failed for three months."""
    call_command("clearsessions")
    delete = async_to_sync(app.job_manager.delete_old_jobs)
    delete(nb_hours=HOURS_DONE)
    delete(nb_hours=HOURS_FAILED, include_failed=True, include_cancelled=True, include_aborted=True)
