"""What the resident's first pages ask of the database, once the process has warmed up."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import actions


@pytest.fixture
def cost(alice, sign_in):
    client = sign_in(alice)

    def count(address):
        client.get(address)  # what is remembered between visits
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    return count


def test_the_space_asks_little_and_each_live_case_adds_a_few_reads_only(couple, alice, procedures, cost):
    one = cost(reverse("workflows:space"))
    assert one <= 12
    actions.start_case(procedure=procedures["pacs"], actor=alice)
    assert cost(reverse("workflows:space")) <= one + 2


def test_the_vault_and_a_paper_cost_the_same_however_many_papers(procedures, alice, paper, cost):
    counts = []
    for _paper in range(3):
        version = paper(alice, "passport")
        counts.append(
            (cost(reverse("vault:documents")), cost(reverse("vault:document", args=[version.document.public_id])))
        )
    assert counts[0] == counts[2]
    assert counts[2] <= (9, 12)
