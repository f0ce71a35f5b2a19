"""A backup that was never restored is a hope: here one is, into another database and another folder."""

import json
import shutil
from base64 import b64encode
from datetime import timedelta

import psycopg
import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from accounts.actions import create_resident
from config import backup, keyset_copies
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
    wrapped = bytes(Keyset.objects.get().wrapped)
    apart = b"".join(path.read_bytes() for path in keyset_copies.place(folder).rglob("*"))
    assert b64encode(wrapped) in apart
    assert secret not in everything + apart
    assert wrapped not in everything
    assert b64encode(wrapped) not in everything
    assert b"clear words" not in everything
    assert not [path for path in folder.rglob("*") if path.is_file() and path.stat().st_mode & 0o077]
    assert folder.stat().st_mode & 0o077 == 0
    kept = keyset_copies.place(folder)
    assert not [path for path in (kept, *kept.iterdir()) if path.stat().st_mode & 0o077]


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


def restored_rows(database, statement, *values):
    with psycopg.connect(**backup.address(database)) as restored:
        return restored.execute(statement, values).fetchall()


def keysets_in(database):
    return restored_rows(database, "SELECT count(*) FROM vault_keyset")[0][0]


def aged(folder, days):
    """The keyset copy of a backup, as if it had been made so many days ago."""
    path = keyset_copies.place(folder) / keyset_copies.MANIFEST
    told = json.loads(path.read_text())
    path.write_text(json.dumps({**told, "made_at": (timezone.now() - timedelta(days=days)).isoformat()}))


def erase(person):
    from privacy.actions import erasures
    from privacy.models import Erasure

    erasure = erasures.plan(person=person, actor=person)
    Erasure.objects.update(due_at=timezone.now())
    erasures.run(erasure.pk)


def test_every_keyset_comes_back_as_it_was(pictures, other_database, tmp_path):
    version = kept_paper()
    folder = made(tmp_path / "backup")
    manifest = backup.load(folder, database=other_database)
    kept = Keyset.objects.get()
    rows = restored_rows(other_database, "SELECT owner_id, wrapped, master_key_id FROM vault_keyset")
    assert [(owner, bytes(wrapped), master) for owner, wrapped, master in rows] == [
        (version.document.owner_id, bytes(kept.wrapped), kept.master_key_id)
    ]
    assert manifest["closed"] == (0, 0)


def test_without_its_keysets_a_backup_is_refused_and_can_be_had_without_papers(pictures, other_database, tmp_path):
    kept_paper()
    folder = made(tmp_path / "backup")
    shutil.rmtree(keyset_copies.place(folder))
    with pytest.raises(backup.BackupError, match="--without-keysets"):
        backup.load(folder, database=other_database)
    backup.refuse_inhabited(other_database)
    manifest = backup.load(folder, database=other_database, without_keysets=True)
    assert manifest["closed"] == (1, 0)
    assert keysets_in(other_database) == 0


def test_keysets_that_were_altered_restore_nothing(pictures, other_database, tmp_path):
    kept_paper()
    folder = made(tmp_path / "backup")
    for name in (keyset_copies.KEYSETS, keyset_copies.ERASURES):
        path = keyset_copies.place(folder) / name
        content = path.read_bytes()
        path.write_bytes(content + b" ")
        with pytest.raises(backup.BackupError, match="missing or altered"):
            backup.load(folder, database=other_database)
        path.write_bytes(content)
    backup.refuse_inhabited(other_database)


def test_keysets_of_another_backup_do_not_do(pictures, other_database, tmp_path):
    kept_paper()
    first = made(tmp_path / "first")
    create_resident(actor=None, first_name="Ibou", last_name="Ba")
    keys.keyset_of(Document.objects.get().owner.__class__.objects.get(first_name="Ibou"))
    made(tmp_path / "second")
    shutil.rmtree(keyset_copies.place(first))
    with pytest.raises(backup.BackupError, match="not there any more"):
        backup.load(first, database=other_database)


def test_each_backup_destroys_keysets_past_their_days_and_nothing_else(pictures, transactional_db, tmp_path, capsys):
    kept_paper()
    old, recent = made(tmp_path / "old"), made(tmp_path / "recent")
    aged(old, 15)
    aged(recent, 13)
    stranger = tmp_path / "somebody-keysets"
    stranger.mkdir()
    (stranger / keyset_copies.MANIFEST).write_text('{"kind": "other", "made_at": "2001-01-01T00:00:00+00:00"}')
    (tmp_path / "link-keysets").symlink_to(keyset_copies.place(recent))
    call_command("backup", str(tmp_path / "new"))
    assert "1 older keyset copies destroyed" in capsys.readouterr().out
    assert not keyset_copies.place(old).exists()
    assert (keyset_copies.place(recent) / keyset_copies.KEYSETS).exists()
    assert (stranger / keyset_copies.MANIFEST).exists()
    assert (old / backup.MANIFEST).exists()


def test_keysets_may_be_kept_elsewhere(pictures, other_database, tmp_path, settings):
    kept_paper()
    call_command("backup", str(tmp_path / "backup"), keysets=str(tmp_path / "safe"), verbosity=0)
    assert not (tmp_path / "backup-keysets").exists()
    backup.load(tmp_path / "backup", database=other_database, keysets=str(tmp_path / "safe"))
    assert keysets_in(other_database) == 1


def test_who_was_erased_is_not_revived_once_the_keysets_are_past_their_days(pictures, other_database, tmp_path):
    version = kept_paper()
    folder = made(tmp_path / "before")
    erase(version.document.owner)
    aged(folder, 15)
    made(tmp_path / "after")
    with pytest.raises(backup.BackupError, match="not there any more"):
        backup.load(folder, database=other_database)
    manifest = backup.load(folder, database=other_database, without_keysets=True)
    assert keysets_in(other_database) == 0
    assert manifest["closed"] == (1, 0)


def test_who_was_erased_since_is_erased_again_though_the_keysets_are_still_there(pictures, other_database, tmp_path):
    version = kept_paper()
    owner = version.document.owner
    other, _code = create_resident(actor=None, first_name="Ibou", last_name="Ba")
    keys.keyset_of(other)
    folder = made(tmp_path / "before")
    erase(owner)
    made(tmp_path / "after")
    manifest = backup.load(folder, database=other_database)
    assert manifest["erased"] == 1
    assert restored_rows(other_database, "SELECT owner_id FROM vault_keyset") == [(other.pk,)]
    people = "SELECT erased_at IS NOT NULL, is_active FROM accounts_user ORDER BY id"
    assert restored_rows(other_database, people) == [(True, False), (False, True)]
    waiting = "SELECT person_id, state FROM privacy_erasure WHERE due_at <= now()"
    assert restored_rows(other_database, waiting) == [(owner.pk, "running")]
    register = "SELECT public_id FROM privacy_erasedperson"
    assert restored_rows(other_database, register) == [(owner.public_id,)]


def test_a_register_may_be_given_by_hand(pictures, other_database, tmp_path):
    version = kept_paper()
    folder = made(tmp_path / "before")
    register = tmp_path / "register.jsonl"
    register.write_text(json.dumps({"person": str(version.document.owner.public_id), "at": timezone.now().isoformat()}))
    backup.load(folder, database=other_database, erasures=str(register))
    assert keysets_in(other_database) == 0
    register.write_text("nonsense")
    with pytest.raises(backup.BackupError, match="no register"):
        backup.load(folder, database=other_database, erasures=str(register))


def test_a_backup_made_before_keysets_were_apart_still_opens(pictures, other_database, tmp_path, monkeypatch):
    version = kept_paper()
    with monkeypatch.context() as before:
        before.setattr(backup, "KEPT_APART", [])
        folder = made(tmp_path / "backup")
    told = json.loads((folder / backup.MANIFEST).read_text())
    del told["keysets"]
    (folder / backup.MANIFEST).write_text(json.dumps(told))
    shutil.rmtree(keyset_copies.place(folder))
    backup.load(folder, database=other_database)
    assert keysets_in(other_database) == 1
    assert version.document.owner_id
