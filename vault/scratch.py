"""Files on their way in: on disk they are encrypted with a key that lives in memory only.

A scratch file is written once from end to end, then read anywhere. It has no name on disk and its key
dies with it, so that a killed process leaves nothing that anybody could read.
"""

import hashlib
import io
import os
import secrets
import tempfile

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

BLOCK = 64 * 1024
SEALED = BLOCK + 16


class NoRoom(Exception):
    """The disk of temporary files has no room left."""


class Sealed(io.RawIOBase):
    """The clear content of a file of AES-GCM blocks, read anywhere; the block's number is its nonce.

    It reads by position: several processes may hold the same file.
    """

    def __init__(self, descriptor, key, size):
        self._descriptor = descriptor
        self._cipher = AESGCM(key)
        self._position = 0
        self._cache = (-1, b"")
        self.size = size

    def readable(self):
        return True

    def seekable(self):
        return True

    def tell(self):
        return self._position

    def seek(self, offset, whence=io.SEEK_SET):
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.size}[whence]
        self._position = max(0, start + offset)
        return self._position

    def read(self, size=-1):
        wanted = self.size - self._position if size is None or size < 0 else size
        parts = []
        while wanted > 0 and self._position < self.size:
            part = self._part(wanted)
            parts.append(part)
            wanted -= len(part)
        return b"".join(parts)

    def readinto(self, buffer):
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _part(self, wanted):
        number, start = divmod(self._position, BLOCK)
        part = self._block(number)[start : start + wanted]
        self._position += len(part)
        return part

    def _block(self, number):
        if self._cache[0] != number:
            sealed = os.pread(self._descriptor, SEALED, number * SEALED)
            self._cache = (number, self._cipher.decrypt(_nonce(number), sealed, None))
        return self._cache[1]


class Scratch(Sealed):
    """An unnamed file written once from end to end, then read; its key dies with it."""

    def __init__(self):
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 (closed with the scratch)
        self._key = secrets.token_bytes(32)
        super().__init__(self._file.fileno(), self._key, 0)
        self._pending = bytearray()
        self._written = 0
        self._sealed = False
        self._digest = hashlib.sha256()

    def writable(self):
        return not self._sealed

    def write(self, data):
        if self._sealed:
            raise io.UnsupportedOperation("a scratch file is written once")
        self._pending += data
        self._digest.update(data)
        self.size += len(data)
        while len(self._pending) >= BLOCK:
            self._put(bytes(self._pending[:BLOCK]))
            del self._pending[:BLOCK]
        return len(data)

    def seek(self, offset, whence=io.SEEK_SET):
        self._seal()
        return super().seek(offset, whence)

    def read(self, size=-1):
        self._seal()
        return super().read(size)

    def digest(self):
        """The SHA-256 of what was written."""
        return self._digest.digest()

    def handle(self):
        """``(descriptor, key, size)``: what another process needs to read it as ``Sealed``."""
        self._seal()
        return self._descriptor, self._key, self.size

    def close(self):
        self._file.close()
        self._pending.clear()
        self._cache = (-1, b"")
        super().close()

    def _put(self, block):
        sealed = self._cipher.encrypt(_nonce(self._written), block, None)
        try:
            kept = self._file.write(sealed)
        except OSError as error:
            raise NoRoom from error
        if kept != len(sealed):
            raise NoRoom
        self._written += 1

    def _seal(self):
        if not self._sealed:
            if self._pending:
                self._put(bytes(self._pending))
                self._pending.clear()
            self._sealed = True


def _nonce(number):
    return number.to_bytes(12, "big")
