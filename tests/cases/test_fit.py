"""Before beginning, one sees which papers of one's vault will do."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.definitions import latest
from cases.fit import fits
from cases.requirements import needed
from vault.enums import ScanState


@pytest.fixture
def asked(procedures):
    return needed(latest(procedures["marriage"]).definition, {}, {})


def line(found, code):
    return next(fit for fit in found if fit.requirement.code == code)


def test_a_paper_that_fits_comes_before_one_that_does_not(asked, alice, paper):
    paper(alice, "passport", expires_on=timezone.localdate() - timedelta(days=1))
    assert line(fits(alice, asked), "identity").problem
    good = paper(alice, "identity-card", expires_on=timezone.localdate() + timedelta(days=900)).document
    assert (line(fits(alice, asked), "identity").document, line(fits(alice, asked), "identity").problem) == (good, None)


def test_what_is_missing_or_dangerous_is_missing(asked, alice, paper):
    paper(alice, "passport", scan_state=ScanState.REFUSED)
    assert line(fits(alice, asked), "identity").document is None


def test_it_is_on_the_page_of_the_procedure_for_oneself_only(procedures, alice, outsider, paper, sign_in, client):
    document = paper(alice, "passport", expires_on=timezone.localdate() + timedelta(days=900)).document
    address = reverse("cases:procedure", args=["marriage"])
    assert str(document.public_id) in sign_in(alice).get(address).content.decode()
    for other in (sign_in(outsider), client):
        page = other.get(address)
        assert page.status_code == 200
        assert str(document.public_id) not in page.content.decode()


def test_it_costs_the_same_for_one_paper_and_for_three(asked, alice, paper):
    costs = []
    for kinds in (["passport"], ["birth-record", "proof-of-address"]):
        for kind in kinds:
            paper(alice, kind)
        with CaptureQueriesContext(connection) as asked_for:
            fits(alice, asked)
        costs.append(len(asked_for))
    assert costs[0] == costs[1]
