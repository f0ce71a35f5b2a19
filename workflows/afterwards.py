"""What becomes of a case once it is closed: who decides so registers how to say it."""

tellers = []
"""Functions ``(case) -> sentence or None`` of those above, in the language of the moment."""


def sentences(case):
    """What to tell the people of a closed case."""
    return [said for tell in tellers if (said := tell(case))] if case.closed_at else []
