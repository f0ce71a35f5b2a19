"""What the worker does for accounts."""

from procrastinate.contrib.django import app

from . import limits


@app.periodic(cron="20 3 * * *")
@app.task(queueing_lock="accounts.purge_guess_counts")
def purge_guess_counts(timestamp):
    """Forget old counts of tries, once a night."""
    limits.purge()
