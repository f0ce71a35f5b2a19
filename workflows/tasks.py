"""What the worker does by itself for the circuits."""

from procrastinate.contrib.django import app

from . import drafts, engine


@app.periodic(cron="* * * * *")
@app.task(name="workflows.fire_timers", queue="timers", queueing_lock="workflows.fire_timers")
def fire_timers(timestamp):
    """Every minute: let what is due happen."""
    return engine.fire_due()


@app.periodic(cron="53 4 * * *")
@app.task(name="workflows.tend_drafts", queueing_lock="workflows.tend_drafts")
def tend_drafts(timestamp):
    """Once a night: tell of the files begun and left, and close those told of long ago."""
    drafts.tend()
