"""The whole site in a folder: database, encrypted documents, pictures. The vault's master key is never among them.

Nor are the people's keysets: they are in a folder of their own, kept for less long (``config.keyset_copies``).

``manifest.json`` is written last and names every file with its size and SHA-256: a folder without it is a backup that
did not end. The database is read first: a document whose row is in the dump has its object in the storage.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import storages
from django.utils import timezone

from config import keyset_copies
from config.errors_of_backups import BackupError
from config.local.postgres import last_line
from vault.storage import names, objects

CHUNK = 1024 * 1024
DUMP, MANIFEST = "database.dump", "manifest.json"
KEPT_APART = [f"--exclude-table-data={keyset_copies.TABLE}"]


def stores():
    """``{folder of the backup: storage}`` of what is kept beside the database."""
    return {"vault": objects(), "media": storages["default"]}


def save(folder, *, database, log_head, keysets=None):
    """Write a backup into ``folder``, which must be new or empty; give the number of files.

    The keysets go beside, or under the folder ``keysets``, once the database was read: whoever is in it has hers.
    """
    folder = Path(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise BackupError(f"{folder} is not empty: each backup has a folder of its own.")
    files = {DUMP: dump(folder / DUMP, database)}
    for place, storage in stores().items():
        for name in names(storage=storage):
            files[f"{place}/{name}"] = fetch(storage, name, folder / place / name)
    made_at = timezone.now().isoformat()
    with psycopg.connect(**address(database)) as connection:
        pair = keyset_copies.write(keyset_copies.place(folder, keysets), connection, made_at=made_at)
    manifest = {"made_at": made_at, "log_head": log_head, "files": files, "keysets": pair}
    write_safely(folder / MANIFEST, json.dumps(manifest, indent=1, sort_keys=True).encode())
    return len(files)


def verified(folder):
    """The manifest of a backup, once every file it names was read and found intact."""
    folder = Path(folder)
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
    except FileNotFoundError:
        raise BackupError(f"{folder} holds no {MANIFEST}: it is no backup, or one that did not end.") from None
    wrong = [name for name, facts in manifest["files"].items() if facts_of(folder / name) != facts]
    if wrong:
        raise BackupError(f"{len(wrong)} files are missing or altered, first {sorted(wrong)[0]}: nothing was restored.")
    return manifest


def load(folder, *, database, keysets=None, erasures=None, without_keysets=False):
    """Restore a backup into an empty database and the storages; give its manifest. Everything is checked first.

    Who was erased since stays erased: every register found beside the keysets counts, and the file ``erasures``.
    """
    folder = Path(folder)
    manifest = verified(folder)
    copy = None if without_keysets else keyset_copies.matching(folder, manifest, keysets)
    erased = keyset_copies.erased(folder, keysets, erasures)
    refuse_inhabited(database)
    run("pg_restore", database, "--single-transaction", "--no-owner", "--no-privileges", folder / DUMP, target=True)
    with psycopg.connect(**address(database)) as connection:
        keyset_copies.read(copy, connection, but=erased)
        keyset_copies.erase_again(connection, erased)
        manifest["closed"] = keyset_copies.closed(connection)
    manifest["erased"] = len(erased)
    for place, storage in stores().items():
        for name in sorted(name for name in manifest["files"] if name.startswith(f"{place}/")):
            put(storage, name.removeprefix(f"{place}/"), folder / name)
    return manifest


def dump(path, database):
    run("pg_dump", database, "--format=custom", "--no-owner", "--no-privileges", *KEPT_APART, f"--file={path}")
    path.chmod(0o600)
    return facts_of(path)


def refuse_inhabited(database):
    with psycopg.connect(**address(database)) as connection:
        found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    if found[0]:
        raise BackupError("The database is not empty: restore into a new one, then point DATABASE_URL at it.")


def run(program, database, *words, target=False):
    """Run one of PostgreSQL's programs on a database; the password travels by the environment."""
    where = address(database)
    variables = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    environment = os.environ | {variables[name]: str(value) for name, value in where.items()}
    path = program_for(program, where)
    environment["LD_LIBRARY_PATH"] = str(path.parent.parent / "lib")
    command = [path, *words, *([f"--dbname={where['dbname']}"] if target else [])]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        raise BackupError(f"{program} failed: {last_line(done.stderr)}")


def address(database):
    """Connection words of a Django database, for psycopg and for PostgreSQL's programs."""
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    return {word: database[name] for word, name in names.items() if database.get(name)}


def program_for(name, where):
    """The program of the server's own version, else the next: an older one cannot, a far newer one says too much."""
    with psycopg.connect(**where) as connection:
        wanted = connection.info.server_version // 10000
    embedded = (settings.VAR_DIR / "pg0").glob(f".pg0/installation/*/bin/{name}")
    found = [*embedded, *(Path(path) for path in [shutil.which(name)] if path)]
    fit = [path for path in found if version(path) >= wanted]
    if not fit:
        raise BackupError(f"{name} {wanted} or later is needed: install postgresql-client-{wanted}.")
    return min(fit, key=version)


def version(path):
    environment = os.environ | {"LD_LIBRARY_PATH": str(path.parent.parent / "lib")}
    told = subprocess.run([path, "--version"], capture_output=True, text=True, env=environment, check=False).stdout
    number = re.search(r"(\d+)\.", told) or re.search(r"(\d+)", told)
    return int(number[1]) if number else 0


def fetch(storage, name, path):
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with storage.open(name) as source, path.open("xb") as target:
        shutil.copyfileobj(source, target, CHUNK)
    path.chmod(0o600)
    return facts_of(path)


def put(storage, name, path):
    """Store a file under its very name; what a cut restoration left there is replaced."""
    if storage.exists(name):
        storage.delete(name)
    with path.open("rb") as source:
        stored = storage.save(name, File(source, name=name))
    if stored != name:
        raise BackupError(f"{name} could not be stored under its name.")


def facts_of(path):
    """Size and SHA-256 of a file, or None where there is none."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            for chunk in iter(lambda: file.read(CHUNK), b""):
                digest.update(chunk)
    except OSError:
        return None
    return {"size": path.stat().st_size, "sha256": digest.hexdigest()}


def write_safely(path, content):
    path.touch(mode=0o600)
    path.write_bytes(content)
