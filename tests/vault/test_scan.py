"""The antivirus: what it finds, and what happens while it is away."""

import io
import shutil
import subprocess
import time
import zipfile

import pikepdf
import pytest

from tests.servers import CONFIG, EICAR
from vault import actions, scan, tasks
from vault.enums import ScanState
from vault.errors import NotYetSafe, RefusedFile, ScannerUnavailable
from vault.models import Document

from .papers import objects_in, pdf_of, store

pytestmark = pytest.mark.django_db


class Scanner:
    """A clamd that one may kill."""

    def __init__(self, folder):
        program = shutil.which("clamd", path="/usr/sbin:/usr/bin:/usr/local/sbin")
        if not program:
            pytest.skip("clamd is not installed (Debian: clamav-daemon)")
        (folder / "signatures").mkdir(parents=True)
        (folder / "signatures" / "test.ndb").write_text(f"Eicar-Test:0:*:{EICAR.hex()}\n")
        folder.chmod(0o755)
        (folder / "clamd.conf").write_text(CONFIG.format(folder=folder))
        self.command = [program, "-c", folder / "clamd.conf"]
        self.url = f"unix://{folder}/clamd.sock"

    def start(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while not scan.answers():
            assert time.monotonic() < deadline, "clamd does not answer"
            time.sleep(0.1)

    def kill(self):
        self.process.kill()
        self.process.wait()


@pytest.fixture
def scanner(tmp_path_factory, settings):
    scanner = Scanner(tmp_path_factory.mktemp("killed"))
    settings.CLAMD_URL = scanner.url
    scanner.start()
    yield scanner
    scanner.kill()


def zipped(content):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("facture.txt", content)
    return out.getvalue()


def pdf_holding(content):
    """A PDF whose page draws nothing but carries the content, compressed."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.pages[0].Contents = pdf.make_stream(content)
    out = io.BytesIO()
    pdf.save(out, compress_streams=True)
    return out.getvalue()


def test_a_document_waits_for_a_killed_scanner_and_is_safe_once_it_is_back(scanner, alice, types):
    scanner.kill()
    version = store(alice, types, pdf_of()).last
    tasks.scan_version(version_id=version.pk)
    version.refresh_from_db()
    assert version.scan_state == ScanState.UNAVAILABLE
    tasks.rescan_waiting(timestamp=0)
    with pytest.raises(NotYetSafe):
        actions.read(version=version, reader=alice, reason="test")
    scanner.start()
    tasks.rescan_waiting(timestamp=0)
    version.refresh_from_db()
    assert version.scan_state == ScanState.SAFE
    assert b"".join(actions.read(version=version, reader=alice, reason="test").chunks).startswith(b"%PDF")


def test_a_scanner_killed_while_it_listens_has_said_nothing(scanner):
    def chunks():
        yield b"%PDF-1.7"
        scanner.kill()
        while True:
            yield b"x" * 2**20

    with pytest.raises(ScannerUnavailable):
        scan.scan(chunks())


def test_a_virus_is_found_in_a_zip_within_a_pdf_stream_and_in_a_bare_zip(clamd):
    assert "Eicar" in scan.scan([zipped(EICAR)])
    assert "Eicar" in scan.scan([pdf_holding(EICAR)])
    assert scan.scan([pdf_of()]) == ""


def test_an_infected_pdf_is_refused_and_destroyed(
    clamd, alice, types, vault_folder, django_capture_on_commit_callbacks
):
    version = store(alice, types, pdf_holding(EICAR)).last
    with django_capture_on_commit_callbacks(execute=True):
        tasks.scan_version(version_id=version.pk)
    version.refresh_from_db()
    assert (version.scan_state, bool(version.erased_at)) == (ScanState.REFUSED, True)
    assert objects_in(vault_folder) == []


@pytest.mark.parametrize("name", ["papier.pdf", "photo.jpg", "x.zip"])
def test_a_zip_under_another_name_is_no_paper(alice, types, name):
    with pytest.raises(RefusedFile) as refusal:
        store(alice, types, zipped(EICAR), name=name)
    assert refusal.value.error_list[0].code == "archive"
    assert not Document.objects.exists()


def test_a_zip_behind_a_pdf_does_not_enter(alice, types):
    """Two faces in one file: what is stored is a PDF and nothing more, or nothing at all."""
    try:
        version = store(alice, types, pdf_of() + zipped(b"x" * 5000)).last
    except RefusedFile:
        return
    assert not zipfile.is_zipfile(io.BytesIO(b"".join(actions.storage.read(version))))


def test_an_object_that_is_gone_is_said_and_written_down(clamd, alice, types, vault_folder):
    version = store(alice, types, pdf_of()).last
    objects_in(vault_folder)[0].unlink()
    tasks.scan_version(version_id=version.pk)
    version.refresh_from_db()
    assert version.scan_state == ScanState.AWAITING
    from journal.models import Entry

    assert Entry.objects.filter(verb="document.unreadable").exists()
