"""The folder a hall's scanner writes into: shown to whoever stands at its counter, empty otherwise.

Everything is done through a descriptor of the folder, and links are never followed: a name leads nowhere else.
"""

import contextlib
import hashlib
import logging
import os
import shutil
import stat
import time
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from journal.actions import record
from vault.errors import RefusedFile
from vault.scratch import Scratch

logger = logging.getLogger(__name__)

MOST = 50
CHUNK = 256 * 1024


class Scan(NamedTuple):
    """``key`` names a file without telling what it is called; ``ready`` once it has stopped growing."""

    key: str
    name: str
    size: int
    at: float
    ready: bool


def folders():
    """The folders a counter may have, by name."""
    with contextlib.suppress(OSError), os.scandir(settings.KIOSK_SCANNER_ROOT) as entries:
        return sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False) and entry.name[0] != ".")
    return []


def scans(visit, since):
    """What arrived in this counter's folder ``since``, newest first; None when the folder is gone."""
    with _folder(visit.kiosk) as folder:
        if folder is None:
            return None
        since = since.timestamp()
        found = [scan for name in os.listdir(folder) if (scan := _scan(folder, name, visit)) and scan.at >= since]
        return sorted(found, key=lambda scan: -scan.at)[:MOST]


@contextlib.contextmanager
def taken(visit, key, since):
    """Give one scan as the vault takes files, removed once the caller has stored it. Raises ``RefusedFile``."""
    scan = next((scan for scan in scans(visit, since) or [] if scan.key == key and scan.ready), None)
    if scan is None:
        raise RefusedFile(_("Cette feuille n’est plus là, ou arrive encore. Regardez la liste."), code="gone")
    with _folder(visit.kiosk) as folder, Scratch() as copy:
        before = _read(folder, scan, copy)
        copy.seek(0)
        yield Scanned(copy)
        _remove_same(folder, scan.name, before)


class Scanned:
    """A scan, as the vault takes files: without its name on the disk."""

    content_type = ""

    def __init__(self, file):
        self.file, self.name, self.size = file, str(_("Scan")), file.size

    def seek(self, *args):
        return self.file.seek(*args)

    def read(self, *args):
        return self.file.read(*args)


def sweep(kiosk, *, before=None):
    """Destroy what lies in a counter's folder (what came ``before``, if given); give how many things there were."""
    with _folder(kiosk) as folder:
        if folder is None:
            return 0
        limit = before.timestamp() if before else None
        count = sum(_destroyed(folder, name, limit) for name in os.listdir(folder))
    if count:
        record("kiosk.scans_destroyed", actor=None, target=kiosk, data={"count": count})
    return count


@contextlib.contextmanager
def _folder(kiosk):
    """A descriptor of the counter's folder, or None; a link in its place is not followed."""
    try:
        path = Path(settings.KIOSK_SCANNER_ROOT) / kiosk.scanner_folder if kiosk.scanner_folder else None
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW) if path else None
    except OSError:
        handle = None
    try:
        yield handle
    finally:
        if handle is not None:
            os.close(handle)


def _scan(folder, name, visit):
    """What is known of one name in the folder; None for all that is no plain file of its own."""
    try:
        found = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except OSError:
        return None
    if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1 or name.startswith("."):
        return None
    seed = f"{visit.public_id}:{found.st_ino}:{name}".encode(errors="surrogateescape")
    changed = max(found.st_mtime, found.st_ctime)
    ready = found.st_size > 0 and changed <= time.time() - settings.KIOSK_SCANNER_STILL_SECONDS
    # The moment of the inode is the machine's own; a scanner may write any date into a file.
    return Scan(hashlib.sha256(seed).hexdigest()[:20], name, found.st_size, found.st_ctime, ready)


def _read(folder, scan, copy):
    """Copy the file; refuse one that is too large or still changes. Gives its state."""
    if scan.size > settings.VAULT_MAX_BYTES:
        raise RefusedFile(_("Cette feuille est trop lourde. Numérisez moins de pages à la fois."), code="too_large")
    try:
        handle = os.open(scan.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
        with open(handle, "rb") as file:
            before = os.fstat(handle)
            while (chunk := file.read(CHUNK)) and copy.size <= scan.size:
                copy.write(chunk)
            after = os.fstat(handle)
    except OSError:
        raise RefusedFile(
            _("Nous n’arrivons pas à lire cette feuille. Numérisez-la de nouveau."), code="gone"
        ) from None
    if not stat.S_ISREG(before.st_mode) or _mark(before) != _mark(after) or copy.size != before.st_size:
        raise RefusedFile(_("Cette feuille arrive encore. Attendez un instant."), code="growing")
    return after


def _mark(found):
    return found.st_ino, found.st_size, found.st_mtime_ns


def _remove_same(folder, name, before):
    with contextlib.suppress(OSError):
        if _mark(os.stat(name, dir_fd=folder, follow_symlinks=False)) == _mark(before):
            os.unlink(name, dir_fd=folder)


def _destroyed(folder, name, limit):
    """Remove one thing of the folder, whatever it is; 1 when it is gone."""
    try:
        found = os.stat(name, dir_fd=folder, follow_symlinks=False)
        if limit is not None and found.st_ctime >= limit:
            return 0
        if stat.S_ISDIR(found.st_mode):
            shutil.rmtree(name, dir_fd=folder)
        else:
            os.unlink(name, dir_fd=folder)
    except FileNotFoundError:
        return 0
    except OSError:
        logger.exception("a scan could not be destroyed")
        return 0
    return 1
