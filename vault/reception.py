"""What enters the vault: a file is known by its content, bounded, cleaned, or refused with a clear sentence."""

import contextlib
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from . import cells
from .errors import NotServed, RefusedFile, StorageUnavailable
from .limits import MAX_PAGES, MAX_PICTURE_BYTES
from .scratch import NoRoom, Scratch

ACCEPT = "application/pdf,image/jpeg,image/png,image/heic,image/heif,.pdf,.jpg,.jpeg,.png,.heic,.heif"
SUFFIXES = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
HEIC = {b"ftyp" + brand for brand in (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")}
CHUNK = 256 * 1024
NAME_LENGTH = 120
EMPTY = _("Ce fichier est vide. Choisissez-en un autre.")
TOO_LARGE = _("Ce fichier est trop lourd : %(size)d Mo au plus. Essayez une photo plus petite ou un PDF plus léger.")
REFUSALS = {
    "type": _("Ce type de fichier n’est pas accepté. Envoyez un PDF ou une photo (JPEG, PNG ou HEIC)."),
    "office": _("Ouvrez ce document, choisissez « Enregistrer en PDF » ou « Imprimer en PDF », puis envoyez ce PDF."),
    "archive": _("C’est un dossier compressé. Ouvrez-le et envoyez les documents qu’il contient, un par un."),
    "mail": _("C’est un e-mail. Enregistrez la pièce jointe sur votre appareil, puis envoyez-la."),
    "program": _("C’est un programme : la mairie n’en reçoit pas. Envoyez un PDF ou une photo."),
    "corrupted": _("Ce fichier est abîmé : nous n’arrivons pas à l’ouvrir. Essayez de l’enregistrer à nouveau."),
    "password": _("Ce PDF est protégé par un mot de passe. Enregistrez-le sans mot de passe, puis envoyez-le."),
    "pages": _("Ce PDF a trop de pages (200 au plus). Envoyez seulement les pages utiles."),
    "pixels": _("Cette photo est trop grande (60 millions de pixels au plus). Choisissez une taille plus petite."),
    "picture": _("Cette photo est trop lourde (50 Mo au plus). Choisissez une taille plus petite."),
    "heavy": _("Ce fichier est trop compliqué pour être vérifié. Essayez de l’imprimer en PDF, puis envoyez ce PDF."),
    "too_large": TOO_LARGE,
    "storage": StorageUnavailable.message,
    "busy": _("Nous n’arrivons pas à vérifier votre fichier en ce moment. Réessayez dans un instant."),
}


@dataclass(frozen=True)
class Received:
    """A file fit for the vault; ``digest`` is the SHA-256 of what was sent, before any cleaning."""

    file: BinaryIO
    file_name: str
    content_type: str
    size: int
    pages: int
    digest: bytes
    is_safe: bool = False  # the antivirus has already seen these very bytes


@contextlib.contextmanager
def receive(uploaded):
    """Give the ``Received`` made of an uploaded file; raises ``RefusedFile``. A ``Received`` is given as it is."""
    if isinstance(uploaded, Received):
        yield uploaded
        return
    refuse_by_size(uploaded)
    with scratch_of(uploaded) as sent, Scratch() as cleaned:
        found = inspect(sent, cleaned)
        content = cleaned if found["changed"] else sent
        content.seek(0)
        kind = found["content_type"]
        name = clean_name(uploaded.name, kind)
        yield Received(content, name, kind, content.size, found["pages"], sent.digest())


@contextlib.contextmanager
def scratch_of(uploaded):
    """The scratch file in which it came, or one made of it."""
    if isinstance(getattr(uploaded, "file", None), Scratch):
        yield uploaded.file
        return
    with Scratch() as copy:
        try:
            fill(copy, uploaded)
        except (NotServed, NoRoom):
            refuse("storage")
        yield copy


def refuse_by_size(uploaded):
    if not uploaded.size:
        raise RefusedFile(EMPTY, code="empty")
    refuse_by_bytes(uploaded.size, begins=getattr(getattr(uploaded, "file", None), "begins", b""))


def refuse_by_bytes(size, *, begins=b""):
    """Refuse what is larger than the vault takes; ``begins``, the first bytes of the file, tells a picture."""
    if size > settings.VAULT_MAX_BYTES:
        refuse("too_large")
    if size > MAX_PICTURE_BYTES and is_picture(begins):
        refuse("picture")


def is_picture(begins):
    """Whether these first bytes are those of a picture the vault takes: what it is will be known in the cell."""
    return begins.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or begins[4:12] in HEIC


def fill(scratch, uploaded):
    """Copy a file into a scratch, and no further than it may go. Raises ``RefusedFile``, ``NotServed``."""
    begins = b""
    for piece in pieces(uploaded):
        begins = begins or piece[:12]
        refuse_by_bytes(max(uploaded.size, scratch.size + len(piece)), begins=begins)
        scratch.write(piece)


def clean_name(name, content_type):
    """A name to show and to save under: no folder, no control or direction mark, bounded, true to the content."""
    last = str(name or "").replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C" and sign not in "\u2028\u2029")
    suffix = SUFFIXES[content_type]
    stem = PurePosixPath(shown.strip(" .")).stem.strip(" .") or "document"
    return stem[: NAME_LENGTH - len(suffix)] + suffix


def pieces(file):
    file.seek(0)
    return iter(lambda: file.read(CHUNK), b"")


def inspect(sent, cleaned):
    """Have the file opened in a cell of its own; new content goes into ``cleaned``."""
    try:
        found = cells.run("inspect", [sent], out=cleaned)
    except cells.NoCell:
        refuse("busy")
    except NoRoom:
        refuse("storage")
    if "refused" in found:
        refuse(found["refused"])
    if not is_answer(found):
        refuse("corrupted")
    return found


def is_answer(found):
    """Whether a cell says what ``inspection.inspect`` may say: one that a file has taken over says what it likes."""
    pages = found.get("pages")
    return (
        found.get("content_type") in SUFFIXES and type(pages) is int and 0 < pages <= MAX_PAGES and "changed" in found
    )


def refuse(code):
    code = code if code in REFUSALS else "corrupted"
    raise RefusedFile(REFUSALS[code], code=code, params={"size": settings.VAULT_MAX_BYTES // 10**6})
