"""Pictures of papers, made by us: a thumbnail and the first pages, closed like the paper they show."""

import logging
from itertools import takewhile

from django.db import transaction

from . import cells, storage
from .limits import FIRST_PAGES
from .models import Preview, Version
from .reading import Reading
from .scratch import Scratch

logger = logging.getLogger(__name__)

THUMBNAIL = 0
WIDTHS = {THUMBNAIL: 240}
PAGE_WIDTH = 1000


def make(version_id):
    """Make the pictures a safe version still lacks; give how many.

    The first page that a cell refuses is the last one tried: such a paper would cost a cell for each page, each night.
    """
    version = Version.objects.select_related("document__owner").filter(pk=version_id).first()
    if version is None or not version.is_safe or version.is_undrawable:
        return 0
    known = set(version.previews.values_list("page", flat=True))
    wanted = [page for page in range(min(version.pages or 1, FIRST_PAGES) + 1) if page not in known]
    if not wanted:
        return 0
    with Scratch() as clear:
        for chunk in storage.read(version):
            clear.write(chunk)
        return len(list(takewhile(bool, (_made(version, clear, page) for page in wanted))))


def read(preview):
    """The JPEG of one preview as a ``Reading``. Raises ``Unreadable``, ``StorageUnavailable``."""
    version = preview.version
    chunks = storage.read_object(
        preview.object_name, holder=version.document.owner, context=_context(version, preview.page)
    )
    return Reading("image/jpeg", f"{preview.page}.jpg", preview.size, chunks)


def erase(version):
    """Destroy the pictures of a version whose content goes."""
    names = list(version.previews.values_list("object_name", flat=True))
    version.previews.all().delete()
    transaction.on_commit(lambda: [storage.remove(name) for name in names], robust=True)


def live_objects(names):
    """Those of ``names`` that a preview needs."""
    return set(Preview.objects.filter(object_name__in=names).values_list("object_name", flat=True))


def _made(version, clear, page):
    with Scratch() as drawn:
        args = {"page": page or 1, "width": WIDTHS.get(page, PAGE_WIDTH)}
        found = cells.run("preview", [clear], args, drawn)
        if "refused" in found:
            logger.warning("no preview of version %s: %s", version.pk, found["refused"])
            Version.objects.filter(pk=version.pk).update(is_undrawable=True)
            return False
        drawn.seek(0)
        return _kept(version, page, drawn, found)


def _kept(version, page, drawn, found):
    name = storage.write(drawn, holder=version.document.owner, context=_context(version, page))
    row = Preview(version=version, page=page, object_name=name, size=drawn.size)
    row.width, row.height = found["width"], found["height"]
    with transaction.atomic(), storage.removed_unless_named(name):
        if not Version.objects.select_for_update().get(pk=version.pk).is_safe:
            raise Version.DoesNotExist
        row.save()
    return True


def _context(version, page):
    return f"preview/{version.public_id}/{page}".encode()
