"""An archive of the site for an administrator: asked once, made by the worker, kept a week."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from journal.actions import record
from vault import storage
from vault.reading import Reading

from .enums import ArchiveState
from .models import Archive
from .portable import writing

PATIENCE = timedelta(hours=6)


def ask(*, actor):
    """The archive being made, else a new one, its job in the same transaction."""
    from .tasks import make_archive

    try:
        with transaction.atomic():
            if waiting := Archive.objects.filter(state=ArchiveState.WAITING).first():
                return waiting
            archive = Archive.objects.create(asked_by=actor)
            record("site_archive.asked", actor=actor, target=archive)
            make_archive.defer(archive_id=archive.pk)
            return archive
    except IntegrityError:  # two clicks at once: the other one won
        return Archive.objects.get(state=ArchiveState.WAITING)


def context_of(archive):
    """What binds the object to this very archive."""
    return f"site/{archive.public_id}".encode()


def make(archive_id):
    """Write the ZIP and keep it, encrypted under the key of who asked. May be run again after a death half-way.

    Raises ``StorageUnavailable``: the job is tried again later.
    """
    waiting = Archive.objects.select_related("asked_by").filter(asked_by__isnull=False, state=ArchiveState.WAITING)
    archive = waiting.filter(pk=archive_id).first()
    if archive is None:
        return
    with writing.temporary() as file:
        counts = writing.save(file)
        size = file.tell()
        file.seek(0)
        name = storage.write(file, holder=archive.asked_by, context=context_of(archive))
    with storage.removed_unless_named(name), transaction.atomic():
        held = Archive.objects.select_for_update().get(pk=archive_id)
        held.state, held.object_name, held.size, held.pages = ArchiveState.READY, name, size, counts["pages"]
        held.save()
        record("site_archive.made", actor=None, target=held, data={"bytes": size, "pages": counts["pages"]})


def take(*, archive, actor):
    """The ZIP, as a ``Reading``; None when it is no more there for this person. Raises ``StorageUnavailable``."""
    if archive.state != ArchiveState.READY or archive.expires_at <= timezone.now():
        return None
    chunks = storage.read_object(archive.object_name, holder=archive.asked_by, context=context_of(archive))
    record("site_archive.taken", actor=actor, target=archive)
    return Reading("application/zip", f"site-{archive.created_at:%Y-%m-%d}.zip", archive.size, chunks)


def tend():
    """Archives whose week is over leave; one that nobody has made for hours is given up."""
    now = timezone.now()
    for archive in Archive.objects.filter(state=ArchiveState.READY, expires_at__lte=now):
        _destroy(archive)
    for archive in Archive.objects.filter(state=ArchiveState.WAITING, created_at__lt=now - PATIENCE):
        give_up(archive)


@transaction.atomic
def _destroy(archive):
    name, archive.object_name, archive.state = archive.object_name, None, ArchiveState.GONE
    archive.save(update_fields=["object_name", "state"])
    transaction.on_commit(lambda: storage.remove(name), robust=True)


@transaction.atomic
def give_up(archive):
    if Archive.objects.filter(pk=archive.pk, state=ArchiveState.WAITING).update(state=ArchiveState.FAILED):
        record("site_archive.failed", actor=None, target=archive)


def live_objects(names):
    """Those of ``names`` that an archive needs."""
    return set(Archive.objects.filter(object_name__in=names).values_list("object_name", flat=True))
