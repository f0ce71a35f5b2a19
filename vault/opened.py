"""Clear bytes that come in pieces: read as a file, counted on their way."""

import hashlib
import io


class Opened(io.RawIOBase):
    """A file over an iterator of bytes: it holds one piece at a time."""

    def __init__(self, chunks):
        self._chunks = iter(chunks)
        self._rest = b""

    def readable(self):
        return True

    def read(self, size=-1):
        if size is None or size < 0:
            return b"".join([self._rest, *self._chunks])
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return b""
            self._rest = chunk
        given, self._rest = self._rest[:size], self._rest[size:]
        return given


class Counted:
    """Passes pieces on; knows how many bytes went by and, in ``digest``, their SHA-256."""

    def __init__(self, chunks):
        self.size, self._sha256, self._chunks = 0, hashlib.sha256(), chunks

    def __iter__(self):
        for chunk in self._chunks:
            self.size += len(chunk)
            self._sha256.update(chunk)
            yield chunk

    @property
    def digest(self):
        return self._sha256.hexdigest()
