from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateWorker


def test_the_process_says_it_lives_without_asking_the_database(client):
    assert client.get("/health/live").json() == {"status": "ok"}


def test_without_a_worker_the_site_is_not_ready(client, db):
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json()["checks"] == {"database": True, "migrations": True, "worker": False}


def test_with_a_worker_seen_lately_the_site_is_ready(client, db, django_db_blocker):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [timezone.now()])
    assert ProcrastinateWorker.objects.count() == 1
    assert client.get("/health/ready").status_code == 200
