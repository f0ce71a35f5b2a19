"""What waits for an agent outside the circuits: the rooms above say so in the inbox."""

from typing import NamedTuple

finders = []
"""Functions ``(user) -> [Waiting, ...]`` of those above: none for whom it does not concern."""


class Waiting(NamedTuple):
    """``sentence`` is for people; ``url`` is where it is done."""

    sentence: str
    url: str


def waiting_for(user):
    """All that waits for this agent elsewhere."""
    return [waiting for find in finders for waiting in find(user)]
