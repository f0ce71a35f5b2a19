"""What the clock does for notes."""

from procrastinate.contrib.django import app

from . import actions


@app.periodic(cron="41 3 * * *")
@app.task(name="postits.forget", queue="messages", queueing_lock="postits.forget")
def forget(timestamp):
    """Once a night: addresses left for an answer, and notes whose time is over."""
    actions.forget()
