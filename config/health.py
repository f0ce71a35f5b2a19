"""Is the process alive; is the site fit to serve."""

from datetime import timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from procrastinate.contrib.django.models import ProcrastinateWorker

from accounts.access import Access, access

WORKER_SEEN_WITHIN = timedelta(seconds=60)


@access(Access.PUBLIC)
@never_cache
def live(request):
    """Say that the process answers: no database asked."""
    return JsonResponse({"status": "ok"})


@access(Access.PUBLIC)
@never_cache
def ready(request):
    """Say whether the database answers, its migrations are applied and a worker has been seen lately."""
    checks = {"database": database_answers()}
    checks["migrations"] = checks["database"] and migrations_applied()
    checks["worker"] = checks["migrations"] and worker_seen()
    fit = all(checks.values())
    return JsonResponse({"status": "ok" if fit else "not ready", "checks": checks}, status=200 if fit else 503)


def database_answers():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def migrations_applied():
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def worker_seen():
    return ProcrastinateWorker.objects.filter(last_heartbeat__gte=timezone.now() - WORKER_SEEN_WITHIN).exists()
