"""Files received piece by piece: what came before a cut is kept, and the sender goes on from there.

The conversation is tus 1.0 (creation, termination, expiration): https://tus.io/protocols/resumable-upload
"""

import io
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User

from . import queries, reception, storage
from .errors import RefusedFile
from .models import Upload, UploadPart
from .opened import Opened

PART = 4 * 2**20  # bytes: what one piece holds in memory
LEAST = 64 * 2**10  # bytes: a smaller piece is kept only when it ends the file
LIFE = timedelta(days=1)
AT_ONCE = 10
OPEN = 40  # of a person, those that have come whole and wait for their form included
FULL = _("Votre coffre est plein : effacez un document, ou venez nous voir.")

TOO_MANY = _("Trop de fichiers attendent d’être rangés. Rangez-les, ou revenez demain : ils seront effacés.")
TOO_SMALL = _("Les morceaux d’un fichier font 64 Ko au moins, sauf le dernier.")


class WrongOffset(Exception):
    """A piece that does not begin where the last one ended."""


class TooSmall(Exception):
    """A piece that is no cut end of a larger one, and too small to be worth a row and an object."""


def begin(*, sender, file_name, size):
    """Announce a file; raises ``RefusedFile``."""
    if not size:
        raise RefusedFile(reception.EMPTY, code="empty")
    reception.refuse_by_bytes(size)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=sender.pk)  # its count and the row are one
        going = Upload.objects.filter(sender=sender, received__lt=F("size"))
        for left_alone in going.order_by("-changed_at")[AT_ONCE - 1 :]:
            discard(left_alone)
        if Upload.objects.filter(sender=sender).count() >= OPEN:
            raise RefusedFile(TOO_MANY, code="too_many")
        announced = Upload.objects.filter(sender=sender).aggregate(total=Sum("size"))["total"] or 0
        if queries.bytes_kept(sender) + announced + size > settings.VAULT_QUOTA_BYTES + settings.VAULT_MAX_BYTES:
            raise RefusedFile(FULL, code="full")
        return Upload.objects.create(sender=sender, file_name=str(file_name)[:255].replace("\0", ""), size=size)


def append(*, upload, offset, source, announced=None):
    """Keep what comes from ``source`` at ``offset``; give how many bytes there are now.

    A source that ends early has been cut: what came is kept, save an end smaller than ``LEAST``, which is sent again.
    ``announced`` is how many bytes the source was to have. Raises ``WrongOffset``, ``TooSmall``, ``RefusedFile``,
    ``StorageUnavailable``.
    """
    if offset != upload.received:
        raise WrongOffset
    if announced is not None and announced < min(LEAST, upload.size - offset):
        raise TooSmall
    while upload.received < upload.size:
        left = upload.size - upload.received
        piece = _piece(source, min(PART, left))
        if not upload.received:
            reception.refuse_by_bytes(upload.size, begins=piece[:12])
        if len(piece) >= min(LEAST, left):
            _keep(upload, piece)
        if len(piece) < PART:
            break
    return upload.received


def finished(sender, public_id):
    """The file of a finished upload of this person, or None."""
    upload = Upload.objects.filter(sender=sender, public_id=public_id, received=F("size")).first()
    return Arrived(upload) if upload else None


def keep(*, sender, file):
    """A file that came whole, kept as a finished upload. Raises ``RefusedFile``, ``StorageUnavailable``."""
    reception.refuse_by_size(file)
    upload = begin(sender=sender, file_name=file.name, size=file.size)
    file.seek(0)
    append(upload=upload, offset=0, source=file)
    return Arrived(upload)


def discard(upload):
    """Forget an upload and its pieces."""
    names = list(upload.parts.values_list("object_name", flat=True))
    upload.delete()
    transaction.on_commit(lambda: [storage.remove(name) for name in names], robust=True)


def collect():
    """Forget the uploads nobody has touched for a day; give how many."""
    stale = list(Upload.objects.filter(changed_at__lt=timezone.now() - LIFE))
    for upload in stale:
        discard(upload)
    return len(stale)


def live_objects(names):
    """Those of ``names`` that an upload needs."""
    return set(UploadPart.objects.filter(object_name__in=names).values_list("object_name", flat=True))


class Arrived:
    """A finished upload, as the vault takes files: read from its pieces, one at a time."""

    content_type = ""

    def __init__(self, upload):
        self.upload = upload
        self.name, self.size = upload.file_name, upload.size
        self.seek(0)

    def seek(self, offset, whence=io.SEEK_SET):
        if offset or whence:
            raise io.UnsupportedOperation("an upload is read from its start")
        self._opened = Opened(self._read())
        return 0

    def read(self, size=-1):
        return self._opened.read(size)

    def _read(self):
        for part in self.upload.parts.all():
            context = _context(self.upload, part.start)
            yield from storage.read_object(part.object_name, holder=self.upload.sender, context=context)


def _piece(source, size):
    """Up to ``size`` bytes; fewer when the line was cut."""
    gathered = io.BytesIO()
    try:
        while gathered.tell() < size and (chunk := source.read(min(65536, size - gathered.tell()))):
            gathered.write(chunk)
    except OSError:  # Django's UnreadablePostError among them
        pass
    return gathered.getvalue()


def _keep(upload, piece):
    """The object first, then its row and the new offset, or neither."""
    start = upload.received
    name = storage.write(io.BytesIO(piece), holder=upload.sender, context=_context(upload, start))
    with transaction.atomic(), storage.removed_unless_named(name):
        locked = Upload.objects.select_for_update(of=["self"]).get(pk=upload.pk)
        if locked.received != start:
            raise WrongOffset
        UploadPart.objects.create(upload=upload, start=start, size=len(piece), object_name=name)
        upload.received, upload.changed_at = start + len(piece), timezone.now()
        upload.save(update_fields=["received", "changed_at"])


def _context(upload, start):
    return f"upload/{upload.public_id}/{start}".encode()
