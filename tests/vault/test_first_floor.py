"""The vault's first floor, from the form to the encrypted object and back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.servers import infected_pdf
from vault import actions, storage
from vault.enums import ScanState
from vault.errors import NotYetSafe, RefusedFile, Unreadable
from vault.models import Document

from .papers import objects_in, pdf_of, store

pytestmark = pytest.mark.django_db


def test_a_safe_document_comes_back_as_it_was(alice, types, pdf, clamd):
    version = store(alice, types, pdf).last
    actions.examine(version.pk)
    version.refresh_from_db()
    assert version.scan_state == ScanState.SAFE
    assert b"".join(actions.read(version=version, reader=alice, reason="test").chunks) == pdf


def test_nothing_is_served_while_the_scanner_is_down(alice, types, pdf, sign_in):
    version = store(alice, types, pdf).last
    actions.examine(version.pk)
    version.refresh_from_db()
    assert version.scan_state == ScanState.UNAVAILABLE
    with pytest.raises(NotYetSafe):
        actions.read(version=version, reader=alice, reason="test")
    assert sign_in(alice).get(reverse("vault:download", args=[version.public_id])).status_code == 409


def test_an_infected_file_is_destroyed_and_its_owner_told(
    alice, types, clamd, vault_folder, django_capture_on_commit_callbacks
):
    version = store(alice, types, infected_pdf()).last
    with django_capture_on_commit_callbacks(execute=True):
        actions.examine(version.pk)
    version.refresh_from_db()
    assert version.scan_state == ScanState.REFUSED
    assert not objects_in(vault_folder)
    assert alice.notifications.get().kind == "document_refused"


def test_a_stored_object_tells_nothing_and_any_flip_is_refused(alice, types, vault_folder):
    version = store(alice, types, pdf_of(text=b"canary-7f3a")).last
    (path,) = objects_in(vault_folder)
    sealed = path.read_bytes()
    assert b"canary" not in sealed
    for harmed in (sealed[:-1], sealed[:100] + bytes([sealed[100] ^ 1]) + sealed[101:], b""):
        path.chmod(0o600)
        path.write_bytes(harmed)
        with pytest.raises(Unreadable):
            b"".join(storage.read(version))


def test_an_object_swapped_between_two_people_is_refused(alice, outsider, types, pdf):
    mine, other = store(alice, types, pdf).last, store(outsider, types, pdf).last
    mine.object_name = other.object_name
    with pytest.raises(Unreadable):
        b"".join(storage.read(mine))


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty"), (b"hello", "type"), (b"PK\x03\x04" + b"\0" * 60, "archive"), (b"%PDF-1.7\nbroken", "corrupted")],
)
def test_what_is_no_paper_is_refused_in_words(alice, types, content, code):
    with pytest.raises(RefusedFile) as refusal:
        store(alice, types, content)
    assert refusal.value.error_list[0].code == code
    assert not Document.objects.exists()


def test_a_form_sent_twice_makes_one_document(alice, types, pdf, vault_folder):
    assert store(alice, types, pdf) == store(alice, types, pdf)
    assert len(objects_in(vault_folder)) == 1


def test_a_file_too_large_keeps_what_was_typed(alice, types, sign_in, settings):
    settings.VAULT_MAX_BYTES = 1000
    said = {"type": types["passport"].pk, "label": "Mon passeport", "file": SimpleUploadedFile("a.pdf", b"x" * 5000)}
    page = sign_in(alice).post(reverse("vault:upload"), said)
    assert page.status_code == 422
    assert "Mon passeport" in page.content.decode()
    assert "trop lourd" in page.content.decode()


def test_another_residents_document_does_not_exist(alice, outsider, types, pdf, sign_in):
    document = store(alice, types, pdf)
    client = sign_in(outsider)
    for name in ("document", "replace", "rename", "delete"):
        assert client.get(reverse(f"vault:{name}", args=[document.public_id])).status_code == 404
    assert client.get(reverse("vault:download", args=[document.last.public_id])).status_code == 404


def test_pages_open_and_a_document_goes_from_the_form_to_deletion(alice, types, pdf, sign_in):
    client = sign_in(alice)
    for name in ("documents", "upload", "readings"):
        assert client.get(reverse(f"vault:{name}")).status_code == 200
    said = {"type": types["passport"].pk, "file": SimpleUploadedFile("../../é\u202e.pdf", pdf)}
    assert client.post(reverse("vault:upload"), said).status_code == 302
    document = Document.objects.get()
    for name in ("document", "replace", "rename", "delete"):
        assert client.get(reverse(f"vault:{name}", args=[document.public_id])).status_code == 200
    assert client.get(reverse("vault:documents")).status_code == 200
    new = {"file": SimpleUploadedFile("b.pdf", pdf + b"\n")}
    assert client.post(reverse("vault:replace", args=[document.public_id]), new).status_code == 302
    assert document.versions.count() == 2
    assert client.post(reverse("vault:delete", args=[document.public_id])).status_code == 302
    assert client.get(reverse("vault:document", args=[document.public_id])).status_code == 404


def test_a_full_vault_says_so_and_keeps_nothing_more(alice, types, pdf, settings):
    store(alice, types, pdf)
    settings.VAULT_QUOTA_BYTES = 1
    with pytest.raises(RefusedFile, match="plein"):
        store(alice, types, pdf + b"\n")
    assert Document.objects.filter(owner=alice).count() == 1
