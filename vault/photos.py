"""Several photos of a paper made into one PDF, as if it had been scanned."""

from contextlib import contextmanager

from django.utils.translation import gettext as _

from . import cells, reception
from .errors import RefusedFile
from .limits import MAX_PICTURE_BYTES
from .scratch import NoRoom, Scratch

MOST = 10


class Assembled:
    """The PDF, as the vault takes files."""

    content_type = "application/pdf"

    def __init__(self, file):
        self.file, self.name, self.size = file, _("Photos") + ".pdf", file.size

    def seek(self, *args):
        return self.file.seek(*args)

    def read(self, *args):
        return self.file.read(*args)


@contextmanager
def assembled(photos, *, straighten=True):
    """Give the PDF of ``photos``, files in the order of the pages; raises ``RefusedFile``."""
    opened = []
    try:
        for photo in photos:
            reception.refuse_by_size(photo)
            opened.append(Scratch())
            _take(photo, opened[-1])
        with Scratch() as pdf:
            _draw(opened, pdf, straighten)
            pdf.seek(0)
            yield Assembled(pdf)
    except NoRoom:
        reception.refuse("storage")
    finally:
        for scratch in opened:
            scratch.close()


def _take(photo, scratch):
    """Copy one photo, and no more of it than a photo may hold."""
    for piece in reception.pieces(photo):
        if max(photo.size, scratch.size + len(piece)) > MAX_PICTURE_BYTES:
            reception.refuse("picture")
        scratch.write(piece)


def _draw(sources, pdf, straighten):
    try:
        found = cells.run("photos", sources, {"straighten": straighten}, pdf)
    except cells.NoCell:
        reception.refuse("busy")
    if found.get("refused") == "corrupted":
        raise RefusedFile(_("Une des photos n’a pas pu être ouverte. Reprenez-la."), code="corrupted")
    if "refused" in found:
        reception.refuse(found["refused"])
