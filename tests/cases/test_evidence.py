"""Giving a paper to a case is a consent that can be taken back; what was seen complete is kept by the case."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from cases import actions
from cases.enums import CaseState, PieceState
from journal.models import Entry
from tests.vault.papers import pdf_of
from tests.vault.papers import store as put
from vault import actions as vault
from vault import evidence, sharing, storage, tasks
from vault.enums import ScanState
from vault.errors import Erased, Unreadable
from vault.models import DocumentType, Evidence, Share
from vault.seeds import ensure_document_types

from .test_actions import piece_for


@pytest.fixture
def types(db):
    ensure_document_types()
    return {type.code: type for type in DocumentType.objects.all()}


@pytest.fixture
def passport(alice, types):
    document = put(alice, types, pdf_of(text=b"the passport of alice"))
    version = document.versions.get()
    version.scan_state = ScanState.SAFE
    version.save()
    return version


@pytest.fixture
def given(opened, alice, passport):
    return actions.provide_piece(piece=piece_for(opened, "identity", alice), actor=alice, version=passport)


def frozen(piece):
    tasks.freeze(piece.version_id, piece.case.binder_id)
    return Evidence.objects.get(source=piece.version_id)


def content(reading):
    return b"".join(reading.chunks)


def test_giving_a_paper_lets_the_service_read_it_for_this_case(given, volant, alice):
    share = Share.objects.get()
    assert given.case.number in share.purpose
    assert share.binder == given.case.binder
    assert b"passport of alice" in content(actions.open_paper(piece=given, reader=volant))


def test_taking_it_back_closes_it_at_once_and_destroys_the_copy(given, volant, alice):
    copy = frozen(given)
    version = given.version
    actions.withdraw_piece(piece=given, actor=alice)
    assert Share.objects.get().revoked_at
    copy.refresh_from_db()
    assert copy.erased_at
    with pytest.raises(PermissionDenied):
        vault.read(version=version, reader=volant, reason="")
    with pytest.raises(Erased):
        evidence.read_evidence(evidence=copy, reader=volant, reason="")


def test_a_share_ended_by_itself_stops_the_reading(given, volant, alice):
    sharing.revoke(share=Share.objects.get(), actor=alice)
    with pytest.raises(PermissionDenied):
        vault.read(version=given.version, reader=volant, reason="")


def test_the_copy_opens_with_the_key_of_the_case_only(given, volant, alice):
    copy = frozen(given)
    assert b"passport of alice" in content(actions.open_paper(piece=given, reader=volant))
    with pytest.raises(Unreadable):
        storage.read_object(copy.object_name, holder=alice, context=evidence.context_of(copy))
    entry = Entry.objects.filter(verb="document.read").latest("id")
    assert (entry.actor, entry.subject, entry.reason) == (volant, alice, given.case.number)


def test_freezing_twice_makes_one_copy(given):
    assert frozen(given) == frozen(given)


def test_a_paper_not_yet_safe_is_not_frozen(opened, alice, types):
    version = put(alice, types, pdf_of()).versions.get()
    piece = actions.provide_piece(piece=piece_for(opened, "identity", alice), actor=alice, version=version)
    tasks.freeze(version.pk, piece.case.binder_id)
    assert not Evidence.objects.exists()


def test_a_paper_withdrawn_before_the_worker_came_is_not_frozen(given, alice):
    version, binder = given.version_id, given.case.binder_id
    actions.withdraw_piece(piece=given, actor=alice)
    tasks.freeze(version, binder)
    assert not Evidence.objects.exists()


def test_once_the_case_keeps_its_copy_the_owner_may_delete_hers(given, alice, volant):
    document = given.version.document
    with pytest.raises(ValidationError, match=given.case.number):
        vault.delete(document=document, actor=alice)
    frozen(given)
    given.case.completed_at, given.case.completed_by = given.checked_at or document.created_at, volant
    given.case.save()
    vault.delete(document=document, actor=alice)
    assert b"passport of alice" in content(actions.open_paper(piece=given, reader=volant))


def test_a_closed_case_reads_no_vault_but_its_service_reads_its_copy(given, registrar, volant):
    copy = frozen(given)
    case = given.case
    case.completed_at, case.completed_by = case.created_at, volant
    actions.end_shares(case, None)
    case.state, case.submitted_at, case.closed_at = CaseState.DONE, case.created_at, case.created_at
    case.save()
    copy = Evidence.objects.get(pk=copy.pk)
    assert content(evidence.read_evidence(evidence=copy, reader=registrar, reason="x"))
    with pytest.raises(PermissionDenied):
        evidence.read_evidence(evidence=copy, reader=volant, reason="x")
    with pytest.raises(PermissionDenied):
        vault.read(version=given.version, reader=registrar, reason="x")


def test_a_stranger_reads_no_copy(given, outsider, benoit, housing):
    copy = frozen(given)
    for person in (outsider, benoit, housing):
        with pytest.raises(PermissionDenied):
            evidence.read_evidence(evidence=copy, reader=person, reason="")


def test_the_person_reads_the_copy_of_her_own_paper(given, alice):
    assert content(evidence.read_evidence(evidence=frozen(given), reader=alice, reason=""))


@pytest.mark.parametrize("harm", ["flip", "cut", "swap"])
def test_a_harmed_copy_is_refused_and_told(given, volant, vault_folder, harm):
    copy = frozen(given)
    path = vault_folder / copy.object_name
    data = path.read_bytes()
    other = (vault_folder / given.version.object_name).read_bytes()
    harmed = {"flip": data[:60] + bytes([data[60] ^ 1]) + data[61:], "cut": data[:-5], "swap": other}[harm]
    path.chmod(0o600)
    path.write_bytes(harmed)
    with pytest.raises(Unreadable):
        content(evidence.read_evidence(evidence=copy, reader=volant, reason=""))
    assert Entry.objects.filter(verb="document.unreadable").exists()


def test_erasing_a_binder_leaves_the_vault_alone(given, volant, alice):
    copy = frozen(given)
    evidence.erase_binder(binder=given.case.binder, actor=None, reason="visa")
    copy.refresh_from_db()
    assert copy.erased_at
    assert content(vault.read(version=given.version, reader=alice, reason=""))


def test_a_paper_checked_once_is_complete_in_the_next_case(given, volant, alice, opened):
    vault.mark_checked(version=given.version, actor=volant, service=opened.service, occasion=opened.number)
    actions.withdraw_piece(piece=given, actor=alice)
    again = actions.provide_piece(piece=piece_for(opened, "identity", alice), actor=alice, version=given.version)
    assert (again.state, again.checked_by) == (PieceState.COMPLETE, volant)
    assert opened.acts.filter(verb="piece.known").exists()


def test_a_check_does_not_outlive_the_validity_of_the_paper(given, volant, alice, opened):
    from datetime import timedelta

    from django.utils import timezone

    vault.mark_checked(version=given.version, actor=volant, service=opened.service, occasion=opened.number)
    actions.withdraw_piece(piece=given, actor=alice)
    document = given.version.document
    document.expires_on = timezone.localdate() + timedelta(days=1)
    document.save()
    opened.answers["wished_date"] = (timezone.localdate() + timedelta(days=60)).isoformat()
    opened.save()
    again = actions.provide_piece(piece=piece_for(opened, "identity", alice), actor=alice, version=given.version)
    assert again.state == PieceState.PROVIDED


def test_a_copy_that_was_not_made_is_asked_for_again(given):
    from cases.queries import unfrozen

    assert unfrozen() == [(given.version_id, given.case.binder_id)]
    frozen(given)
    assert unfrozen() == []


def test_given_again_it_is_frozen_again(given, alice, volant):
    from cases.queries import unfrozen

    first = frozen(given)
    version = given.version
    actions.withdraw_piece(piece=given, actor=alice)
    again = actions.provide_piece(piece=given, actor=alice, version=version)
    assert unfrozen() == [(version.pk, again.case.binder_id)]
    tasks.freeze(version.pk, again.case.binder_id)
    assert evidence.frozen(version, again.case.binder) not in (None, first)
    assert unfrozen() == []


def test_a_file_given_up_before_it_was_complete_leaves_no_copy(given, alice):
    copy = frozen(given)
    actions.end_shares(given.case, alice)
    copy.refresh_from_db()
    assert copy.erased_at
    assert not Share.objects.filter(revoked_at=None).exists()


def test_papers_given_before_there_were_shares_go_on_being_read(given, volant):
    from importlib import import_module

    from django.apps import apps

    case = given.case
    Share.objects.all().delete()
    case.binder = None
    case.save()
    migration = import_module("cases.migrations.0004_shares_of_papers_given")
    migration.share_what_was_given(apps, None)
    migration.share_what_was_given(apps, None)
    given.refresh_from_db()
    assert Share.objects.get().binder == type(case).objects.get(pk=case.pk).binder
    assert content(actions.open_paper(piece=type(given).objects.get(pk=given.pk), reader=volant))


def test_the_purpose_of_a_cases_share_is_said_in_the_language_of_the_reader(given, alice, sign_in):
    number = given.case.number
    space = sign_in(alice)
    assert f"Dossier {number}" in space.get("/fr/espace/partages/").content.decode()
    with translation.override("ar"):
        assert sharing.told(sharing.shares_of(alice))[0].said == translation.gettext("Dossier %(number)s") % {
            "number": number
        }
    with translation.override("en"):
        expected = translation.gettext("Dossier %(number)s") % {"number": number}
    assert expected != f"Dossier {number}"
    assert (
        expected in space.get("/en/space/shares/", follow=True).content.decode()
        or expected in space.get("/en/espace/partages/").content.decode()
    )
