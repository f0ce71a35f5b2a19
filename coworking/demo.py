"""Demo content of this app."""

from .seeds import ensure_ceremony_resources, ensure_spaces


def load():
    """Rooms, officials and their hours; run after the people exist."""
    ensure_ceremony_resources()
    ensure_spaces()
