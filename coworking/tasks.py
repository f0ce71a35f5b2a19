"""What the worker does for the spaces."""

from procrastinate.contrib.django import app

from . import booking_oneself


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="coworking.release_missed")
def release_missed(timestamp):
    """Every five minutes, give to others the places where nobody came."""
    booking_oneself.release_missed()
