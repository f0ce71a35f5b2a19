"""A paper opened for somebody."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Reading:
    """``chunks`` are the clear bytes, to be handed over once."""

    content_type: str
    file_name: str
    size: int
    chunks: Iterator[bytes]
