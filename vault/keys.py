"""Keys: one keyset per holder (a resident, the binder of a case), wrapped by the master keyset.

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
from typing import Protocol

import tink
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.utils import timezone
from tink import aead, cleartext_keyset_handle, streaming_aead

from .errors import Erased, Unreadable
from .models import Binder, Keyset

aead.register()
streaming_aead.register()

# Measured on 10 MB with the two sizes: see docs/decisions/050-vault-encryption.md.
RESIDENT_TEMPLATE = streaming_aead.streaming_aead_key_templates.AES256_GCM_HKDF_1MB
MASTER_TEMPLATE = aead.aead_key_templates.AES256_GCM
MASTER_LOCK = 0x7661756C  # "vaul": PostgreSQL advisory lock between new keysets and the end of a rotation


class KeyManagement(Protocol):
    """What a key management service does for the vault. Master keys never leave it."""

    def wrap(self, keyset, context: bytes) -> tuple[bytes, str]:
        """Give ``(wrapped bytes, id of the master key used)``."""

    def unwrap(self, wrapped: bytes, context: bytes):
        """Give the keyset; raises ``tink.TinkError`` for another master key, holder or content."""

    def primary_id(self) -> str:
        """The id of the key that closes keysets now."""

    def rotate(self) -> None:
        """Have a new primary key; the former ones go on opening what they closed."""

    def forget_all_but_primary(self) -> None:
        """Drop the keys nothing needs any longer."""


class MasterKeyset:
    """A master keyset that this process reads as Tink's JSON."""

    def wrap(self, keyset, context):
        out, master = io.BytesIO(), self._read()
        keyset.write_with_associated_data(tink.BinaryKeysetWriter(out), _primitive(master), context)
        return out.getvalue(), _primary_id(master)

    def unwrap(self, wrapped, context):
        reader = tink.BinaryKeysetReader(bytes(wrapped))
        return tink.read_keyset_handle_with_associated_data(reader, _primitive(self._read()), context)

    def primary_id(self):
        return _primary_id(self._read())


class MasterKeyEnvironment(MasterKeyset):
    """The master keyset in the environment: a secret handed over by whatever starts the site.

    A rotation is two settings and a restart: the new keyset, and the former one as the previous.
    """

    def __init__(self, current, previous=""):
        self.current, self.previous = current, previous

    def rotate(self):
        if not self.previous:
            raise ImproperlyConfigured(
                "The master key is in the environment: set VAULT_MASTER_KEYSET to a new one "
                "(`rotate_vault_keys --print`) and VAULT_MASTER_KEYSET_PREVIOUS to the former, restart, run this again."
            )

    def forget_all_but_primary(self):
        """The previous keyset leaves with its setting."""

    def _read(self):
        return _joined(self.current, self.previous)


class MasterKeyFile(MasterKeyset):
    """The master keyset in a file of mode 600, replaced atomically, read again when it changes."""

    def __init__(self, path, *, may_create):
        self.path = Path(path)
        self.may_create = may_create

    def rotate(self):
        """Add a new primary key; the former ones go on opening what they closed. One rotation at a time."""
        with transaction.atomic():
            _lock(shared=False)
            old, new = json.loads(self._read()), json.loads(new_master())
            self._replace({"primaryKeyId": new["primaryKeyId"], "key": new["key"] + old["key"]})

    def forget_all_but_primary(self):
        master = json.loads(self._read())
        kept = [key for key in master["key"] if key["keyId"] == master["primaryKeyId"]]
        self._replace({**master, "key": kept})

    def create(self):
        """Write a first master keyset unless there is one already."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self._write_beside(new_master())
        try:
            os.link(draft, self.path)
            self._sync_folder()
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
        self._sync_folder()

    def _sync_folder(self):
        """Without this, a power cut may bring back the file before."""
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _write_beside(self, text):
        draft = self.path.with_name(f"{self.path.name}.{secrets.token_hex(6)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        return draft


def master() -> KeyManagement:
    """The key management service of this site."""
    if settings.VAULT_MASTER_KEYSET:
        return MasterKeyEnvironment(settings.VAULT_MASTER_KEYSET, settings.VAULT_MASTER_KEYSET_PREVIOUS)
    return MasterKeyFile(settings.VAULT_MASTER_KEY_FILE, may_create=settings.VAULT_MASTER_KEY_CREATE)


@transaction.atomic
def keyset_of(holder):
    """The ``Keyset`` row of a person or a binder, made at first need; ``Erased`` where it was destroyed."""
    if row := Keyset.objects.filter(**_held_by(holder)).first():
        return row
    _refuse_erased(holder)
    _lock(shared=True)
    wrapped, key_id = master().wrap(tink.new_keyset_handle(RESIDENT_TEMPLATE), _context(holder))
    row = Keyset(**_held_by(holder), wrapped=wrapped, master_key_id=key_id)
    Keyset.objects.bulk_create([row], ignore_conflicts=True)
    _refuse_erased(holder)
    return Keyset.objects.get(**_held_by(holder))


def cipher(holder, *, create=True):
    """The streaming cipher of one holder. Without ``create``, as for every reading, no keyset is made.

    Raises ``Erased`` when the key was destroyed, ``Unreadable`` when it is missing or does not open.
    """
    return _open(holder, create=create).primitive(streaming_aead.StreamingAead)


def destroy(holder):
    """Destroy a holder's keyset: nothing it closed will ever open again, and a binder never has another."""
    if isinstance(holder, Binder):
        Binder.objects.filter(pk=holder.pk).update(erased_at=timezone.now())
    return Keyset.objects.filter(**_held_by(holder)).delete()[0]


def fingerprint(holder, digest):
    """A content digest that only the holder's key can make: equal files show it, nobody can guess from it."""
    out = io.BytesIO()
    cleartext_keyset_handle.write(tink.BinaryKeysetWriter(out), _open(holder))
    return hmac.new(out.getvalue(), b"fingerprint" + digest, hashlib.sha256).hexdigest()


def rewrap_batch(size):
    """Close up to ``size`` keysets with the primary master key; give how many were."""
    primary = master().primary_id()
    with transaction.atomic():
        waiting = Keyset.objects.select_for_update(of=["self"]).select_related("owner", "binder")
        rows = list(waiting.exclude(master_key_id=primary)[:size])
        for row in rows:
            context = _context(row.owner or row.binder)
            row.wrapped, row.master_key_id = master().wrap(master().unwrap(row.wrapped, context), context)
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


def _open(holder, *, create=True):
    row = keyset_of(holder) if create else _known_keyset(holder)
    try:
        return master().unwrap(row.wrapped, _context(holder))
    except tink.TinkError:
        return _open_again(holder)


def _open_again(holder):
    # A rotation may have rewrapped the row between our two reads.
    try:
        return master().unwrap(Keyset.objects.get(**_held_by(holder)).wrapped, _context(holder))
    except tink.TinkError as error:
        raise Unreadable from error


def _known_keyset(holder):
    if row := Keyset.objects.filter(**_held_by(holder)).first():
        return row
    _refuse_erased(holder)
    raise Unreadable


def _refuse_erased(holder):
    """A destroyed key is never made again. Asked once more after the row is written: it waits for an erasure."""
    if holder._meta.base_manager.filter(pk=holder.pk, erased_at__isnull=False).exists():
        raise Erased


def _held_by(holder):
    return {"binder": holder} if isinstance(holder, Binder) else {"owner": holder}


def _context(holder):
    return f"keyset:{holder.public_id}".encode()


def _lock(*, shared):
    name = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name}(%s)", [MASTER_LOCK])


def new_master():
    """A fresh master keyset, as text to be kept secret."""
    out = io.StringIO()
    cleartext_keyset_handle.write(tink.JsonKeysetWriter(out), tink.new_keyset_handle(MASTER_TEMPLATE))
    return out.getvalue()


@lru_cache(maxsize=4)
def _joined(current, previous):
    if not previous:
        return current
    now, before = json.loads(current), json.loads(previous)
    return json.dumps({"primaryKeyId": now["primaryKeyId"], "key": now["key"] + before["key"]})


@lru_cache(maxsize=4)
def _primary_id(master_text):
    return str(json.loads(master_text)["primaryKeyId"])


@lru_cache(maxsize=4)
def _primitive(master_text):
    return cleartext_keyset_handle.read(tink.JsonKeysetReader(master_text)).primitive(aead.Aead)
