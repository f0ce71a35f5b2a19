"""What the worker does by itself for the circuits."""

from procrastinate.contrib.django import app

from . import engine


@app.periodic(cron="* * * * *")
@app.task(name="workflows.fire_timers", queue="timers", queueing_lock="workflows.fire_timers")
def fire_timers(timestamp):
    """Every minute: let what is due happen."""
    return engine.fire_due()
