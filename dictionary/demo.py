"""The demonstration has the notions of a real installation."""

from .seeds import ensure_notions


def load():
    ensure_notions()
