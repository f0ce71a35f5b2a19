"""What the worker does for messages, and for any job whose worker died."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from . import sweeping
from .delivering import attempt


@app.task(name="notifications.deliver", queue="messages")
def deliver(delivery_id):
    attempt(delivery_id)


@app.periodic(cron="* * * * *")
@app.task(name="notifications.sweep", queue="messages")
def sweep(timestamp):
    """Take up again what a killed worker or a lost job left behind."""
    sweeping.retry_stalled_jobs()
    sweeping.enqueue_forgotten(before=timezone.now() - timedelta(minutes=10))


@app.periodic(cron="29 3 * * *")
@app.task(name="notifications.forget_strangers", queue="messages", queueing_lock="notifications.forget_strangers")
def forget_strangers(timestamp):
    """Once a night: codes and links sent a month ago to addresses without an account have served."""
    sweeping.forget_strangers(before=timezone.now() - timedelta(days=30))
