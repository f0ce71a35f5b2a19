"""What would grow for ever is forgotten in time, and nothing else."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from config.tasks import tidy
from notifications import sweeping
from notifications.actions import send
from notifications.models import Delivery, Message


def job(state, days):
    """The key of a job that came to ``state`` so many days ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status) VALUES ('q', 't', '{}', %s)"
            " RETURNING id",
            [state],
        )
        (key,) = cursor.fetchone()
        cursor.execute("DELETE FROM procrastinate_events WHERE job_id = %s", [key])
        cursor.execute(
            "INSERT INTO procrastinate_events (job_id, type, at) VALUES (%s, %s, now() - %s)",
            [key, state if state != "todo" else "deferred", timedelta(days=days)],
        )
    return key


@pytest.mark.django_db(transaction=True)
def test_old_jobs_and_ended_sessions_go_and_the_others_stay():
    now = timezone.now()
    Session.objects.create(session_key="ended", session_data="", expire_date=now - timedelta(hours=1))
    Session.objects.create(session_key="open", session_data="", expire_date=now + timedelta(hours=1))
    gone = {job("succeeded", 8), job("failed", 91)}
    kept = {job("succeeded", 6), job("failed", 89), job("todo", 200)}
    tidy(timestamp=0)
    assert set(Session.objects.values_list("session_key", flat=True)) == {"open"}
    left = set(ProcrastinateJob.objects.filter(pk__in=gone | kept).values_list("pk", flat=True))
    assert left == kept


def test_codes_sent_to_strangers_are_forgotten_once_they_have_served(alice):
    served = send("account_mail", email="x@example.org", context={"subject": "Code", "body": "123456"})
    waiting = send("account_mail", email="y@example.org", context={"subject": "Code", "body": "654321"})
    own = send("account_mail", recipient=alice, context={"subject": "Code", "body": "111111"})
    fresh = send("account_mail", email="z@example.org", context={"subject": "Code", "body": "222222"})
    Delivery.objects.exclude(message=waiting).update(state="sent")
    Message.objects.exclude(pk=fresh.pk).update(created_at=timezone.now() - timedelta(days=31))
    sweeping.forget_strangers(before=timezone.now() - timedelta(days=30))
    assert set(Message.objects.all()) == {waiting, own, fresh}
    assert not Message.objects.filter(pk=served.pk).exists()
