"""What the night does for the search."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import index, report

AGAIN = RetryStrategy(max_attempts=5, wait=600)


@app.periodic(cron="13 4 * * *")
@app.task(name="search.check", queueing_lock="search.check", retry=AGAIN)
def check(timestamp):
    """Compare the index with what is published, and mend it."""
    index.check()


@app.periodic(cron="17 4 * * *")
@app.task(name="search.forget", queueing_lock="search.forget", retry=AGAIN)
def forget(timestamp):
    """Forget the words nobody has asked for in a year."""
    report.forget()
