"""What the worker does for the counters."""

from procrastinate.contrib.django import app

from . import scanner, visits
from .models import Kiosk, Visit


@app.periodic(cron="* * * * *")
@app.task(name="kiosk.tidy", queue="vault", queueing_lock="kiosk.tidy", lock="kiosk.tidy")
def tidy(timestamp):
    """End the sessions nobody came back to, and destroy what lies in a scanner's folder outside any session."""
    visits.end_stale()
    for kiosk in Kiosk.objects.exclude(scanner_folder=""):
        going = Visit.objects.going().filter(device__kiosk=kiosk).first()
        scanner.sweep(kiosk, before=visits.scans_from(going) if going else None)
