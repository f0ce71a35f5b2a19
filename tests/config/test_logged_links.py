"""A secret in an address is in no line of the log, right or wrong, whatever page it opens."""

import re

import pytest
from django.test import Client
from django.urls import get_resolver

from .test_logs import line

NAMES = ("token", "code", "key", "secret", "signed")
CONVERTED = re.compile(r"<(?:(\w+):)?(\w+)>")
NAMED_GROUP = re.compile(r"\(\?P<(\w+)>[^)]*\)")
PUBLIC = {"slug", "int", "uuid"}  # names of procedures and counters, numbers, identifiers: none opens a door
SECRET = "sesame"


def every_pattern(patterns, before=""):
    for pattern in patterns:
        address = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from every_pattern(pattern.url_patterns, address)
        else:
            yield address


def filled(pattern):
    """The address with a secret where one goes, or None when it takes none."""

    def fill(kind, name):
        return SECRET if name in NAMES and kind not in PUBLIC else "11111111-2222-3333-4444-555555555555"

    address = CONVERTED.sub(lambda found: fill(found[1], found[2]), NAMED_GROUP.sub(r"<\1>", pattern))
    return "/" + re.sub(r"[\^$]", "", address) if SECRET in address else None


ADDRESSES = sorted({filled(pattern) for pattern in every_pattern(get_resolver().url_patterns)} - {None})


def test_there_are_such_addresses():
    for page in ("invitation", "verifier", "aide/non", "emporter", "reset/key"):
        assert any(page in address for address in ADDRESSES)


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_line_tells_it(address):
    assert SECRET not in line("Not Found: %s", address)
    assert SECRET not in line("Not Found: %s", address.rstrip("/"))


def test_a_link_broken_on_its_way_tells_nothing_either():
    told = line("Not Found: %s", "/fr/espace/mes-donnees/Zk3vQ0-9xWmPl2TqYb7d/")
    assert "Zk3v" not in told
    assert "/fr/espace/mes-donnees/" in told


def test_ordinary_addresses_stay_readable():
    told = line("Not Found: %s", "/fr/les-commandements-de-la-mairie-2026/11111111-2222-3333-4444-aaaaaaaaaaaa/")
    assert "les-commandements-de-la-mairie-2026" in told


@pytest.mark.django_db
def test_the_page_that_is_not_there_says_so_without_the_link(caplog):
    with caplog.at_level("WARNING", logger="django.request"):
        Client().get(f"/fr/espace/aide/non/{SECRET}/autre/")
    assert caplog.records
    assert SECRET not in line(caplog.records[-1].getMessage())
