"""What the worker does for cases."""

from contextlib import suppress

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from vault.tasks import freeze

from . import expiry, queries


@app.periodic(cron="23 5 * * *")
@app.task(name="cases.tell_expiring", queueing_lock="cases.tell_expiring")
def tell_expiring(timestamp):
    """Say which papers will not be valid on the day they must serve."""
    expiry.tell()


@app.periodic(cron="43 * * * *")
@app.task(name="cases.freeze_missing", queueing_lock="cases.freeze_missing")
def freeze_missing(timestamp):
    """Ask again for the copies that a worker that died, or a storage that was away, did not make."""
    for version_id, binder_id in queries.unfrozen():
        with suppress(AlreadyEnqueued), transaction.atomic():
            waiting = freeze.configure(queueing_lock=f"freeze:{version_id}:{binder_id}")
            waiting.defer(version_id=version_id, binder_id=binder_id)
