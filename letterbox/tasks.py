"""What the worker does for the residents' mail."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from vault import scan

from . import notices, queries, scanning


@app.task(name="letterbox.scan_file", queue="vault", retry=RetryStrategy(max_attempts=5, exponential_wait=5))
def scan_file(file_id):
    """Have one attachment examined by the antivirus."""
    scanning.examine(file_id)


@app.periodic(cron="* * * * *")
@app.task(name="letterbox.rescan", queue="vault", queueing_lock="letterbox.rescan", lock="letterbox.rescan")
def rescan(timestamp):
    """Ask again for what still waits, the scanner having been away."""
    if not scan.answers():
        return
    for file_id in queries.files_to_scan():
        scanning.examine(file_id)


@app.periodic(cron="* * * * *")
@app.task(name="letterbox.tell", queue="messages", queueing_lock="letterbox.tell", lock="letterbox.tell")
def tell(timestamp):
    """Tell people that mail arrived, once an hour at most."""
    notices.tell_arrived()


@app.periodic(cron="37 4 * * *")
@app.task(name="letterbox.let_go", queue="messages", queueing_lock="letterbox.let_go")
def let_go(timestamp):
    """Once a night: warn of the mail that leaves in a fortnight; let go what was warned of."""
    notices.let_go()
