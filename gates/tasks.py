"""What the clock does: words that changed in the lists are looked for in every page at night."""

from procrastinate.contrib.django import app

from . import actions


@app.periodic(cron="40 2 * * *")
@app.task(name="gates.read_everything", queueing_lock="gates.read_everything", pass_context=False)
def read_everything(timestamp):
    actions.read_everything()
