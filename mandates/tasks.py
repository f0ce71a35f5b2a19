"""What the worker does for mandates."""

from procrastinate.contrib.django import app

from . import actions
from .models import Mandate


@app.task(name="mandates.send_code")
def send_code(mandate_id):
    """The code of a mandate that was just asked for."""
    actions.send_code(mandate=Mandate.objects.get(pk=mandate_id))


@app.periodic(cron="47 4 * * *")
@app.task(name="mandates.look_after", queueing_lock="mandates.look_after")
def look_after(timestamp):
    """Close the mandates that ended, and say a week before which ones will."""
    actions.close_expired()
    actions.tell_ending()
