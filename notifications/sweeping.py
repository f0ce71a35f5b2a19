"""Nothing is lost: jobs whose worker is gone run again, deliveries without a job get one."""

from datetime import timedelta

from asgiref.sync import async_to_sync
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status

from . import queries
from .actions import enqueue
from .enums import DeliveryState
from .models import Message

SILENCE = timedelta(seconds=60)


def retry_stalled_jobs():
    """Put back every running job, of any kind, whose worker gave no sign of life for a minute."""
    gone = Q(worker__isnull=True) | Q(worker__last_heartbeat__lt=timezone.now() - SILENCE)
    for job in ProcrastinateJob.objects.filter(gone, status="doing"):
        retry_job(job)


def retry_job(job):
    """Put one job back; where another with its queueing lock already waits, that one will do."""
    try:
        with transaction.atomic():
            app.job_manager.retry_job_by_id(job.pk, retry_at=timezone.now())
    except ConnectorException:
        async_to_sync(app.job_manager.finish_job_by_id_async)(job.pk, status=Status.FAILED, delete_job=False)


def enqueue_forgotten(*, before):
    """Give a job to each delivery due before this moment that has none."""
    jobs = ProcrastinateJob.objects.filter(task_name="notifications.deliver", status__in=("todo", "doing"))
    served = set(jobs.values_list("args__delivery_id", flat=True))
    for delivery in queries.due(before).exclude(pk__in=served):
        enqueue(delivery)


def forget_strangers(*, before):
    """Erase what was written before this moment to people without an account: it holds links, codes and addresses."""
    old = Message.objects.filter(recipient=None, created_at__lt=before)
    return old.exclude(deliveries__state=DeliveryState.WAITING).delete()[0]
