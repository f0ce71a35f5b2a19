"""A town hall of the fault tests' own: PostgreSQL, clamd, web server and worker, each a process one may kill."""

import http.client
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import environ
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.seeds import ensure_services
from cases.definitions import ensure_procedures
from cms import demo as cms_demo
from config.local.postgres import Cluster, unpacked
from config.local.processes import free_port, wait_until
from config.local.supervisor import end_group
from notifications import sweeping
from tests.benchmarks.site import cookie_of
from tests.cms.conftest import smaller
from tests.conftest import person
from tests.e2e.conftest import ensure_roots
from tests.notifications.test_worker import address
from tests.servers import start_clamd
from vault import queries, scan, storage, tasks
from vault.models import Evidence, Preview, Upload, UploadPart, Version
from vault.seeds import ensure_document_types

from .papers import objects_in

SETTINGS = """
import os
from config.settings.test import *
STORAGES["vault"] = {{"BACKEND": "tests.vault.stalling.Stalling", "OPTIONS": {{"location": {objects!r}}}}}
VAULT_MASTER_KEY_FILE = {master!r}
VAULT_MASTER_KEY_CREATE = True
CLAMD_URL = os.environ["CLAMD_URL"]
PAGE_CACHE, PAGE_CACHE_SECONDS = True, 0.5
"""
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


@contextmanager
def moved(url):
    """Have this process ask another database."""
    there = environ.Env.db_url_config(url)
    here = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update({name: there[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(here)


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


class Town:
    """All the processes, and the folder of what they keep."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.objects, self.master = self.folder / "objects", self.folder / "master.json"
        self.stall = self.folder / "stall"
        self.cluster = Cluster(self.folder / "postgres")
        self.scanner = self.web = self.worker = None
        self.clamd_url = f"unix://{self.folder}/clamd/clamd.sock"

    def build(self):
        """Have the servers up, on a copy of the tests' database with a small public site and one resident."""
        unpacked(Path(settings.VAR_DIR) / "pg0")
        (self.folder / "pg0").symlink_to(Path(settings.VAR_DIR) / "pg0")
        place = self.folder / "town_settings.py"
        place.write_text(SETTINGS.format(objects=str(self.objects), master=str(self.master)))
        self.cluster.start()
        self._copy(address(connection.settings_dict))
        self.start_clamd()

    def _copy(self, source):
        programs = self.cluster.programs
        dump = subprocess.run(
            [programs / "pg_dump", "--no-owner", source], capture_output=True, check=True, env=self.cluster._environment
        )
        load = [programs / "psql", "-q", "-v", "ON_ERROR_STOP=1", self.cluster.url]
        subprocess.run(load, input=dump.stdout, check=True, env=self.cluster._environment, **QUIET)

    @property
    def environment(self):
        path = os.pathsep.join([str(self.folder), str(settings.BASE_DIR)])
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "town_settings",
            "PYTHONPATH": path,
            "DATABASE_URL": self.cluster.url,
            "CLAMD_URL": self.clamd_url,
            "STALL": str(self.stall),
        }

    def furnish(self):
        """What the pages show, and Alice; inside this town's database."""
        ensure_services()
        ensure_document_types()
        ensure_procedures()
        ensure_roots()
        read, cms_demo.content = cms_demo.content, smaller(cms_demo.content)
        try:
            cms_demo.load()
        finally:
            cms_demo.content = read
        self.cookie = cookie_of(person("alice", "Alice", last_name="Martin"))

    def start_web(self):
        self.port = free_port()
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--no-ws"]
        command += ["--port", str(self.port), "--workers", "1", "--blocking-threads", "2", "config.wsgi:application"]
        self.web = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=self.environment, start_new_session=True, **QUIET
        )
        assert wait_until(lambda: self.status("/health/live") == 200, 180), "the web server does not answer"

    def page(self, path, *, cookie=None):
        """``(status, text)`` of a page, asked over a connection of its own; status 0 when nobody answers."""
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            asked.request("GET", path, headers={"Cookie": cookie} if cookie else {})
            answer = asked.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        except OSError:
            return 0, ""
        finally:
            asked.close()

    def status(self, path, **options):
        return self.page(path, **options)[0]

    def pages(self):
        """``{what it is: status}`` of the pages that have nothing to do with a fault."""
        return {
            "home": self.status("/fr/"),
            "procedure": self.status(reverse("cases:procedure", args=["marriage"])),
            "space": self.status(reverse("workflows:space"), cookie=self.cookie),
            "papers": self.status(reverse("vault:documents"), cookie=self.cookie),
            "upload": self.status(reverse("vault:upload"), cookie=self.cookie),
        }

    def start_worker(self, *options, **environment):
        command = [sys.executable, "manage.py", "procrastinate", "worker", "--concurrency", "2", *options]
        self.worker = subprocess.Popen(command, cwd=settings.BASE_DIR, env={**self.environment, **environment}, **QUIET)
        return self.worker

    def start_clamd(self):
        self.scanner = start_clamd(self.folder / "clamd")

    def wait_for_clamd(self):
        assert wait_until(scan.answers, 90), "clamd does not answer"

    def stop_database(self, sign):
        """``SIGINT`` ends sessions and then the server (fast); ``SIGQUIT`` leaves all as a crash would (immediate)."""
        pid = self.cluster.pid
        os.kill(pid, sign)
        assert wait_until(lambda: self.cluster.pid is None, 90)

    def down(self):
        if self.web:
            end_group(self.web.pid)  # its workers outlive a leader that is killed
        for process in (self.worker, self.web, self.scanner):
            if process:
                kill(process)
        self.cluster.stop()


def kill(process):
    if process.poll() is None:
        process.send_signal(signal.SIGCONT)
        process.send_signal(signal.SIGKILL)
    process.wait()


def put_back():
    """A minute later: what dead workers held waits again, and what waits for a moment is due."""
    sql("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 minutes'")
    sweeping.retry_stalled_jobs()
    sql("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")


def catch_up(town, queue=None):
    """A minute later, a fresh worker does all that is left to do (of one queue)."""
    put_back()
    left = ProcrastinateJob.objects.filter(status__in=["todo", "doing"], **({"queue_name": queue} if queue else {}))
    worker = town.start_worker(*(["--queues", queue] if queue else []))
    assert wait_until(lambda: not left.exists(), 240, pause=0.1), list(left.values_list("task_name", "status"))
    kill(worker)


def check_objects(town):
    """No row without its object; the day after, no object without its row."""
    kept, parts = rows(Version, Preview, Evidence), rows(UploadPart)
    before = set(storage.names())
    assert kept | parts <= before, "a row without its object"
    tasks.collect_orphans(timestamp=0)
    assert set(storage.names()) == before, "nothing goes before its day has passed"

    Upload.objects.update(changed_at=timezone.now() - timedelta(days=2))
    for path in objects_in(town.objects):
        os.utime(path, (time.time() - 2 * 86400,) * 2)
    tasks.forget_uploads(timestamp=0)
    tasks.collect_orphans(timestamp=0)
    assert set(storage.names()) == kept
    assert not queries.deleted_with_content()


def rows(*models):
    return {name for model in models for name in model.objects.values_list("object_name", flat=True)}
