"""Opening an archive: nothing of it is believed before it was looked at.

Names are those we write and no others, so that none leads out of a folder; sizes are bounded while reading, whatever
the headers say; every part has the SHA-256 that the manifest gives.
"""

import hashlib
import io
import json
import zipfile
import zlib
from contextlib import contextmanager
from typing import NamedTuple

from django.utils.translation import gettext as _

from .shape import FILE, FORMAT, PARTS, VERSION, BadArchive

MOST_PARTS = 50_000
MOST_BYTES = 20 * 10**9  # of everything, once open
MOST_TEXT = 200 * 10**6  # of one part that is read whole
PIECE = 1 << 20
ENCRYPTED = 0x1
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


class Archive(NamedTuple):
    """An archive whose every part was checked. ``parts``: ``{name: JSON value}``."""

    zip: zipfile.ZipFile
    parts: dict

    def file(self, digest):
        """The bytes of a file, as a stream to read once."""
        return self.zip.open(f"files/{digest}")


@contextmanager
def opened(path):
    """The archive at a path. Raises ``BadArchive`` with a sentence for people."""
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError as error:
        raise BadArchive(_("Il n’y a pas de fichier à cet endroit.")) from error
    except DAMAGE as error:
        raise BadArchive(_("Ce fichier n’est pas une archive, ou elle est abîmée.")) from error
    with archive:
        yield Archive(archive, checked(archive))


def checked(archive):
    """``{name: JSON value}`` once every part was read and found whole."""
    try:
        return check(archive)
    except DAMAGE as error:
        raise BadArchive(_("L’archive est abîmée : une partie ne se lit pas.")) from error


def check(archive):
    check_names(archive.infolist())
    manifest = read_manifest(archive)
    declared = manifest["parts"]
    present = set(archive.namelist()) - {"manifest.json"}
    if present != set(declared) or not set(PARTS) <= present:
        raise BadArchive(_("L’archive n’est pas complète : il manque des parties, ou il y en a en trop."))
    if sum(declared[name]["bytes"] for name in declared) > MOST_BYTES:
        raise BadArchive(_("L’archive est trop grosse une fois ouverte."))
    return {name: value for name in declared for value in [check_part(archive, name, declared[name])] if name in PARTS}


def check_names(infos):
    names = [info.filename for info in infos]
    if len(names) > MOST_PARTS or len(set(names)) != len(names):
        raise BadArchive(_("L’archive contient trop de parties, ou deux fois la même."))
    for info in infos:
        if info.filename not in (*PARTS, "manifest.json") and not FILE.fullmatch(info.filename):
            raise BadArchive(_("L’archive contient une partie dont le nom est interdit."))
        if info.flag_bits & ENCRYPTED:
            raise BadArchive(_("L’archive est fermée par un mot de passe."))


def read_manifest(archive):
    """The manifest, its shape checked, of a version we know."""
    if "manifest.json" not in archive.namelist():
        raise BadArchive(_("Ce fichier n’est pas une archive de site : son sommaire manque."))
    with archive.open("manifest.json") as source:
        manifest = parsed(source.read(MOST_TEXT + 1))
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BadArchive(_("Ce fichier n’est pas une archive de site."))
    if not isinstance(manifest.get("version"), int) or manifest["version"] > VERSION:
        raise BadArchive(_("Cette archive vient d’une version plus récente : mettez d’abord ce site à jour."))
    parts = manifest.get("parts")
    if not isinstance(parts, dict) or not all(is_declared(each) for each in parts.values()):
        raise BadArchive(_("Le sommaire de l’archive est abîmé."))
    return manifest


def is_declared(part):
    is_shaped = isinstance(part, dict) and isinstance(part.get("sha256"), str)
    return is_shaped and isinstance(part.get("bytes"), int) and part["bytes"] >= 0


def check_part(archive, name, declared):
    """Read a part to its end, no further than it says; the value of a JSON part, None for a file."""
    kept = io.BytesIO() if name in PARTS else None
    if kept is not None and declared["bytes"] > MOST_TEXT:
        raise BadArchive(_("L’archive est trop grosse une fois ouverte."))
    digest, size = hashlib.sha256(), 0
    with archive.open(name) as source:
        while piece := source.read(PIECE):
            size += len(piece)
            if size > declared["bytes"]:
                break
            digest.update(piece)
            if kept is not None:
                kept.write(piece)
    is_named_right = kept is not None or name == f"files/{declared['sha256']}"
    if size != declared["bytes"] or digest.hexdigest() != declared["sha256"] or not is_named_right:
        raise BadArchive(_("Une partie de l’archive a été changée ou abîmée : %(name)s.") % {"name": name})
    return parsed(kept.getvalue()) if kept is not None else None


def parsed(body):
    """JSON of texts that the database can hold."""
    try:
        value = json.loads(body.decode())
        for text in texts(value):
            text.encode()
            if "\x00" in text:
                raise ValueError("NUL")
    except (ValueError, RecursionError) as error:
        raise BadArchive(_("Une partie de l’archive ne se lit pas.")) from error
    return value


def texts(value):
    """Every text in a JSON value, names of fields included."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, dict):
            waiting += [*each, *each.values()]
        elif isinstance(each, list):
            waiting += each
