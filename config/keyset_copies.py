"""The keysets of people and cases in a folder of their own, destroyed sooner than the backups they open.

Beside them the register of those who were erased: a backup older than an erasure must not bring anybody back.
``manifest.json`` is written last; a folder without ours is none of our business, and is never touched.
"""

import hashlib
import json
import os
from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.utils import timezone
from psycopg import errors

from config.errors_of_backups import BackupError

TABLE = "vault_keyset"
KEYSETS, ERASURES, MANIFEST = "keysets.jsonl", "erasures.jsonl", "manifest.json"
KIND = "mairie-keysets"
BESIDE = "-keysets"

ROWS = """
    SELECT person.public_id::text, binder.public_id::text, keyset.wrapped, keyset.master_key_id, keyset.created_at
    FROM vault_keyset keyset
    LEFT JOIN accounts_user person ON person.id = keyset.owner_id
    LEFT JOIN vault_binder binder ON binder.id = keyset.binder_id
    ORDER BY keyset.id
"""
REGISTER = "SELECT public_id::text, at FROM privacy_erasedperson ORDER BY id"
PUT = """
    INSERT INTO vault_keyset (owner_id, binder_id, wrapped, master_key_id, created_at)
    SELECT person.id, binder.id, %(wrapped)s, %(master)s, %(created_at)s
    FROM (SELECT 1) AS once
    LEFT JOIN accounts_user person ON person.public_id::text = %(person)s
    LEFT JOIN vault_binder binder ON binder.public_id::text = %(binder)s
    WHERE person.id IS NOT NULL OR binder.id IS NOT NULL
"""
CLOSED = """
    SELECT (SELECT count(*) FROM vault_version version JOIN vault_document document ON document.id = version.document_id
            WHERE version.erased_at IS NULL
            AND NOT EXISTS (SELECT FROM vault_keyset WHERE owner_id = document.owner_id)),
           (SELECT count(*) FROM vault_evidence evidence WHERE evidence.erased_at IS NULL
            AND NOT EXISTS (SELECT FROM vault_keyset WHERE binder_id = evidence.binder_id))
"""
# The door is closed at once; the worker, finding an erasure whose day has come, does the rest.
ERASE = [
    "DELETE FROM vault_keyset WHERE owner_id IN (SELECT id FROM accounts_user WHERE public_id::text = %(person)s)",
    """UPDATE accounts_user SET erased_at = coalesce(erased_at, %(at)s), is_active = false
       WHERE public_id::text = %(person)s""",
    """INSERT INTO privacy_erasedperson (public_id, at) VALUES (%(person)s::uuid, %(at)s)
       ON CONFLICT (public_id) DO NOTHING""",
    """UPDATE privacy_erasure SET state = 'cancelled', cancelled_at = now() WHERE state IN ('cooling', 'running')
       AND person_id IN (SELECT id FROM accounts_user WHERE public_id::text = %(person)s)""",
    """INSERT INTO privacy_erasure (public_id, person_id, reason, state, asked_at, due_at)
       SELECT gen_random_uuid(), id, 'asked', 'running', %(at)s, now() FROM accounts_user
       WHERE public_id::text = %(person)s AND NOT EXISTS (
           SELECT FROM privacy_erasure done WHERE done.person_id = accounts_user.id AND done.state = 'done')""",
]


def place(folder, keysets=None):
    """The new folder of this backup's keysets: ``DIR-keysets``, or one under the folder that was asked for."""
    root = keysets or settings.KEYSET_BACKUP_DIR
    folder = Path(folder).resolve()
    return Path(root) / f"{folder.name}{BESIDE}" if root else folder.with_name(f"{folder.name}{BESIDE}")


def write(folder, connection, *, made_at):
    """Write keysets and register into a new folder; give what pairs it with the backup: ``{"sha256", "size"}``."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise BackupError(f"{folder} is not empty: each backup has a folder of its own for its keysets.")
    lines = (
        {"person": person, "binder": binder, "wrapped": b64encode(wrapped).decode(), "master": master, "created_at": at}
        for person, binder, wrapped, master, at in _stream(connection, ROWS)
    )
    pair = _write_lines(folder / KEYSETS, lines)
    register = ({"person": person, "at": at} for person, at in _stream(connection, REGISTER))
    files = {KEYSETS: pair, ERASURES: _write_lines(folder / ERASURES, register)}
    content = json.dumps({"kind": KIND, "made_at": made_at, "files": files}, indent=1, sort_keys=True)
    with _create(folder / MANIFEST) as file:
        file.write(content)
    return pair


def forget_old(folder, keysets=None):
    """Destroy the keyset copies past ``KEYSET_BACKUP_DAYS`` beside this backup's; give their paths."""
    limit = timezone.now() - timedelta(days=settings.KEYSET_BACKUP_DAYS)
    old = [path for path, manifest in _copies(folder, keysets) if _made_at(manifest) < limit]
    for path in old:
        (path / KEYSETS).unlink(missing_ok=True)  # the secret first; the folder says what it was until it goes too
        for name in (ERASURES, MANIFEST):
            (path / name).unlink(missing_ok=True)
        if not any(path.iterdir()):
            path.rmdir()
    return old


def matching(folder, manifest, keysets=None):
    """The folder of the keysets that open this backup, found whole; None where they are in the backup itself."""
    pair = manifest.get("keysets")
    if pair is None:
        return None
    for path, told in _copies(folder, keysets):
        if told["files"][KEYSETS] == pair:
            if _facts(path / KEYSETS) != pair:
                raise BackupError(f"{path / KEYSETS} is missing or altered: nothing was restored.")
            return path
    raise BackupError(
        f"The keysets of this backup are not there any more (they are kept {settings.KEYSET_BACKUP_DAYS} days): "
        "give their folder with --keysets, or restore --without-keysets; no document will then open. "
        "Nothing was restored."
    )


def erased(folder, keysets=None, given=None):
    """``{public id: when}`` of every register beside the keysets, and of the file ``given``."""
    found = {}
    for path, manifest in _copies(folder, keysets):
        if _facts(path / ERASURES) != manifest["files"][ERASURES]:
            raise BackupError(f"{path / ERASURES} is missing or altered: nothing was restored.")
        found |= _register(path / ERASURES)
    return found | (_register(Path(given)) if given else {})


def read(folder, connection, *, but):
    """Put the keysets back, save those of the people in ``but``; a holder the database does not know has none."""
    if folder is None:
        return
    with (folder / KEYSETS).open() as lines:
        for line in map(json.loads, lines):
            if line["person"] not in but:
                connection.execute(PUT, {**line, "wrapped": b64decode(line["wrapped"])})


def erase_again(connection, people):
    """Close the door to those erased since; a backup older than the register has nothing to write it in."""
    for person, at in people.items():
        for statement in ERASE:
            try:
                with connection.transaction():
                    connection.execute(statement, {"person": person, "at": at})
            except (errors.UndefinedTable, errors.UndefinedColumn):
                continue


def closed(connection):
    """``(versions, copies)``: how many of people's papers, and of cases' copies, no key opens any more."""
    return connection.execute(CLOSED).fetchone()


def _copies(folder, keysets=None):
    """``[(path, manifest), ...]`` of the keyset folders beside this backup, or under the folder they are kept in."""
    root = keysets or settings.KEYSET_BACKUP_DIR
    around = Path(root) if root else Path(folder).resolve().parent
    paths = [around, *sorted(around.glob(f"*{BESIDE}"))] if around.is_dir() else []
    told = [(path, _manifest(path)) for path in paths if path.is_dir() and not path.is_symlink()]
    return [(path, manifest) for path, manifest in told if manifest]


def _manifest(path):
    try:
        manifest = json.loads((path / MANIFEST).read_text())
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) and manifest.get("kind") == KIND else None


def _made_at(manifest):
    return datetime.fromisoformat(manifest["made_at"])


def _register(path):
    try:
        return {line["person"]: line["at"] for line in map(json.loads, path.read_text().splitlines())}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupError(f"{path} is no register of erasures: nothing was restored.") from error


def _stream(connection, statement):
    with connection.cursor(name=f"copy_{uuid4().hex}") as cursor:
        yield from cursor.execute(statement)


def _write_lines(path, lines):
    with _create(path) as file:
        for line in lines:
            file.write(json.dumps(line, default=str) + "\n")
    return _facts(path)


def _create(path):
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w")


def _facts(path):
    """Size and SHA-256 of a file, or None where there is none."""
    try:
        with path.open("rb") as file:
            return {"size": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}
    except OSError:
        return None
