"""Papers that will leave a vault by themselves: who decides so registers how to find them."""

from datetime import date
from typing import NamedTuple

finders = []
"""Functions ``(documents) -> {document pk: Departure}`` of those above, each in a fixed number of queries."""


class Departure(NamedTuple):
    """``url`` is the page where the owner says that the paper stays."""

    on: date
    url: str


def of(documents):
    """``{document pk: Departure}`` of those that will leave."""
    found = {}
    for find in finders:
        found |= find(documents)
    return found
