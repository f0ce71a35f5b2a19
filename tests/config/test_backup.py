"""A backup that was never restored is a hope: here one is, into another database and another folder."""

import json

import psycopg
import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings

from accounts.actions import create_resident
from config import backup
from vault import keys, storage
from vault.models import Document, DocumentType, Keyset, Version


@pytest.fixture
def pictures(settings, tmp_path):
    """The pictures of the public pages, in a folder of the test."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def other_database(transactional_db):
    """The address of an empty database beside the one of the tests."""
    name = f"{connection.settings_dict['NAME']}_restored"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    yield {**connection.settings_dict, "NAME": name}
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def kept_paper():
    """A paper of a resident, encrypted in the vault, and one picture."""
    owner, _code = create_resident(actor=None, first_name="Awa", last_name="Sow")
    kind = DocumentType.objects.create(code="paper", names={"fr": "Papier"})
    document = Document.objects.create(owner=owner, type=kind, label="Papier")
    name = storage.write_version(ContentFile(b"clear words"), document=document, number=1)
    version = Version.objects.create(
        document=document, number=1, object_name=name, file_name="p.pdf", content_type="application/pdf", size=11,
        uploaded_by=owner,
    )  # fmt: skip
    backup.stores()["media"].save("images/door.jpg", ContentFile(b"a door"))
    return version


def made(folder):
    call_command("backup", str(folder), verbosity=0)
    return folder


def test_what_was_kept_comes_back_whole(pictures, other_database, tmp_path, settings, capsys):
    version = kept_paper()
    folder = made(tmp_path / "backup")
    with override_settings(MEDIA_ROOT=tmp_path / "new-media"):
        storage.remove(version.object_name)
        manifest = backup.load(folder, database=other_database)
        assert backup.stores()["media"].open("images/door.jpg").read() == b"a door"
    assert b"".join(storage.read(version)) == b"clear words"
    with psycopg.connect(**backup.address(other_database)) as restored:
        assert restored.execute("SELECT first_name FROM accounts_user").fetchall() == [("Awa",)]
        assert restored.execute("SELECT hash FROM journal_chainhead").fetchall() == [(manifest["log_head"],)]
        with pytest.raises(psycopg.errors.RaiseException):
            restored.execute("DELETE FROM journal_entry")


def test_the_master_key_is_not_in_it_and_the_papers_are_closed(pictures, transactional_db, tmp_path):
    kept_paper()
    folder = made(tmp_path / "backup")
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    secret = json.loads(keys.master()._read())["key"][0]["keyData"]["value"].encode()
    assert Keyset.objects.count() == 1
    assert secret not in everything
    assert b"clear words" not in everything
    assert not [path for path in folder.rglob("*") if path.is_file() and path.stat().st_mode & 0o077]
    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("harm", ["altered", "lost", "unfinished"])
def test_a_harmed_backup_restores_nothing(pictures, other_database, tmp_path, harm):
    version = kept_paper()
    folder = made(tmp_path / "backup")
    sealed = folder / "vault" / version.object_name
    if harm == "altered":
        sealed.write_bytes(sealed.read_bytes()[:-1] + b"x")
    elif harm == "lost":
        sealed.unlink()
    else:
        (folder / backup.MANIFEST).unlink()
    with pytest.raises(backup.BackupError):
        backup.load(folder, database=other_database)
    backup.refuse_inhabited(other_database)


def test_neither_a_full_folder_nor_a_full_database_is_written_over(pictures, transactional_db, tmp_path):
    folder = made(tmp_path / "backup")
    with pytest.raises(CommandError, match="not empty"):
        call_command("backup", str(folder))
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", str(folder))
