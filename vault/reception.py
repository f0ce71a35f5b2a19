"""What enters the vault: a file is known by its content, bounded, cleaned, or refused with a clear sentence."""

import contextlib
import hashlib
import json
import subprocess
import sys
import threading
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .errors import RefusedFile
from .scratch import Scratch

ACCEPT = "application/pdf,image/jpeg,image/png,image/heic,image/heif,.pdf,.jpg,.jpeg,.png,.heic,.heif"
SUFFIXES = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
CHUNK = 256 * 1024
PATIENCE = 60  # seconds of wall clock for one inspection
NAME_LENGTH = 120
REFUSALS = {
    "type": _("Ce type de fichier n’est pas accepté. Envoyez un PDF ou une photo (JPEG, PNG ou HEIC)."),
    "archive": _(
        "Ce fichier n’est ni un PDF ni une photo. Ouvrez-le, enregistrez le document en PDF, puis envoyez ce PDF."
    ),
    "corrupted": _("Ce fichier est abîmé : nous n’arrivons pas à l’ouvrir. Essayez de l’enregistrer à nouveau."),
    "password": _("Ce PDF est protégé par un mot de passe. Enregistrez-le sans mot de passe, puis envoyez-le."),
    "pages": _("Ce PDF a trop de pages (200 au plus). Envoyez seulement les pages utiles."),
    "pixels": _("Cette photo est trop grande (60 millions de pixels au plus). Choisissez une taille plus petite."),
    "heavy": _("Ce fichier est trop compliqué pour être vérifié. Essayez de l’imprimer en PDF, puis envoyez ce PDF."),
}
EMPTY = _("Ce fichier est vide. Choisissez-en un autre.")
TOO_LARGE = _("Ce fichier est trop lourd : %(size)d Mo au plus. Essayez une photo plus petite ou un PDF plus léger.")


@dataclass(frozen=True)
class Received:
    """A file fit for the vault; ``digest`` is the SHA-256 of what was sent, before any cleaning."""

    file: BinaryIO
    file_name: str
    content_type: str
    size: int
    pages: int
    digest: bytes


@contextlib.contextmanager
def receive(uploaded):
    """Give the ``Received`` made of an uploaded file; raises ``RefusedFile``."""
    refuse_by_size(uploaded)
    digest = digest_of(uploaded)
    with Scratch() as cleaned:
        found = inspect(uploaded, cleaned)
        content = cleaned if found["changed"] else uploaded
        content.seek(0)
        kind = found["content_type"]
        size = cleaned.size if found["changed"] else uploaded.size
        yield Received(content, clean_name(uploaded.name, kind), kind, size, found["pages"], digest)


def refuse_by_size(uploaded):
    if not uploaded.size:
        raise RefusedFile(EMPTY, code="empty")
    if uploaded.size > settings.VAULT_MAX_BYTES:
        raise RefusedFile(TOO_LARGE, code="too_large", params={"size": settings.VAULT_MAX_BYTES // 10**6})


def clean_name(name, content_type):
    """A name to show and to save under: no folder, no control or direction mark, bounded, true to the content."""
    last = str(name or "").replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C" and sign not in "\u2028\u2029")
    suffix = SUFFIXES[content_type]
    stem = PurePosixPath(shown.strip(" .")).stem.strip(" .") or "document"
    return stem[: NAME_LENGTH - len(suffix)] + suffix


def digest_of(uploaded):
    digest = hashlib.sha256()
    for chunk in pieces(uploaded):
        digest.update(chunk)
    return digest.digest()


def pieces(file):
    file.seek(0)
    return iter(lambda: file.read(CHUNK), b"")


def inspect(uploaded, cleaned):
    """Have the file opened in a process of its own (``vault.inspection``); new content goes into ``cleaned``."""
    process = subprocess.Popen(
        [sys.executable, "-m", "vault.inspection"],
        cwd=settings.BASE_DIR,
        env={"PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    watch = threading.Timer(PATIENCE, process.kill)
    watch.start()
    try:
        found = converse(process, uploaded, cleaned)
    finally:
        watch.cancel()
        close(process)
    if process.returncode or "refused" in found:
        refuse(found.get("refused", "heavy"))
    return found


def converse(process, uploaded, cleaned):
    with contextlib.suppress(BrokenPipeError):
        for chunk in pieces(uploaded):
            process.stdin.write(chunk)
    with contextlib.suppress(BrokenPipeError):
        process.stdin.close()
    found = json.loads(process.stdout.readline() or b"{}")
    for chunk in iter(lambda: process.stdout.read(CHUNK), b""):
        cleaned.write(chunk)
    return found


def close(process):
    process.stdout.close()
    process.wait()


def refuse(code):
    raise RefusedFile(REFUSALS[code], code=code)
