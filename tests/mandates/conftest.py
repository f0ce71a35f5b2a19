"""Alice is helped by Benoît."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mandates import actions
from tests.cases.conftest import paper, procedures  # noqa: F401


@pytest.fixture
def terms(procedures):  # noqa: F811
    return {"acts": ["read_papers", "add_papers"], "until": timezone.now() + timedelta(days=30)}


@pytest.fixture
def asked(alice, benoit, terms):
    return actions.give(giver=alice, to=benoit.email, everything=["papers"], **terms)


@pytest.fixture
def active(asked, benoit):
    return actions.accept(mandate=asked, actor=benoit)
