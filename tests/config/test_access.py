import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.access import rule_of

from .addresses import walk

WRITES_OF_A_READING = ("django_session", "journal_entry", '"cache"')


def test_every_address_says_who_may_open_it():
    silent = [match.route for match in walk() if rule_of(match.func, match) is None]
    assert silent == []


def bare_addresses():
    ours = [match.route for match in walk() if match.bare and not match.route.startswith("redaction/")]
    return sorted({"/" + route.replace("^", "").replace("\\Z", "").replace("$", "") for route in ours})


@pytest.mark.parametrize("who", ["alice", "administrator"])
def test_opening_a_page_changes_nothing(who, request, sign_in):
    person = request.getfixturevalue(who)
    client = sign_in(person)
    client.raise_request_exception = False
    client.get("/health/live")  # the first visit of a session notes when it was
    writers = {}
    for address in bare_addresses():
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        if written := [sql for sql in map(sql_of, queries) if is_write(sql)]:
            writers[address] = written
    assert writers == {}


def sql_of(query):
    return query["sql"]


def is_write(sql):
    changes = sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))
    return changes and not any(table in sql for table in WRITES_OF_A_READING)
