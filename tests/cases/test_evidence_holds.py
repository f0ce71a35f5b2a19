# ruff: noqa: F811 (fixtures that come from a neighbour)
"""What is taken back is gone, what was seen is what is signed: whatever happens at the same moment."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from cases import actions, expiry, queries
from cases.enums import PieceState
from cases.models import Piece
from journal.models import Entry
from tests.vault.papers import objects_in, pdf_of
from vault import actions as vault
from vault import evidence, sharing, storage, tasks
from vault.enums import ScanState
from vault.errors import StorageUnavailable, Unreadable
from vault.models import Check, Evidence, Share, Version
from vault.queries import standing_check

from .test_actions import piece_for
from .test_evidence import frozen, given, passport, types  # noqa: F401


def elsewhere(work):
    """Run ``work`` to its end in another thread, on a connection of its own."""
    failed = []

    def run():
        try:
            work()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(20)
    assert not thread.is_alive()
    if failed:
        raise failed[0]


@pytest.fixture
def while_copying(monkeypatch):
    """``while_copying(work)``: ``work`` is done once the next copy is written, before its row is."""
    write = storage.write

    def arrange(work):
        def slow(source, **options):
            name = write(source, **options)
            monkeypatch.setattr(storage, "write", write)
            elsewhere(work)
            return name

        monkeypatch.setattr(storage, "write", slow)

    return arrange


def second_version(given, alice):
    version = vault.replace(
        document=given.version.document, actor=alice, uploaded_file=ContentFile(pdf_of(text=b"two"), name="b.pdf")
    )
    Version.objects.update(scan_state=ScanState.SAFE)
    return Version.objects.get(pk=version.pk)


@pytest.mark.django_db(transaction=True)
def test_a_paper_withdrawn_while_it_is_copied_leaves_no_copy(given, alice, while_copying, vault_folder):
    before = objects_in(vault_folder)
    while_copying(lambda: actions.withdraw_piece(piece=Piece.objects.get(pk=given.pk), actor=alice))
    tasks.freeze(given.version_id, given.case.binder_id)
    assert Share.objects.get().revoked_at
    assert not Evidence.objects.exists()
    assert objects_in(vault_folder) == before


@pytest.mark.django_db(transaction=True)
def test_another_paper_is_given_while_one_is_copied(given, alice, paper, while_copying):
    other = next(p for p in queries.pieces_of(given.case) if p.pk != given.pk and p.party and p.party.user == alice)
    version = paper(alice, actions.pieces.requirement_of(other).document_type)
    while_copying(lambda: actions.provide_piece(piece=Piece.objects.get(pk=other.pk), actor=alice, version=version))
    tasks.freeze(given.version_id, given.case.binder_id)
    assert Evidence.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_on_one_paper_keep_one_copy(given, while_copying, vault_folder):
    before = len(objects_in(vault_folder))
    while_copying(lambda: tasks.freeze(given.version_id, given.case.binder_id))
    tasks.freeze(given.version_id, given.case.binder_id)
    assert Evidence.objects.count() == 1
    assert len(objects_in(vault_folder)) == before + 1


def test_taking_back_destroys_the_copies_of_every_version(
    given, alice, vault_folder, django_capture_on_commit_callbacks
):
    frozen(given)
    with django_capture_on_commit_callbacks(execute=True):
        piece = actions.provide_piece(piece=given, actor=alice, version=second_version(given, alice))
        frozen(piece)
        names = set(Evidence.objects.values_list("object_name", flat=True))
        actions.withdraw_piece(piece=piece, actor=alice)
    assert len(names) == 2
    assert not Evidence.objects.filter(erased_at=None).exists()
    assert not names & set(storage.names())


def test_a_version_that_was_replaced_leaves_no_copy(given, alice):
    first = frozen(given)
    actions.provide_piece(piece=given, actor=alice, version=second_version(given, alice))
    first.refresh_from_db()
    assert first.erased_at


def test_a_copy_is_destroyed_once(given):
    copy = frozen(given)
    same = Evidence.objects.get(pk=copy.pk)
    evidence.erase(evidence=copy, actor=None)
    evidence.erase(evidence=same, actor=None)
    assert Entry.objects.filter(verb="evidence.erased").count() == 1


def test_a_file_closed_before_its_copy_was_made_still_gets_it(given, volant):
    case = given.case
    case.completed_at, case.completed_by = case.created_at, volant
    actions.end_shares(case, None)
    case.state, case.submitted_at, case.closed_at = "done", case.created_at, case.created_at
    case.save()
    assert queries.unfrozen() == [(given.version_id, case.binder_id)]
    frozen(given)
    assert queries.unfrozen() == []


def test_a_paper_refused_by_the_antivirus_is_no_longer_shared(given):
    Version.objects.filter(pk=given.version_id).update(scan_state=ScanState.AWAITING)
    vault._conclude(given.version_id, "EICAR")
    assert not Share.objects.filter(revoked_at=None).exists()


@pytest.mark.parametrize("meanwhile", ["refused", "deleted"])
def test_a_paper_refused_or_deleted_meanwhile_is_not_given(opened, alice, passport, meanwhile):
    stale = Version.objects.select_related("document__owner", "document__type").get(pk=passport.pk)
    if meanwhile == "deleted":
        vault.delete(document=passport.document, actor=alice)
    else:
        Version.objects.filter(pk=passport.pk).update(scan_state=ScanState.AWAITING)
        vault._conclude(passport.pk, "EICAR")
    with pytest.raises(ValidationError):
        actions.provide_piece(piece=piece_for(opened, "identity", alice), actor=alice, version=stale)
    assert not Share.objects.exists()


def test_a_check_does_not_survive_new_dates(given, volant, alice, opened):
    document = given.version.document
    vault.mark_checked(version=given.version, actor=volant, service=opened.service, occasion=opened.number)
    Piece.objects.filter(pk=given.pk).update(state=PieceState.COMPLETE)
    vault.rename(document=document, actor=alice, label="x")
    assert standing_check(Version.objects.get(pk=given.version_id))
    vault.rename(document=document, actor=alice, label="x", expires_on=timezone.localdate() + timedelta(days=3000))
    assert standing_check(Version.objects.get(pk=given.version_id)) is None
    assert Piece.objects.get(pk=given.pk).state == PieceState.PROVIDED
    assert not Check.objects.exists()


def test_an_expired_paper_may_be_given_another_name(passport, alice, sign_in):
    document = passport.document
    document.expires_on = timezone.localdate() - timedelta(days=1)
    document.save()
    said = {"label": "Vieux passeport", "expires_on": document.expires_on.isoformat()}
    assert sign_in(alice).post(reverse("vault:rename", args=[document.public_id]), said).status_code == 302
    earlier = {**said, "expires_on": (document.expires_on - timedelta(days=9)).isoformat()}
    assert sign_in(alice).post(reverse("vault:rename", args=[document.public_id]), earlier).status_code == 422


def test_sharing_again_says_a_new_end_and_purpose(passport, alice, services):
    service, document, now = services["antenne-logement"], passport.document, timezone.now()
    sharing.share(document=document, actor=alice, service=service, purpose="a", until=now + timedelta(days=300))
    again = sharing.share(document=document, actor=alice, service=service, purpose="b", until=now + timedelta(days=2))
    assert Share.objects.count() == 1
    assert (again.purpose, again.until) == ("b", now + timedelta(days=2))


def test_a_new_end_is_told_again(given, opened):
    document = given.version.document
    opened.answers["wished_date"] = (timezone.localdate() + timedelta(days=60)).isoformat()
    opened.save()
    for days in (10, 20):
        document.expires_on = timezone.localdate() + timedelta(days=days)
        document.save()
        assert expiry.tell() == 1
        assert expiry.tell() == 0


def test_a_folder_that_is_not_mounted_is_an_outage(passport, vault_folder, alice):
    away = vault_folder.with_name("away")
    vault_folder.rename(away)
    with pytest.raises(StorageUnavailable):
        vault.read(version=passport, reader=alice, reason="")
    away.rename(vault_folder)
    assert vault.read(version=passport, reader=alice, reason="")


def test_damage_found_on_the_way_is_reported(alice, types, vault_folder):
    from tests.vault.papers import store as put

    document = put(alice, types, pdf_of(size=3 * 2**20))
    Version.objects.update(scan_state=ScanState.SAFE)
    version = Version.objects.select_related("document__owner").get(document=document)
    path = vault_folder / version.object_name
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-9])
    reading = vault.read(version=version, reader=alice, reason="")
    with pytest.raises(Unreadable):
        b"".join(reading.chunks)
    assert Entry.objects.filter(verb="document.unreadable").count() == 1


def test_damage_the_site_finds_again_and_again_is_written_once(given, vault_folder):
    (vault_folder / given.version.object_name).unlink()
    for _hour in range(3):
        tasks.freeze(given.version_id, given.case.binder_id)
    assert Entry.objects.filter(verb="document.unreadable").count() == 1


def test_a_paper_not_asked_for_any_more_is_not_read_and_comes_back_with_the_question(given, alice, volant):
    frozen(given)
    case = given.case
    wanted = actions.pieces._wanted
    actions.pieces._wanted = lambda case: [pair for pair in wanted(case) if pair != (given.party_id, given.requirement)]
    try:
        actions.refresh_pieces(case)
        assert not Share.objects.filter(revoked_at=None).exists()
        assert not Evidence.objects.filter(erased_at=None).exists()
    finally:
        actions.pieces._wanted = wanted
    actions.refresh_pieces(case)
    assert Share.objects.filter(revoked_at=None).count() == 1
    assert Piece.objects.get(pk=given.pk).version_id == given.version_id
