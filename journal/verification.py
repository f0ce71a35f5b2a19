"""Reading the whole log again, line after line, to find what was altered, lost or moved."""

import json
from datetime import datetime
from typing import NamedTuple

from django.db import connection, transaction

from .canonical import canonical, seal

# One statement, so that the head and the lines are seen at the same moment.
LINES = """
    SELECT head.seq, head.hash, line.id, line.seq, line.at, line.verb, line.actor_id, line.subject_id,
           line.target_type, line.target_id, line.reason, line.data::text, line.payload, line.previous, line.hash
    FROM (SELECT 1) AS once
    LEFT JOIN journal_chainhead head ON true
    LEFT JOIN journal_entry line ON line.seq >= %s OR line.seq IS NULL
    ORDER BY line.seq NULLS LAST, line.id
"""


class Line(NamedTuple):
    head_seq: int | None
    head_hash: str | None
    id: int | None
    seq: int | None
    at: datetime
    verb: str
    actor_id: int | None
    subject_id: int | None
    target_type: str
    target_id: str
    reason: str
    data_text: str
    payload: str
    previous: str
    hash: str

    @property
    def data(self):
        return json.loads(self.data_text)


class Check:
    """The state of one verification. ``problems`` yields sentences; afterwards the head and counts can be read."""

    def __init__(self, *, first=1, expected=""):
        self.first = first
        self.expected = expected
        self.seq = first - 1
        self.hash = "" if first == 1 else None
        self.lines = 0
        self.head = None
        self.expected_seen = not expected

    def problems(self):
        for line in stream(self.first):
            self.head = (line.head_seq, line.head_hash)
            if line.id is not None:
                yield from self.line(line)
        yield from self.end()

    def line(self, line):
        self.lines += 1
        if line.seq is None:
            yield f"line with id {line.id}: never sealed"
            return
        yield from self.place(line)
        yield from content(line)
        if self.expected in (line.hash, line.previous):
            self.expected_seen = True
        self.seq, self.hash = line.seq, line.hash

    def place(self, line):
        if line.seq != self.seq + 1:
            yield missing(self.seq + 1, line.seq - 1)
        elif self.hash is not None and line.previous != self.hash:
            yield f"line {line.seq}: does not follow line {self.seq} (altered, replaced or moved)"

    def end(self):
        head_seq, head_hash = self.head
        if head_seq is None:
            if self.lines:
                yield "the head of the chain is missing"
        elif head_seq > self.seq:
            yield missing(self.seq + 1, head_seq)
        elif head_seq < self.seq or (self.hash is not None and head_hash != self.hash):
            yield f"the head of the chain (line {head_seq}) does not match the last line ({self.seq})"
        if not self.expected_seen:
            yield f"the seal kept elsewhere is not in the chain: {self.expected}"


def missing(first, last):
    return f"line {first}: missing" if first == last else f"lines {first} to {last}: missing"


def content(line):
    """What is wrong inside one line: its seal, or a column that no longer says what was sealed."""
    if seal(line.previous, line.seq, line.payload) != line.hash:
        yield f"line {line.seq}: the seal is broken (altered or moved)"
    elif canonical(line) != line.payload:
        yield f"line {line.seq}: a column was altered"


def stream(first):
    """Lines in order, by a cursor on the server: memory stays the same however long the log is."""
    with transaction.atomic(), connection.create_cursor("verify_log") as cursor:
        cursor.itersize = 2000
        cursor.execute(LINES, [first])
        yield from map(Line._make, cursor)
