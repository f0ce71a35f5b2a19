import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from journal.actions import record
from journal.models import Entry


def seal():
    """Do now what the commit does."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def tamper(statement, *values):
    """Change the tables as somebody could who owns them and has taken the guards away."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET session_replication_role = origin")


def verify(**options):
    """``(text printed, problems printed)``; the exit status must agree with the problems."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("verify_log", stdout=out, stderr=err, **options)
        status = 0
    except CommandError as error:
        status = error.returncode
    assert status == (1 if err.getvalue() else 0)
    return out.getvalue().strip(), err.getvalue().splitlines()


@pytest.fixture
def log(db):
    """Six sealed lines."""
    for number in range(6):
        record("test.done", actor=None, data={"number": number})
    seal()
    return list(Entry.objects.order_by("seq"))
