"""Encrypted objects: streamed in and out of the storage alias ``vault``, which holds ciphertext only."""

import io
import secrets
import tempfile

import tink
from botocore.exceptions import ClientError
from django.core.files.base import File
from django.core.files.storage import storages

from . import keys
from .errors import Unreadable

CHUNK = 256 * 1024


def objects():
    """The Django storage of the objects: a folder, or S3 with ``VAULT_STORAGE=s3``."""
    return storages["vault"]


def write(source, *, document, number):
    """Encrypt the file ``source`` for one version and store it; give the object's name.

    Only ciphertext ever touches the disk, and the name tells nothing.
    """
    name = _new_name()
    with tempfile.TemporaryFile() as sealed:
        with keys.cipher(document.owner).new_encrypting_stream(_Kept(sealed), context(document, number)) as stream:
            for chunk in iter(lambda: source.read(CHUNK), b""):
                stream.write(chunk)
        sealed.seek(0)
        return objects().save(name, File(sealed, name=name))


def read(version):
    """Iterate over the clear bytes of a version; raises ``Unreadable`` at once or on the way."""
    chunks = _decrypted(version)
    first = next(chunks, b"")
    return _rejoin(first, chunks)


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


def context(document, number):
    """What binds a ciphertext to its owner, document and version number."""
    return f"{document.owner.public_id}/{document.public_id}/{number}".encode()


def _decrypted(version):
    document = version.document
    try:
        with objects().open(version.object_name) as sealed:
            stream = keys.cipher(document.owner).new_decrypting_stream(
                _Source(sealed), context(document, version.number)
            )
            yield from iter(lambda: stream.read(CHUNK), b"")
    except (tink.TinkError, ClientError, OSError) as error:
        raise Unreadable from error


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

    def readable(self):
        return True

    def read(self, size=-1):
        return self.file.read(size)
