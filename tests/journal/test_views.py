import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from journal.actions import record

pytestmark = pytest.mark.django_db
PAGE = "/agent/journal/"


def verbs(response):
    return {entry.verb for entry, _ in response.context["rows"]}


def test_an_administrator_reads_the_log_by_person_and_by_object(sign_in, administrator, alice, benoit):
    record("test.one", actor=alice, target=alice, reason="<b>")
    record("test.two", actor=None, target=benoit, subject=benoit)
    client = sign_in(administrator)
    everything = client.get(PAGE)
    assert {"test.one", "test.two"} <= verbs(everything)
    assert "&lt;b&gt;" in everything.content.decode()
    assert verbs(client.get(PAGE, {"personne": alice.public_id})) == {"test.one"}
    assert verbs(client.get(PAGE, {"objet": f"accounts.user:{benoit.public_id}"})) == {"test.two"}


@pytest.mark.parametrize("nonsense", ["x", "a\x00b", "'", "accounts.user"])
def test_a_search_that_means_nothing_finds_nothing(sign_in, administrator, nonsense):
    client = sign_in(administrator)
    for name in ("personne", "objet"):
        assert verbs(client.get(PAGE, {name: nonsense})) == set()


def test_older_lines_keep_the_search(sign_in, administrator, alice):
    for _ in range(21):
        record("test.one", actor=alice)
    response = sign_in(administrator).get(PAGE, {"personne": alice.public_id})
    assert f"?personne={alice.public_id}&amp;avant={response.context['page'].before}" in response.content.decode()


def test_the_page_costs_the_same_at_one_and_three_lines(sign_in, administrator, alice):
    client, counts = sign_in(administrator), []
    for more in (1, 2):
        for _ in range(more):
            record("test.one", actor=alice, subject=alice)
        client.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_nobody_else_reads_it(sign_in, lead, alice, client):
    assert sign_in(lead).get(PAGE).status_code == 403
    assert sign_in(alice).get(PAGE, follow=True).status_code == 404
    assert client.get(PAGE).status_code == 302


def test_the_log_is_searched_by_card_by_verb_and_by_day(sign_in, administrator, alice):
    record("person.created", actor=alice)
    old = record("person.signed_in", actor=alice)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE journal_entry SET at = '2026-01-05 22:30+00' WHERE id = %s", [old.pk])
        cursor.execute("SET session_replication_role = origin")
    client = sign_in(administrator)
    assert verbs(client.get(PAGE, {"personne": " alice "})) == {"person.created", "person.signed_in"}
    assert verbs(client.get(PAGE, {"personne": "ALICE@example.org", "quoi": "person.created"})) == {"person.created"}
    assert verbs(client.get(PAGE, {"depuis": "2026-01-05", "jusque": "2026-01-05"})) == {"person.signed_in"}
    assert verbs(client.get(PAGE, {"jusque": "2026-01-04"})) == set()
    assert client.get(PAGE, {"depuis": "0001-01-01", "jusque": "9999-12-31"}).status_code == 200
    page = client.get(PAGE, {"depuis": "nonsense", "quoi": "nonsense"})
    assert page.status_code == 200
    assert "a inscrit une personne" in page.content.decode()


def test_what_it_was_done_to_is_said_in_words(sign_in, administrator, alice):
    record("test.one", actor=alice, target=alice)
    page = sign_in(administrator).get(PAGE, {"personne": alice.public_id}).content.decode()
    assert ">Personne</a>" in page
    assert ">accounts.user<" not in page
