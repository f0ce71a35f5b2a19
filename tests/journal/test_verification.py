import pytest
from django.db import connection

from journal.actions import record
from journal.canonical import canonical, seal
from journal.models import Entry

from . import conftest
from .conftest import tamper, verify


def test_an_untouched_log_is_declared_whole_with_its_head(log):
    said, problems = verify()
    assert said == f"6 lines checked, head 6 {log[-1].hash}"
    assert problems == []


def test_an_empty_log_is_whole(db):
    assert verify() == ("0 lines checked, head 0 -", [])


def test_python_computes_the_seal_the_database_wrote(alice):
    record(
        "test.done",
        actor=alice,
        subject=alice,
        reason='l’été à Bàmakɔ, 登记\n"x"',
        data={"b": [1, 2.5, None], "a": "é"},
    )
    conftest.seal()
    entry = Entry.objects.get()
    assert entry.hash == seal("", 1, entry.payload)
    assert canonical(entry) == entry.payload


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("verb", "test.other"),
        ("actor_id", 7),
        ("subject_id", 7),
        ("target_id", "7"),
        ("reason", "autre"),
        ("data", '{"number": 9}'),
        ("at", "2020-01-01T00:00:00Z"),
    ],
)
def test_an_altered_column_is_named(log, column, value):
    tamper(f"UPDATE journal_entry SET {column} = %s WHERE seq = 3", value)
    assert verify()[1] == ["line 3: a column was altered"]


def test_an_altered_text_is_named(log):
    tamper(
        "UPDATE journal_entry SET verb = 'test.gone', payload = replace(payload, 'test.done', 'test.gone')"
        " WHERE seq = 3"
    )
    assert verify()[1] == ["line 3: the seal is broken (altered or moved)"]


def test_a_line_rewritten_with_a_fresh_seal_no_longer_holds_the_next(log):
    line = log[2]
    line.reason = "autre"
    payload = canonical(line)
    fresh = seal(line.previous, 3, payload)
    tamper("UPDATE journal_entry SET reason = 'autre', payload = %s, hash = %s WHERE seq = 3", payload, fresh)
    assert verify()[1] == ["line 4: does not follow line 3 (altered, replaced or moved)"]


def test_a_whole_chain_rewritten_is_betrayed_by_the_head_kept_elsewhere(log):
    kept = log[-1].hash
    tamper("DELETE FROM journal_entry WHERE seq = 6")
    tamper("UPDATE journal_chainhead SET seq = 5, hash = %s", log[4].hash)
    assert verify()[1] == []
    assert verify(expect=kept)[1] == [f"the seal kept elsewhere is not in the chain: {kept}"]


@pytest.mark.parametrize(
    ("seqs", "sentence"),
    [
        ([3], "line 3: missing"),
        ([2, 3], "lines 2 to 3: missing"),
        ([1], "line 1: missing"),
        ([6], "line 6: missing"),
        ([1, 2, 3, 4, 5, 6], "lines 1 to 6: missing"),
    ],
)
def test_missing_lines_are_named(log, seqs, sentence):
    tamper("DELETE FROM journal_entry WHERE seq = ANY(%s)", seqs)
    assert verify()[1] == [sentence]


def test_two_lines_exchanged_are_both_named(log):
    tamper("UPDATE journal_entry SET seq = -1 WHERE seq = 3")
    tamper("UPDATE journal_entry SET seq = 3 WHERE seq = 4")
    tamper("UPDATE journal_entry SET seq = 4 WHERE seq = -1")
    problems = verify()[1]
    assert "line 3: the seal is broken (altered or moved)" in problems
    assert "line 4: the seal is broken (altered or moved)" in problems


def test_an_emptied_log_is_noticed(log):
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE journal_entry")
    assert verify()[1] == ["lines 1 to 6: missing"]


def test_a_missing_head_is_noticed_and_stops_new_lines(log):
    tamper("DELETE FROM journal_chainhead")
    assert verify()[1] == ["the head of the chain is missing"]


def test_a_moved_head_is_noticed(log):
    tamper("UPDATE journal_chainhead SET hash = 'x'")
    assert verify()[1] == ["the head of the chain (line 6) does not match the last line (6)"]


def test_a_line_slipped_in_without_seal_is_noticed(log):
    tamper(
        "INSERT INTO journal_entry (at, verb, target_type, target_id, reason, data, payload, previous, hash)"
        " VALUES (now(), 'test.slipped', '', '', '', '{}', '{}', '', '')"
    )
    assert verify()[1][0].endswith("never sealed")


def test_a_check_may_start_at_a_line_whose_head_was_kept(log):
    tamper("UPDATE journal_entry SET reason = 'autre' WHERE seq = 2")
    said, problems = verify(first=4, expect=log[2].hash)
    assert said.startswith("3 lines checked")
    assert problems == []
    assert verify(first=2)[1] == ["line 2: a column was altered"]
