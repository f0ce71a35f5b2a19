import json
import threading

import pytest
from django.db import DatabaseError, connection, transaction

from journal import labels, queries
from journal.actions import record
from journal.models import ChainHead, Entry
from notifications.models import Preference

from .conftest import seal, verify


def test_a_line_says_who_did_what_to_what_for_whom_and_why(alice, registrar):
    entry = record("test.read", actor=registrar, target=alice, subject=alice, reason="Dossier nº 3", data={"a": 1})
    said = json.loads(entry.payload)
    assert said == {
        "at": said["at"],
        "verb": "test.read",
        "actor": registrar.pk,
        "subject": alice.pk,
        "target_type": "accounts.user",
        "target_id": str(alice.public_id),
        "reason": "Dossier nº 3",
        "data": {"a": 1},
    }


def test_a_line_is_sealed_at_commit_and_follows_the_one_before(alice):
    for _ in range(3):
        record("test.done", actor=alice)
    assert not Entry.objects.exclude(seq=None).exists()
    seal()
    first, second, third = Entry.objects.order_by("seq")
    assert [first.seq, second.seq, third.seq] == [1, 2, 3]
    assert [first.previous, second.previous, third.previous] == ["", first.hash, second.hash]
    assert ChainHead.objects.get().hash == third.hash


def test_what_is_rolled_back_leaves_no_line_and_no_gap(alice):
    with transaction.atomic():
        record("test.undone", actor=alice)
        transaction.set_rollback(True)
    record("test.done", actor=alice)
    seal()
    assert [(entry.seq, entry.verb) for entry in Entry.objects.all()] == [(1, "test.done")]


def test_a_reason_with_a_null_character_is_kept_without_it(alice):
    assert record("test.done", actor=alice, reason="a\x00b").reason == "ab"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET reason = 'autre'",
        "UPDATE journal_entry SET seq = 99",
        "DELETE FROM journal_entry",
        "UPDATE journal_chainhead SET seq = 0",
        "DELETE FROM journal_chainhead",
        "INSERT INTO journal_chainhead (seq, hash) VALUES (5, 'x')",
    ],
)
def test_the_database_refuses_to_change_the_log(log, statement):
    with pytest.raises(DatabaseError, match="journal:"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_line_cannot_be_written_with_a_seal_of_its_own(db):
    with pytest.raises(DatabaseError, match="sealed by the database"), transaction.atomic():
        Entry.objects.create(verb="test.forged", payload="{}", seq=1, hash="a" * 64)


@pytest.mark.parametrize("table", ["journal_entry", "journal_chainhead"])
def test_the_database_refuses_to_empty_the_log(log, table):
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER journal_refuse_truncate")
        with pytest.raises(DatabaseError, match="never emptied"), transaction.atomic():
            cursor.execute(f"TRUNCATE {table}")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER journal_refuse_truncate")


def test_lines_are_found_by_person_and_by_object(alice, benoit, registrar):
    about_alice = record("test.one", actor=registrar, target=benoit, subject=alice)
    record("test.two", actor=alice, target=registrar, subject=benoit)
    assert list(queries.entries_about(alice)) == [about_alice]
    assert list(queries.entries_of(benoit)) == [about_alice]
    assert list(queries.entries_by(registrar)) == [about_alice]


def test_listing_lines_takes_one_query_however_many(alice, django_assert_num_queries):
    for count in (1, 2):
        for _ in range(count):
            record("test.done", actor=alice, subject=alice)
        with django_assert_num_queries(1):
            assert all(str(entry.actor) == "Alice Martin" for entry in queries.entries_about(alice))


def test_a_verb_is_told_in_the_sentence_its_app_registered(db):
    labels.register({"test.labelled": "a essayé"})
    assert record("test.labelled", actor=None).label == "a essayé"
    assert record("test.unlabelled", actor=None).label == "test.unlabelled"


def in_thread(work):
    def run():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_make_one_chain_without_a_gap():
    def write():
        for _ in range(10):
            with transaction.atomic():
                record("test.first", actor=None)
                record("test.second", actor=None)

    for thread in [in_thread(write) for _ in range(8)]:
        thread.join()
    assert list(Entry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 161))
    assert verify()[1] == []


@pytest.mark.django_db(transaction=True)
def test_sealing_never_waits_for_a_transaction_that_waits_for_the_seal(alice):
    """One transaction locks a person and writes a line; another writes a line about that person's new row."""
    wrote, failures = threading.Event(), []

    def refer_to_alice():
        try:
            with transaction.atomic():
                record("test.refers", actor=None)
                Preference.objects.create(user=alice)
                wrote.set()
        except Exception as error:
            failures.append(error)

    with transaction.atomic():
        type(alice).objects.select_for_update().get(pk=alice.pk)
        other = in_thread(refer_to_alice)
        assert wrote.wait(5)
        other.join(0.5)  # its commit now waits for the row locked here
        record("test.locks", actor=None)
    other.join(10)
    assert failures == []
    assert verify()[1] == []
