"""What a paper says is nowhere to be read but in the hands of those who may."""

import logging
import tempfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from vault import actions, storage
from vault.models import Document

from .papers import every_row, forget_peak, memory_peak, objects_in, open_files, pdf_of, store

pytestmark = pytest.mark.django_db
CANARY = b"canari-4d0c-jaune"
ANYWHERE = [CANARY, CANARY.hex().encode()]
MB = 2**20


def assert_silent(content):
    assert not any(sign in content for sign in ANYWHERE)


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_the_content_is_in_no_object_row_log_or_temporary_file(
    alice, types, sign_in, clamd, vault_folder, temporary, caplog, monkeypatch
):
    caplog.set_level(logging.DEBUG)
    looked = []
    write = storage.write

    def look_then_write(*args, **kwargs):
        looked.extend(open_files())
        name = write(*args, **kwargs)
        looked.extend(open_files())
        return name

    monkeypatch.setattr(storage, "write", look_then_write)
    client = sign_in(alice)
    content = pdf_of(size=MB, text=CANARY)
    said = {"type": types["passport"].pk, "file": SimpleUploadedFile("a.pdf", content)}
    assert client.post(reverse("vault:upload"), said).status_code == 302
    version = Document.objects.get().last
    actions.examine(version.pk)
    page = client.get(reverse("vault:download", args=[version.public_id]))
    assert CANARY in b"".join(page.streaming_content)
    assert sum(len(found) for found in looked) > MB  # the file on its way was among what was looked at
    for found in looked:
        assert_silent(found)
    for path in [*objects_in(vault_folder), *objects_in(temporary)]:
        assert_silent(path.read_bytes())
    for row in every_row():
        assert_silent(row.encode())
    assert_silent(caplog.text.encode())


def test_a_refused_file_leaves_nothing(alice, types, vault_folder, temporary, caplog):
    with pytest.raises(actions.ValidationError):
        store(alice, types, b"PK\x03\x04" + CANARY * 10_000)
    assert objects_in(vault_folder) + objects_in(temporary) == []
    for row in every_row():
        assert_silent(row.encode())
    assert_silent(caplog.text.encode())


def test_equal_files_of_two_people_do_not_look_equal(alice, outsider, types, vault_folder):
    content = pdf_of()
    mine, other = store(alice, types, content).last, store(outsider, types, content).last
    assert mine.digest != other.digest
    first, second = objects_in(vault_folder)
    assert first.read_bytes()[-100:] != second.read_bytes()[-100:]


def test_objects_and_their_folders_are_closed_to_other_accounts(alice, types, vault_folder):
    store(alice, types, pdf_of())
    (path,) = objects_in(vault_folder)
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_memory_does_not_grow_with_the_file(alice, types):
    """24 MB in and out cost what 4 MB cost: a few blocks."""
    contents = [pdf_of(size=4 * MB), pdf_of(size=20 * MB)]
    through_the_vault(alice, types, contents[0])
    small = cost(alice, types, contents[0] + b"\n")
    large = cost(alice, types, contents[1])
    assert large < small + 6 * MB


def cost(owner, types, content):
    start = forget_peak()
    through_the_vault(owner, types, content)
    return memory_peak() - start


def through_the_vault(owner, types, content):
    upload = SimpleUploadedFile("a.pdf", b"x")
    upload.file, upload.size = Window(content), len(content)
    version = actions.store(owner=owner, actor=owner, type=types["passport"], uploaded_file=upload).last
    assert sum(len(chunk) for chunk in storage.read(version)) == len(content)


class Window:
    """Reads from bytes already there, without a copy of the whole."""

    def __init__(self, content):
        self.view, self.at = memoryview(content), 0

    def seek(self, to, whence=0):
        self.at = to

    def read(self, size):
        part = bytes(self.view[self.at : self.at + size])
        self.at += len(part)
        return part
