"""The servers under load: granian with two workers, as `make run` has it."""

import os
import subprocess
import sys
from contextlib import contextmanager

from django.conf import settings as site
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from accounts.access import mark_second_factor
from config.local.processes import free_port, wait_until
from config.local.supervisor import answers


@contextmanager
def served(application, path, **settings):
    """Serve a WSGI application on the benchmark's database; gives its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "2"]
    command += ["--blocking-threads", "2", "--no-ws", application]
    environment = os.environ | {"DATABASE_URL": database_url(), "ALLOWED_HOSTS": "127.0.0.1"} | settings
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        if not wait_until(lambda: answers(address + path), 60):
            raise RuntimeError(f"{application} does not answer")
        yield address
    finally:
        stop(process)


def stop(process):
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def database_url():
    base, _, _ = os.environ["DATABASE_URL"].rpartition("/")
    return f"{base}/{connection.settings_dict['NAME']}"


def cookie_of(user):
    """Give the cookie of somebody signed in, with the second factor for agents."""
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = site.AUTHENTICATION_BACKENDS[0]
    session["_auth_user_hash"] = user.get_session_auth_hash()
    if user.is_agent:
        mark_second_factor(session, user)
    session.save()
    return f"{site.SESSION_COOKIE_NAME}={session.session_key}"
