"""What the clock does for sets of changes and for the trash."""

from procrastinate.contrib.django import app

from .actions import sets, trash


@app.periodic(cron="* * * * *")
@app.task(name="changesets.publish_due", queueing_lock="changesets.publish_due", lock="changesets.publish_due")
def publish_due(timestamp):
    """Publish the sets whose hour has come; a worker that dies in the middle has published nothing."""
    sets.publish_due()


@app.periodic(cron="23 3 * * *")
@app.task(name="changesets.empty_trash", queueing_lock="changesets.empty_trash", lock="changesets.empty_trash")
def empty_trash(timestamp):
    """Erase what has been in the trash for thirty days."""
    trash.empty()
