"""A paper opened for somebody."""

from collections.abc import Iterator
from dataclasses import dataclass

from .errors import Unreadable


@dataclass(frozen=True)
class Reading:
    """``chunks`` are the clear bytes, to be handed over once."""

    content_type: str
    file_name: str
    size: int
    chunks: Iterator[bytes]


def opened(read, report):
    """The clear bytes that ``read()`` gives. Damage, at once or on the way, is told to ``report()``, then raised."""
    try:
        chunks = read()
    except Unreadable:
        report()
        raise
    return _watched(chunks, report)


def _watched(chunks, report):
    try:
        yield from chunks
    except Unreadable:
        report()
        raise
