"""What the worker does for shared rights, once a night."""

from procrastinate.contrib.django import app

from . import actions


@app.periodic(cron="37 4 * * *")
@app.task(queueing_lock="publishing.watch_shares")
def watch_shares(timestamp):
    """Tell people whose right on a page ends within a week, once; forget those that ended a month ago."""
    actions.warn_before_end()
    actions.forget_past_grants()
