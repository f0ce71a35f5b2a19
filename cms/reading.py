"""Whether the words of a page still wait for somebody whose language it is: the room above that follows it knows."""

from .routing import language_of

OURS = {"wo", "bm"}  # written by us, read by nobody whose language it is, until somebody says otherwise

_predicates = []


def register(predicate):
    """``predicate(page)`` gives True or False, or None where it knows nothing of the page."""
    _predicates.append(predicate)


def needs_native_reader(page):
    """What the first predicate that knows the page says; without one, a page in a language of ``OURS`` needs it."""
    known = (answer for predicate in _predicates if (answer := predicate(page)) is not None)
    return next(known, language_of(page) in OURS)
