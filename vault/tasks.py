"""What the worker does for the vault."""

from datetime import timedelta

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import actions, evidence, expiry, previews, queries, resumable, scan, storage
from .errors import Unreadable
from .models import Binder, Version

NIGHTLY = {"queue": "vault", "retry": RetryStrategy(max_attempts=5, wait=600)}


@app.task(name="vault.scan_version", queue="vault", retry=RetryStrategy(max_attempts=5, exponential_wait=5))
def scan_version(version_id):
    """Have one version examined by the antivirus."""
    actions.examine(version_id)


@app.task(name="vault.freeze", queue="vault", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def freeze(version_id, binder_id):
    """Copy a paper given to a case into its binder, once it is known to be safe and while it is still given."""
    version = Version.objects.select_related("document__owner", "document__type").filter(pk=version_id).first()
    binder = Binder.objects.filter(pk=binder_id).first()
    if version and binder and version.is_safe and evidence.is_given(version, binder):
        try:
            evidence.freeze(version=version, binder=binder)
        except Unreadable:
            actions.report_unreadable(version, actor=None)


@app.task(
    name="vault.make_previews", queue="previews", lock="vault.previews", retry=RetryStrategy(max_attempts=3, wait=30)
)
def make_previews(version_id):
    """Draw the first pages of a paper known to be safe: one paper at a time, so that scanning never waits for it."""
    previews.make(version_id)


@app.periodic(cron="* * * * *")
@app.task(name="vault.rescan_waiting", queue="vault", queueing_lock="vault.rescan_waiting", lock="vault.rescan_waiting")
def rescan_waiting(timestamp):
    """Ask again for what still waits, the scanner having been away."""
    if not scan.answers():
        return
    for version_id in queries.waiting_versions():
        actions.examine(version_id)


@app.periodic(cron="11 5 * * *")
@app.task(name="vault.tell_expiring", queue="vault", queueing_lock="vault.tell_expiring")
def tell_expiring(timestamp):
    """Tell people which of their papers come to an end."""
    expiry.tell()


# Each night, five tasks apart: one that fails is tried again by itself and holds up none of the others.


@app.periodic(cron="11 3 * * *")
@app.task(name="vault.draw_forgotten", queueing_lock="vault.draw_forgotten", **NIGHTLY)
def draw_forgotten(timestamp):
    """Ask again for the pictures that a worker that died did not draw."""
    for version_id in queries.undrawn():
        make_previews.defer(version_id=version_id)


@app.periodic(cron="13 3 * * *")
@app.task(name="vault.forget_uploads", queueing_lock="vault.forget_uploads", **NIGHTLY)
def forget_uploads(timestamp):
    """Forget the files that stopped on their way a day ago."""
    resumable.collect()


@app.periodic(cron="15 3 * * *")
@app.task(name="vault.erase_released", queueing_lock="vault.erase_released", **NIGHTLY)
def erase_released(timestamp):
    """Destroy the contents of deleted documents that no case retains any longer."""
    actions.erase_released()


@app.periodic(cron="17 3 * * *")
@app.task(name="vault.collect_orphans", queueing_lock="vault.collect_orphans", **NIGHTLY)
def collect_orphans(timestamp):
    """Remove the objects over a day old that no row knows: what a cut upload or a rollback left."""
    actions.collect_orphans(timezone.now() - timedelta(days=1))


@app.periodic(cron="19 3 * * *")
@app.task(name="vault.abandon_unfinished", queueing_lock="vault.abandon_unfinished", **NIGHTLY)
def abandon_unfinished(timestamp):
    """Remove the pieces of objects that a cut line left unfinished in S3, where no list of objects shows them."""
    storage.abandon_unfinished(timezone.now() - timedelta(days=1))
