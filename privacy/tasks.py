"""What the worker does for people's data."""

from contextlib import suppress

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from .actions import erasures, exports


@app.task(name="privacy.make_export", queue="privacy", retry=RetryStrategy(max_attempts=9, exponential_wait=4))
def make_export(export_id):
    """Write the archive of somebody's data."""
    exports.make(export_id)


@app.task(name="privacy.erase", queue="privacy", retry=RetryStrategy(max_attempts=5, exponential_wait=4))
def erase(erasure_id):
    """Erase somebody whose day has come."""
    erasures.run(erasure_id)


@app.periodic(cron="*/5 * * * *")
@app.task(name="privacy.tend", queue="privacy", queueing_lock="privacy.tend", lock="privacy.tend")
def tend(timestamp):
    """Archives taken or expired are destroyed, those nobody makes are taken up again; whose day has come is erased."""
    exports.tend()
    exports.take_up_again()
    for erasure_id in erasures.due():
        _defer_erasure(erasure_id)


def _defer_erasure(erasure_id):
    """One job waits for an erasure, however long it takes."""
    name = f"privacy.erase.{erasure_id}"
    with suppress(AlreadyEnqueued), transaction.atomic():
        erase.configure(lock=name, queueing_lock=name).defer(erasure_id=erasure_id)
