import logging

from config.logs import Impersonal, LineFormatter


def line(message, *args, exc_info=None):
    record = logging.LogRecord("app", logging.WARNING, __file__, 1, message, args, exc_info)
    Impersonal().filter(record)
    return LineFormatter().format(record)


def test_addresses_phones_and_query_strings_are_masked():
    told = line("Not Found: %s for %s", "/fr/recherche/?q=Martin", "alice.martin@example.org +33 6 12 34 56 78")
    assert "Martin" not in told
    assert "alice" not in told
    assert "34 56" not in told


def test_an_exception_tells_where_and_not_what_was_typed():
    import sys

    try:
        raise ValueError("alice@example.org typed this")
    except ValueError:
        told = line("failed", exc_info=sys.exc_info())
    assert "ValueError at" in told
    assert "alice" not in told
