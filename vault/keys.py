"""Keys: one keyset per resident, wrapped by the master keyset.

The master keyset is reached through the three verbs of a key management service (wrap, unwrap,
rotate), so that one may take the file's place without touching the rest.
"""

import hashlib
import hmac
import io
import json
import os
import secrets
from functools import lru_cache
from pathlib import Path

import tink
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from tink import aead, cleartext_keyset_handle, streaming_aead

from .errors import Unreadable
from .models import Keyset

aead.register()
streaming_aead.register()

# Measured on 10 MB with the two sizes: see docs/decisions/050-vault-encryption.md.
RESIDENT_TEMPLATE = streaming_aead.streaming_aead_key_templates.AES256_GCM_HKDF_1MB
MASTER_TEMPLATE = aead.aead_key_templates.AES256_GCM
MASTER_LOCK = 0x7661756C  # "vaul": PostgreSQL advisory lock between new keysets and the end of a rotation


class MasterKeyFile:
    """The master keyset in a file of mode 600, replaced atomically, read again when it changes."""

    def __init__(self, path, *, may_create):
        self.path = Path(path)
        self.may_create = may_create

    def wrap(self, keyset, context):
        """Give ``(wrapped bytes, id of the master key used)``."""
        out, master = io.BytesIO(), self._read()
        keyset.write_with_associated_data(tink.BinaryKeysetWriter(out), _primitive(master), context)
        return out.getvalue(), str(json.loads(master)["primaryKeyId"])

    def unwrap(self, wrapped, context):
        """Give the keyset; raises ``tink.TinkError`` for another master key, owner or content."""
        reader = tink.BinaryKeysetReader(bytes(wrapped))
        return tink.read_keyset_handle_with_associated_data(reader, _primitive(self._read()), context)

    def primary_id(self):
        return str(json.loads(self._read())["primaryKeyId"])

    def rotate(self):
        """Add a new primary key; the former ones go on opening what they closed."""
        old, new = json.loads(self._read()), json.loads(_new_master())
        self._replace({"primaryKeyId": new["primaryKeyId"], "key": new["key"] + old["key"]})

    def forget_all_but_primary(self):
        master = json.loads(self._read())
        kept = [key for key in master["key"] if key["keyId"] == master["primaryKeyId"]]
        self._replace({**master, "key": kept})

    def create(self):
        """Write a first master keyset unless there is one already."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self._write_beside(_new_master())
        try:
            os.link(draft, self.path)
        except FileExistsError:
            pass
        finally:
            os.unlink(draft)

    def _read(self):
        try:
            return self.path.read_text()
        except FileNotFoundError:
            if not self.may_create:
                raise ImproperlyConfigured(
                    f"No master key at {self.path}: create it once with `python manage.py rotate_vault_keys --create`."
                ) from None
            self.create()
            return self.path.read_text()

    def _replace(self, master):
        os.replace(self._write_beside(json.dumps(master)), self.path)

    def _write_beside(self, text):
        draft = self.path.with_name(f"{self.path.name}.{secrets.token_hex(6)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        return draft


def master():
    """The key management service of this site."""
    return MasterKeyFile(settings.VAULT_MASTER_KEY_FILE, may_create=settings.VAULT_MASTER_KEY_CREATE)


@transaction.atomic
def keyset_of(owner):
    """The owner's ``Keyset`` row, made at first need."""
    if row := Keyset.objects.filter(owner=owner).first():
        return row
    _lock(shared=True)
    wrapped, key_id = master().wrap(tink.new_keyset_handle(RESIDENT_TEMPLATE), _context(owner))
    Keyset.objects.bulk_create([Keyset(owner=owner, wrapped=wrapped, master_key_id=key_id)], ignore_conflicts=True)
    return Keyset.objects.get(owner=owner)


def cipher(owner):
    """The streaming cipher of one person."""
    return _open(owner).primitive(streaming_aead.StreamingAead)


def fingerprint(owner, digest):
    """A content digest that only the owner's key can make: equal files show it, nobody can guess from it."""
    out = io.BytesIO()
    cleartext_keyset_handle.write(tink.BinaryKeysetWriter(out), _open(owner))
    return hmac.new(out.getvalue(), b"fingerprint" + digest, hashlib.sha256).hexdigest()


def rewrap_batch(size):
    """Close up to ``size`` keysets with the primary master key; give how many were."""
    primary = master().primary_id()
    with transaction.atomic():
        rows = list(
            Keyset.objects.select_for_update(of=["self"]).select_related("owner").exclude(master_key_id=primary)[:size]
        )
        for row in rows:
            handle = master().unwrap(row.wrapped, _context(row.owner))
            row.wrapped, row.master_key_id = master().wrap(handle, _context(row.owner))
        Keyset.objects.bulk_update(rows, ["wrapped", "master_key_id"])
    return len(rows)


def forget_old_master_keys():
    """Drop the master keys nobody needs. False when a keyset still needs one."""
    with transaction.atomic():
        _lock(shared=False)
        if Keyset.objects.exclude(master_key_id=master().primary_id()).exists():
            return False
        master().forget_all_but_primary()
    return True


def _open(owner):
    row = keyset_of(owner)
    try:
        return master().unwrap(row.wrapped, _context(owner))
    except tink.TinkError:
        return _open_again(owner)


def _open_again(owner):
    # A rotation may have rewrapped the row between our two reads.
    try:
        return master().unwrap(Keyset.objects.get(owner=owner).wrapped, _context(owner))
    except tink.TinkError as error:
        raise Unreadable from error


def _context(owner):
    return f"keyset:{owner.public_id}".encode()


def _lock(*, shared):
    name = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name}(%s)", [MASTER_LOCK])


def _new_master():
    out = io.StringIO()
    cleartext_keyset_handle.write(tink.JsonKeysetWriter(out), tink.new_keyset_handle(MASTER_TEMPLATE))
    return out.getvalue()


@lru_cache(maxsize=4)
def _primitive(master_text):
    return cleartext_keyset_handle.read(tink.JsonKeysetReader(master_text)).primitive(aead.Aead)
