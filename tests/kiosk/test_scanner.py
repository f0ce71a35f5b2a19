"""The folder of the hall's scanner: only this session's sheets, and nothing left."""

import os
import time

import pytest

from journal.models import Entry
from kiosk import scanner, visits
from kiosk.forms import KioskForm
from kiosk.models import Visit
from kiosk.tasks import tidy
from tests.cases.conftest import procedures  # noqa: F401
from vault.demo import paper as pdf_of
from vault.models import Document, DocumentType

from .conftest import enter

pytestmark = pytest.mark.django_db
PAGE = "/borne/hall/scanner/"


@pytest.fixture
def scan(folder):
    def make(name="SECRET-Dupont.pdf", content=None):
        time.sleep(0.01)
        (folder / name).write_bytes(content or pdf_of("Exemple"))
        return folder / name

    return make


def keep(client, key):
    return client.post(PAGE, {"key": key, "type": DocumentType.objects.get(code="identity-card").pk, "label": ""})


def key_of():
    visit = Visit.objects.get(ended_at=None)
    return scanner.scans(visit, visits.scans_from(visit))[0].key


def test_a_sheet_of_this_session_goes_into_the_vault_and_leaves_the_folder(entered, carded, scan, procedures):  # noqa: F811
    file = scan()
    page = entered.get(PAGE).content.decode()
    assert "Feuille 1" in page
    assert "SECRET" not in page
    assert keep(entered, key_of()).status_code == 302
    document = Document.objects.get()
    assert document.owner == carded
    assert "SECRET" not in document.last.file_name
    assert not file.exists()


def test_what_lay_there_before_is_destroyed_when_somebody_enters(computer, carded, scan):
    before = scan()
    enter(computer, carded)
    assert not before.exists()
    assert "Feuille" not in computer.get(PAGE).content.decode()
    assert Entry.objects.get(verb="kiosk.scans_destroyed").data["count"] == 1


def test_what_is_left_at_the_end_is_destroyed(entered, scan, folder):
    scan()
    entered.post("/borne/hall/fin/")
    assert os.listdir(folder) == []


def test_the_worker_destroys_what_comes_outside_a_session_and_spares_what_comes_within(computer, carded, scan, folder):
    scan("late.pdf")
    (folder / "sub").mkdir()
    (folder / "sub" / "deep.pdf").write_bytes(b"x")
    (folder / "link").symlink_to("/etc/passwd")
    tidy(0)
    assert os.listdir(folder) == []
    assert Entry.objects.get(verb="kiosk.scans_destroyed").data["count"] == 3
    assert os.path.exists("/etc/passwd")
    enter(computer, carded)
    scan("mine.pdf")
    tidy(0)
    assert os.listdir(folder) == ["mine.pdf"]


def test_links_folders_hidden_and_shared_files_are_not_shown(entered, folder, scan, tmp_path):
    secret = tmp_path / "secret.pdf"
    secret.write_bytes(pdf_of("Exemple"))
    time.sleep(0.01)
    (folder / "link.pdf").symlink_to(secret)
    os.link(secret, folder / "hard.pdf")
    os.mkfifo(folder / "pipe.pdf")
    (folder / "sub").mkdir()
    scan(".hidden.pdf")
    visit = Visit.objects.get()
    assert scanner.scans(visit, visits.scans_from(visit)) == []


def test_a_sheet_still_being_written_waits(entered, scan, settings, procedures):  # noqa: F811
    scan()
    key = key_of()
    settings.KIOSK_SCANNER_STILL_SECONDS = 3
    assert "1 feuille arrive" in entered.get(PAGE).content.decode()
    assert keep(entered, key).status_code == 422
    assert not Document.objects.exists()


def test_a_refused_kind_is_explained_and_stays(entered, scan, procedures):  # noqa: F811
    file = scan("page.pdf", b"#!/bin/sh\nrm -rf /\n")
    answer = keep(entered, key_of())
    assert answer.status_code == 422
    assert "c’est un programme" in answer.content.decode().lower()
    assert file.exists()


def test_a_huge_sheet_is_refused_without_being_read(entered, scan, settings, procedures):  # noqa: F811
    scan()
    settings.VAULT_MAX_BYTES = 10
    answer = keep(entered, key_of())
    assert answer.status_code == 422
    assert "trop lourde" in answer.content.decode()


def test_a_full_disk_is_said_and_the_sheet_stays(entered, scan, procedures, monkeypatch):  # noqa: F811
    file = scan()
    key = key_of()

    def full(self, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(scanner.Scratch, "write", full)
    answer = keep(entered, key)
    assert answer.status_code == 422
    assert file.exists()


def test_a_folder_that_is_gone_is_said(entered, folder):
    folder.rmdir()
    assert "ne répond pas" in entered.get(PAGE).content.decode()
    tidy(0)


def test_a_folder_replaced_by_a_link_is_not_followed(entered, folder, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "precious.pdf").write_bytes(b"x")
    folder.rmdir()
    folder.symlink_to(other)
    assert "ne répond pas" in entered.get(PAGE).content.decode()
    tidy(0)
    assert (other / "precious.pdf").exists()


def test_only_folders_of_the_root_may_be_chosen(kiosk, folder):
    (folder.parent / "link").symlink_to("/etc")
    (folder.parent / "file").write_bytes(b"")
    assert scanner.folders() == ["hall"]
    typed = {"name": "B", "code": "b", "language": "fr", "scanner_folder": "link"}
    assert "scanner_folder" in KioskForm(typed).errors


def test_a_late_sheet_of_the_person_before_is_nobodys(entered, computer, carded, scan, folder, settings):
    """A slow scanner delivers twenty pages after whoever sent them has gone: the next person must not get them."""
    entered.post("/borne/hall/fin/")
    enter(computer, carded)
    scan("late.pdf")
    page = computer.get(PAGE).content.decode()
    assert "Feuille 1" not in page
    assert "Attendez encore" in page
    tidy(0)
    assert os.listdir(folder) == []
    settings.KIOSK_SCANNER_GRACE_SECONDS = 0
    scan("mine.pdf")
    page = computer.get(PAGE).content.decode()
    assert "Feuille 1" in page
    assert "Attendez encore" not in page
