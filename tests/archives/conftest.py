"""Old cases, with papers whose bytes are really there."""

import threading
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from archives import disposal
from archives.models import ConservationRule
from archives.seeds import ensure_rules
from cases import actions as case_actions
from cases.models import Case
from cases.queries import own_pieces
from tests.vault.conftest import types  # noqa: F401
from tests.vault.papers import pdf_of
from tests.workflows.conftest import check, couple, draft, hall, paper, procedures, ready, sent  # noqa: F401
from vault import actions as vault
from vault import scan
from vault.models import Version
from vault.tasks import freeze
from workflows import actions

CANARY = "canari-dans-le-papier"
SPOKEN = "canari dans un message"
ANSWERED = "canari-profession"


@pytest.fixture
def rules(procedures):  # noqa: F811
    ensure_rules()
    return {(rule.procedure.code, rule.ending): rule for rule in ConservationRule.objects.select_related("procedure")}


def years_ago(case, years):
    closed = timezone.now() - timedelta(days=366 * years)
    Case.objects.filter(pk=case.pk).update(closed_at=closed)
    case.refresh_from_db()
    return case


@pytest.fixture
def old(sent, registrar, rules):  # noqa: F811
    """A case sent, then cancelled long ago."""
    actions.cancel(case=sent, actor=registrar, reason="Demande en double.")
    return years_ago(sent, 6)


def give_real_papers(case, monkeypatch):
    """Every paper with bytes of its own, safe, and frozen in the case's binder."""
    monkeypatch.setattr(scan, "scan", lambda chunks: "" if b"".join(chunks) else "nothing")
    today = timezone.localdate()
    for party in case.parties.all():
        for number, piece in enumerate(own_pieces(case, party)):
            if piece.version_id is None:
                text = f"{CANARY} {party.pk} {number}".encode()
                case_actions.provide_piece(
                    piece=piece,
                    actor=party.user,
                    uploaded_file=SimpleUploadedFile("papier.pdf", pdf_of(text=text)),
                    issued_on=today - timedelta(days=9),
                    expires_on=today + timedelta(days=900),
                )
    case.refresh_from_db()
    for pk in Version.objects.filter(pieces__case=case).values_list("pk", flat=True):
        vault.examine(pk)
        freeze(version_id=pk, binder_id=case.binder_id)


@pytest.fixture
def make_full(couple, volant, registrar, alice, benoit, rules, monkeypatch):  # noqa: F811
    """A complete case with copies of papers, messages and answers, cancelled six years ago."""

    def make():
        first = couple.parties.first()
        case_actions.answer(case=couple, party=first, answers={"profession": ANSWERED}, actor=alice)
        give_real_papers(couple, monkeypatch)
        for party in couple.parties.all():
            case_actions.consent(party=party, actor=party.user)
        case = actions.submit(case=Case.objects.get(pk=couple.pk), actor=alice)
        case_actions.message(case=Case.objects.get(pk=case.pk), actor=volant, text=SPOKEN)
        check(case, volant)
        actions.cancel(case=Case.objects.get(pk=case.pk), actor=registrar, reason="Doublon.")
        return years_ago(case, 6)

    return make


def listed(case, rules, archivist, lead, ending="stopped"):
    """A list with this case, confirmed by the service."""
    made = disposal.prepare(rule=rules[case.procedure.code, ending], year=case.closed_at.year, actor=archivist)
    return disposal.propose(listed=made, actor=lead)


def visa(made, archivist, decision="destroy"):
    decisions = {line.case_id: decision for line in made.lines.all()}
    return disposal.give_visa(listed=made, actor=archivist, reference="V 2026-7", reason="", decisions=decisions)


def beside(work):
    """Start ``work`` in a thread with a connection of its own; ``join`` gives what it gave."""
    given = []

    def run():
        try:
            given.append(work())
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()

    def join():
        thread.join(30)
        assert not thread.is_alive()
        return given[0]

    return join
