"""The server itself, as a process of its own: killed between the objects and the row, and before a taken port."""

import os
import signal
import smtplib
import socket
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

import vault.actions
from config.local.processes import free_port
from config.local.setup import BASE_DIR
from letterbox.models import Mail
from tests.vault.papers import objects_in

from .conftest import address_of, with_paper

pytestmark = pytest.mark.django_db(transaction=True)
SENDER = "regie@bailleur.example"
KILLED = """
import os, signal, sys
import django
django.setup()
from django.core.management import call_command
from letterbox import arriving
arriving.Copy.save = lambda copy: os.kill(os.getpid(), signal.SIGKILL)
call_command("letterbox")
"""


@pytest.fixture
def environment(settings, tmp_path, vault_folder):
    """The settings of the tests, this database, this folder."""
    database = connection.settings_dict
    place = tmp_path / "faulty_settings.py"
    place.write_text(
        "from config.settings.test import *\n"
        f"DATABASES['default']['NAME'] = {database['NAME']!r}\n"
        f"STORAGES['vault']['OPTIONS']['location'] = {str(vault_folder)!r}\n"
        f"VAULT_MASTER_KEY_FILE = {settings.VAULT_MASTER_KEY_FILE!r}\n"
        "CLAMD_URL = ''\n"
    )
    path = os.pathsep.join([str(tmp_path), str(settings.BASE_DIR)])
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "faulty_settings", "PYTHONPATH": path}


@pytest.fixture
def serve(environment):
    """``serve(port, *command)``: the server in a process of its own."""
    started = []

    def start(port, *command):
        said = {**environment, "LETTERBOX_PORT": str(port)}
        command = [sys.executable, *(command or ("manage.py", "letterbox"))]
        started.append(
            subprocess.Popen(command, cwd=BASE_DIR, env=said, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        )
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)


def connected(port, seconds=40):
    deadline = time.monotonic() + seconds
    while True:
        try:
            return smtplib.LMTP("127.0.0.1", port, local_hostname="localhost")
        except OSError:
            assert time.monotonic() < deadline, "the letterbox does not answer"
            time.sleep(0.2)


def test_killed_between_the_objects_and_the_row_nothing_is_lost_nor_left(alice, pdf, serve, vault_folder):
    to, sent, port = address_of(alice), bytes(with_paper(pdf)), free_port()
    doomed = serve(port, "-c", KILLED)
    with (
        pytest.raises((smtplib.SMTPServerDisconnected, smtplib.SMTPDataError, ConnectionError)),
        connected(port) as line,
    ):
        line.sendmail(SENDER, [to], sent)
    assert doomed.wait(10) == -signal.SIGKILL
    assert Mail.objects.count() == 0
    orphans = len(objects_in(vault_folder))
    assert orphans == 2
    serve(port)
    with connected(port) as line:
        line.sendmail(SENDER, [to], sent)
    assert Mail.objects.get().files.count() == 1
    assert vault.actions.collect_orphans(timezone.now() + timedelta(days=1)) == orphans
    assert Mail.objects.get().text() == "Bonjour"


def test_a_port_that_is_taken_is_waited_for(serve, monkeypatch):
    port = free_port()
    with socket.create_server(("127.0.0.1", port)):
        waiting = serve(port)
        assert b"trying again" in waiting.stderr.readline()
        assert waiting.poll() is None
    with connected(port) as line:
        assert line.noop()[0] == 250
    os.kill(waiting.pid, signal.SIGTERM)
    assert waiting.wait(20) == 0
