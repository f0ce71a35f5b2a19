"""What the worker does for cases."""

from procrastinate.contrib.django import app

from . import expiry


@app.periodic(cron="23 5 * * *")
@app.task(name="cases.tell_expiring", queueing_lock="cases.tell_expiring")
def tell_expiring(timestamp):
    """Say which papers will not be valid on the day they must serve."""
    expiry.tell()
