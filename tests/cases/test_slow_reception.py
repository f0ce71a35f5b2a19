# ruff: noqa: F811 (fixtures that come from a neighbour)
"""A file that is long to receive holds nobody up, and what changed meanwhile counts."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import OperationalError
from django.utils import timezone

from cases import actions
from cases.enums import CaseState
from cases.models import Case, Piece
from tests.vault.papers import objects_in, pdf_of
from vault import actions as vault
from vault import reception, storage
from vault.models import Document, Version

from .test_actions import piece_for
from .test_evidence import types  # noqa: F401
from .test_evidence_holds import elsewhere

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def while_receiving(monkeypatch):
    """``while_receiving(work)``: ``work`` is done, on a connection of its own, while the next file is looked at."""
    inspect = reception.inspect

    def arrange(work):
        def slow(*files):
            monkeypatch.setattr(reception, "inspect", inspect)
            elsewhere(work)
            return inspect(*files)

        monkeypatch.setattr(reception, "inspect", slow)

    return arrange


def provide(case, person):
    file = ContentFile(pdf_of(), name="acte.pdf")
    piece = piece_for(case, "birth-record", person)
    return actions.provide_piece(piece=piece, actor=person, uploaded_file=file, issued_on=timezone.localdate())


def test_somebody_else_acts_on_the_case_while_a_file_is_received(couple, alice, benoit, types, while_receiving):
    def answer():
        case = Case.objects.get(pk=couple.pk)
        party = case.parties.get(user=benoit)
        actions.answer(case=case, party=party, answers={"profession": "verrier"}, actor=benoit)

    while_receiving(answer)
    given = provide(couple, alice)
    assert given.version.document.owner == alice
    assert couple.parties.get(user=benoit).answers["profession"] == "verrier"


def test_a_case_closed_meanwhile_takes_nothing_and_leaves_no_object(
    opened, alice, types, while_receiving, vault_folder
):
    before = objects_in(vault_folder)
    closed = {"state": CaseState.WITHDRAWN, "closed_at": timezone.now()}
    while_receiving(lambda: Case.objects.filter(pk=opened.pk).update(**closed))
    with pytest.raises(PermissionDenied):
        provide(opened, alice)
    assert not Document.objects.exists()
    assert not Piece.objects.filter(case=opened, version__isnull=False).exists()
    assert objects_in(vault_folder) == before


def test_a_first_paper_is_put_away_while_another_is_written(alice, types, monkeypatch):
    write = storage.write

    def slow(source, **options):
        name = write(source, **options)
        monkeypatch.setattr(storage, "write", write)
        elsewhere(lambda: put_away(alice, types, b"two"))
        return name

    monkeypatch.setattr(storage, "write", slow)
    put_away(alice, types, b"one")
    assert Document.objects.count() == 2


def put_away(owner, types, text):
    file = ContentFile(pdf_of(text=text), name="a.pdf")
    return vault.store(owner=owner, actor=owner, type=types["passport"], uploaded_file=file)


def test_an_object_is_kept_for_the_collection_when_nobody_knows_whether_its_row_is(
    alice, types, monkeypatch, vault_folder
):
    """The database falls silent as it commits: the row may be there. Once it is known not to be, the object goes."""
    keep = vault.keep

    def silent(arrival, *, actor):
        keep(arrival, actor=actor)
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(vault, "keep", silent)
    with pytest.raises(OperationalError):
        put_away(alice, types, b"one")
    version = Version.objects.get()
    assert b"".join(storage.read(version))
    Version.objects.all().delete()
    vault.collect_orphans(timezone.now() + timedelta(hours=1))
    assert objects_in(vault_folder) == []
