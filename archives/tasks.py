"""What the worker does for the archives."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import destruction, retention, transfer

AGAIN = RetryStrategy(max_attempts=8, exponential_wait=4)


@app.periodic(cron="37 4 * * *")
@app.task(name="archives.retain", queue="archives", queueing_lock="archives.retain", lock="archives.retain")
def retain(timestamp):
    """Tell whose papers will leave, and let go those whose time is over."""
    return retention.run()


@app.task(name="archives.execute", queue="archives", retry=AGAIN)
def execute(list_id):
    """Destroy what a visa allows."""
    destruction.execute(list_id)


@app.task(name="archives.make_transfer", queue="archives", retry=AGAIN)
def make_transfer(list_id):
    """Make the package of a list for the public archives."""
    transfer.make(list_id)


@app.periodic(cron="7 * * * *")
@app.task(name="archives.resume", queue="archives", queueing_lock="archives.resume", lock="archives.resume")
def resume(timestamp):
    """Do what a worker that died, or a storage that was away, left undone."""
    destruction.resume()
    destruction.one_by_one(transfer.make, transfer.unmade())
