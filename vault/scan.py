"""The antivirus: clamd, asked over a socket with INSTREAM.

Written here in forty lines rather than taken from a package: see docs/decisions/050-vault-encryption.md.
"""

import socket
import struct
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from .errors import ScannerUnavailable

TIMEOUT = 60  # seconds without a sign of life
LONGEST_WAIT = timedelta(minutes=15)


def scan(chunks):
    """Give the name of what clamd found in the chunks, or ``""``; raises ``ScannerUnavailable``."""
    try:
        with _connected() as clamd:
            return _verdict(_stream(clamd, chunks))
    except OSError as error:
        raise ScannerUnavailable(type(error).__name__) from error


def ensure_harmless(file):
    """Read a file that will be served as it is; gives it, rewound. Raises ``ValidationError``, for people."""
    try:
        found = scan(file.chunks())
    except ScannerUnavailable as away:
        words = _("L’antivirus ne répond pas pour le moment : déposez le fichier de nouveau dans quelques minutes.")
        raise ValidationError(words, code="scanner_unavailable") from away
    if found:
        raise ValidationError(_("L’antivirus refuse ce fichier : nous ne le gardons pas."), code="infected")
    file.seek(0)
    return file


def answers():
    """Whether clamd is there."""
    try:
        with _connected() as clamd:
            clamd.sendall(b"zPING\0")
            return clamd.recv(16) == b"PONG\0"
    except (OSError, ScannerUnavailable):
        return False


def due_again(since):
    """When to ask again for what waits since then, others going first: after as long as it has waited, in bounds."""
    now = timezone.now()
    return now + min(now - since, LONGEST_WAIT)


def _stream(clamd, chunks):
    clamd.sendall(b"zINSTREAM\0")
    for chunk in chunks:
        if chunk:
            clamd.sendall(struct.pack("!I", len(chunk)) + chunk)
    clamd.sendall(struct.pack("!I", 0))
    return b"".join(iter(lambda: clamd.recv(4096), b"")).rstrip(b"\0").decode(errors="replace")


def _verdict(answer):
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise ScannerUnavailable(answer[:100] or "no answer")


def _connected():
    where = urlsplit(settings.CLAMD_URL)
    if where.scheme == "tcp":
        return socket.create_connection((where.hostname, where.port or 3310), timeout=TIMEOUT)
    if where.scheme != "unix":
        raise ScannerUnavailable("CLAMD_URL is not set")
    clamd = socket.socket(socket.AF_UNIX)
    clamd.settimeout(TIMEOUT)
    try:
        clamd.connect(where.path)
    except OSError:
        clamd.close()
        raise
    return clamd
