"""A ZIP made while it is read: nothing of it is ever whole in memory, and nothing in clear on the disk."""

import io
import re
import unicodedata
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.utils import timezone

from .errors import Unreadable

LARGE = 2**31 - 2**20  # bytes from which an entry is announced as ZIP64
NAME_BYTES = 120
UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


class Archive:
    """Files go in by ``add`` and ``write``, generators of the ZIP's bytes; ``end`` gives the last of them."""

    def __init__(self):
        self._out = _Out()
        self._zip = ZipFile(self._out, "w", allowZip64=True)
        self._names = set()

    def name(self, folder, text, extension=""):
        """A path nobody has in this archive: ``folder/text.extension``, safe on every system and readable."""
        stem, number = safe(text), 1
        while (path := f"{folder}/{stem}{f' ({number})' if number > 1 else ''}{extension}").casefold() in self._names:
            number += 1
        self._names.add(path.casefold())
        return path

    def add(self, path, chunks, *, size, at):
        """Put a file in from its clear pieces. Raises ``Unreadable``: the archive then goes on without it."""
        info = _info(path, at)
        info.compress_type = ZIP_STORED  # PDFs and pictures are compressed already
        try:
            with self._zip.open(info, "w", force_zip64=size > LARGE) as entry:
                for chunk in chunks:
                    entry.write(chunk)
                    yield self._out.take()
        except Unreadable:
            self._forget(info)
            raise
        yield self._out.take()

    def write(self, path, texts):
        """Put a text in, piece by piece."""
        info = _info(path, timezone.now())
        info.compress_type = ZIP_DEFLATED
        with self._zip.open(info, "w") as entry:
            for text in texts:
                entry.write(text.encode())
                yield self._out.take()
        yield self._out.take()

    def end(self):
        self._zip.close()
        return self._out.take()

    def _forget(self, info):
        """What came before the damage stays between two files, where no list of the archive leads."""
        self._zip.filelist = [kept for kept in self._zip.filelist if kept is not info]
        self._zip.NameToInfo.pop(info.filename, None)


def safe(text):
    """``text`` as a file name: letters of every language stay, what systems or eyes stumble over goes."""
    text = unicodedata.normalize("NFC", UNSAFE.sub(" ", str(text)))
    text = "".join(sign for sign in text if unicodedata.category(sign) not in ("Cf", "Cc", "Cs", "Co", "Cn"))
    text = " ".join(text.split()).strip(". ")
    text = text.encode()[:NAME_BYTES].decode(errors="ignore").strip(". ")
    return f"_{text}" if not text or text.split(".")[0].casefold() in RESERVED else text


def _info(path, at):
    info = ZipInfo(path, date_time=timezone.localtime(at).timetuple()[:6])
    info.external_attr = 0o600 << 16
    return info


class _Out(io.RawIOBase):
    """Where the ZIP is written: what nobody has taken yet, and no way back."""

    def __init__(self):
        self._waiting = []

    def writable(self):
        return True

    def write(self, data):
        self._waiting.append(bytes(data))
        return len(data)

    def take(self):
        taken, self._waiting = b"".join(self._waiting), []
        return taken
