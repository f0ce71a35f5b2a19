"""What the clock does for translations."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from . import actions
from .models import Import


@app.periodic(cron="20 3 * * *")
@app.task(queueing_lock="translation_night", pass_context=False)
def night(timestamp):
    """Take note of translations that came by another way; throw away files that nobody applied."""
    actions.take_stock()
    Import.objects.filter(created_at__lt=timezone.now() - timedelta(days=1)).delete()
