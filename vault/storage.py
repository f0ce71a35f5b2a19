"""Encrypted objects: streamed in and out of the storage alias ``vault``, which holds ciphertext only."""

import contextlib
import io
import os
import secrets
import tempfile

import tink
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, storages

from . import keys
from .errors import StorageUnavailable, Unreadable

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
    with _outages_told(), tempfile.TemporaryFile() as sealed:
        with keys.cipher(holder).new_encrypting_stream(_Kept(sealed), context) as stream:
            for chunk in iter(lambda: source.read(CHUNK), b""):
                stream.write(chunk)
        sealed.seek(0)
        return objects().save(name, File(sealed, name=name))


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


class _Kept(io.RawIOBase):
    """Passes writes on; closing it leaves the file beneath open, which Tink would close."""

    def __init__(self, file):
        self.file = file

    def writable(self):
        return True

    def write(self, data):
        return self.file.write(data)


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
