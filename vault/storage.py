"""Encrypted objects: streamed in and out of the storage alias ``vault``, which holds ciphertext only."""

import contextlib
import io
import logging
import os
import secrets

import tink
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, storages
from django.db import InterfaceError, OperationalError

from . import keys
from .errors import StorageUnavailable, Unreadable

logger = logging.getLogger(__name__)

CHUNK = 256 * 1024


def objects():
    """The Django storage of the objects: a folder, or S3 with ``VAULT_STORAGE=s3``."""
    return storages["vault"]


live_object_finders = []
"""Functions ``(names) -> set of those still needed``: every table whose rows have objects registers one."""


def write(source, *, holder, context):
    """Encrypt the file ``source`` under the key of ``holder``, bound to ``context``; give the object's name.

    Only ciphertext ever touches the disk, and the name tells nothing. Raises ``StorageUnavailable``.
    """
    name = _new_name()
    with _outages_told():
        return objects().save(name, _Sealing(_encrypted(source, keys.cipher(holder), context), name))


def read_object(name, *, holder, context):
    """Iterate over clear bytes; raises ``Unreadable`` or ``StorageUnavailable``, at once or on the way."""
    chunks = _decrypted(name, holder, context)
    first = next(chunks, b"")
    return _rejoin(first, chunks)


def write_version(source, *, document, number):
    """Encrypt and store the content of one version; give the object's name."""
    return write(source, holder=document.owner, context=version_context(document, number))


def read(version):
    """Iterate over the clear bytes of a version; raises ``Unreadable`` or ``StorageUnavailable``."""
    document = version.document
    context = version_context(document, version.number)
    return read_object(version.object_name, holder=document.owner, context=context)


def remove(name):
    objects().delete(name)


@contextlib.contextmanager
def removed_unless_named(name):
    """Take an object away again when what was to name it fails.

    Whether a commit that broke has happened is not known: the object then stays, and goes at night if nothing names it.
    So does one that a storage gone meanwhile does not let go.
    """
    try:
        yield
    except (InterfaceError, OperationalError):
        raise
    except BaseException:
        forget(name)
        raise


def forget(name):
    """Take away an object that no row names; one that stays is collected at night."""
    try:
        with _outages_told():
            remove(name)
    except (StorageUnavailable, Unreadable):
        logger.warning("an object that nothing names could not be removed: it is collected at night")


def names(folder="", *, storage=None):
    """Every object's name, folder by folder."""
    try:
        folders, files = (storage or objects()).listdir(folder)
    except FileNotFoundError:
        return
    for file in files:
        yield f"{folder}/{file}" if folder else file
    for inner in folders:
        yield from names(f"{folder}/{inner}" if folder else inner, storage=storage)


def abandon_unfinished(older_than):
    """Have S3 forget the pieces of objects begun before ``older_than`` and never ended: a cut line; give how many."""
    uploads = objects().bucket.multipart_uploads.all() if hasattr(objects(), "bucket") else []
    stale = [upload for upload in uploads if upload.initiated < older_than]
    for upload in stale:
        upload.abort()
    return len(stale)


def version_context(document, number):
    """What binds a ciphertext to its owner, document and version number."""
    return f"{document.owner.public_id}/{document.public_id}/{number}".encode()


def live_objects(names):
    """Those of ``names`` that some row still needs."""
    return set().union(*(find(names) for find in live_object_finders))


def _decrypted(name, holder, context):
    cipher = keys.cipher(holder, create=False)
    with _outages_told(), objects().open(name) as sealed:
        source = _Source(sealed)
        try:
            stream = cipher.new_decrypting_stream(source, context)
            yield from iter(lambda: stream.read(CHUNK), b"")
        except (tink.TinkError, OSError) as error:
            # Tink hides what the source met: an outage is not damage.
            if source.failed:
                raise source.failed from error
            raise Unreadable from error


@contextlib.contextmanager
def _outages_told():
    """Tell apart an object that is not there from a storage that does not answer."""
    try:
        yield
    except FileNotFoundError as error:
        raise (Unreadable if _is_there() else StorageUnavailable) from error
    except ClientError as error:
        raise (Unreadable if _is_absence(error) else StorageUnavailable) from error
    except (OSError, BotoCoreError) as error:
        raise StorageUnavailable from error


def _is_there():
    """Whether the folder itself is: one that is not mounted is an outage, not damage."""
    place = objects()
    return not isinstance(place, FileSystemStorage) or os.path.isdir(place.location)


def _is_absence(error):
    if error.response.get("Error", {}).get("Code") == "NoSuchBucket":
        return False
    return error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 404


def _rejoin(first, chunks):
    yield first
    yield from chunks


def _new_name():
    token = secrets.token_hex(20)
    return f"{token[:2]}/{token[2:]}"


class _Sealing(File):
    """Ciphertext in pieces, as storages take files: read once, whole neither in memory nor in a second file."""

    def __init__(self, pieces, name):
        self.size, self._pieces = None, pieces
        super().__init__(io.BufferedReader(_Pulled(pieces)), name)

    def chunks(self, chunk_size=None):
        return self._pieces


def _encrypted(source, cipher, context):
    """The ciphertext of ``source``, made as it is asked for."""
    made = _Made()
    stream = cipher.new_encrypting_stream(made, context)
    for clear in iter(lambda: source.read(CHUNK), b""):
        stream.write(clear)
        yield from made.taken()
    stream.close()
    yield from made.taken()


class _Made(io.RawIOBase):
    """Where Tink writes; closing it loses nothing, and Tink would close it."""

    def __init__(self):
        self.pieces = []

    def writable(self):
        return True

    def write(self, data):
        self.pieces.append(bytes(data))
        return len(data)

    def close(self):
        """What was written is taken afterwards."""

    def taken(self):
        pieces, self.pieces = self.pieces, []
        return pieces


class _Pulled(io.RawIOBase):
    """A file to read once, out of an iterator of bytes."""

    def __init__(self, pieces):
        self.pieces, self.rest = pieces, memoryview(b"")

    def readable(self):
        return True

    def readinto(self, buffer):
        self.rest = self.rest or memoryview(next(self.pieces, b""))
        size = min(len(buffer), len(self.rest))
        buffer[:size], self.rest = self.rest[:size], self.rest[size:]
        return size


class _Source(io.RawIOBase):
    """Passes reads on, whatever kind of file the storage gives."""

    def __init__(self, file):
        self.file = file
        self.failed = None

    def readable(self):
        return True

    def read(self, size=-1):
        try:
            return self.file.read(size)
        except (OSError, ClientError, BotoCoreError) as error:
            self.failed = error
            raise
