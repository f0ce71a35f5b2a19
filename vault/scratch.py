"""Files on their way in: on disk they are encrypted with a key that lives in memory only.

A scratch file is written once from end to end, then read anywhere. It has no name on disk and its key
dies with it, so that a killed process leaves nothing that anybody could read.
"""

import io
import secrets
import tempfile

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

BLOCK = 64 * 1024
SEALED = BLOCK + 16


class Scratch(io.RawIOBase):
    """An unnamed file of AES-GCM blocks; the block's number is its nonce and the key is used once."""

    def __init__(self):
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the scratch)
        self._cipher = AESGCM(secrets.token_bytes(32))
        self._pending = bytearray()
        self._written = 0
        self._sealed = False
        self._position = 0
        self._cache = (-1, b"")
        self.size = 0

    def readable(self):
        return True

    def writable(self):
        return not self._sealed

    def seekable(self):
        return True

    def tell(self):
        return self._position

    def write(self, data):
        if self._sealed:
            raise io.UnsupportedOperation("a scratch file is written once")
        self._pending += data
        self.size += len(data)
        while len(self._pending) >= BLOCK:
            self._put(bytes(self._pending[:BLOCK]))
            del self._pending[:BLOCK]
        return len(data)

    def seek(self, offset, whence=io.SEEK_SET):
        self._seal()
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.size}[whence]
        self._position = max(0, start + offset)
        return self._position

    def read(self, size=-1):
        self._seal()
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

    def close(self):
        self._file.close()
        self._pending.clear()
        self._cache = (-1, b"")
        super().close()

    def _part(self, wanted):
        number, start = divmod(self._position, BLOCK)
        part = self._block(number)[start : start + wanted]
        self._position += len(part)
        return part

    def _block(self, number):
        if self._cache[0] != number:
            self._file.seek(number * SEALED)
            self._cache = (number, self._cipher.decrypt(_nonce(number), self._file.read(SEALED), None))
        return self._cache[1]

    def _put(self, block):
        self._file.write(self._cipher.encrypt(_nonce(self._written), block, None))
        self._written += 1

    def _seal(self):
        if not self._sealed:
            if self._pending:
                self._put(bytes(self._pending))
                self._pending.clear()
            self._sealed = True


def _nonce(number):
    return number.to_bytes(12, "big")
