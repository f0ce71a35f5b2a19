"""Taking everything away: asked once, made by the worker, handed over to its owner alone."""

import hashlib
import hmac
import logging
import secrets
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation

from accounts import limits
from journal.actions import record
from notifications.actions import send
from privacy.contents import stream
from privacy.enums import BEING_MADE, KEPT, STANDING, ExportState
from privacy.extracts import files_of
from privacy.models import Export
from vault import storage
from vault.errors import StorageUnavailable
from vault.opened import Counted, Opened
from vault.reading import Reading

logger = logging.getLogger(__name__)

KEPT_DAYS = 7
A_DAY = limits.Limit(3, timedelta(days=1))
AGAIN = timedelta(minutes=15)  # a download cut half-way may be begun again
PATIENCE = timedelta(days=2)


def ask(*, owner, actor):
    """The archive being made or waiting to be taken, else a new one. Raises ``limits.TooManyGuesses``."""
    try:
        with transaction.atomic():
            if standing := Export.objects.filter(owner=owner, state__in=STANDING).first():
                return standing
            limits.take(f"export:{owner.pk}", A_DAY)
            export = Export.objects.create(owner=owner, total=files_of(owner))
            record("export.asked", actor=actor, target=export, subject=owner)
            _defer(export)
            return export
    except IntegrityError:  # two clicks at once: the other one won
        return Export.objects.get(owner=owner, state__in=STANDING)


def make(export_id):
    """Write the ZIP, closed under its owner's key, and offer it. May be run again after a death half-way.

    Raises ``StorageUnavailable``: the job is tried again later.
    """
    export = Export.objects.select_related("owner").filter(pk=export_id, state__in=BEING_MADE).first()
    if export is None:
        return
    Export.objects.filter(pk=export_id).update(state=ExportState.WORKING, done=0, total=files_of(export.owner))
    counted = Counted(stream(export.owner, progress=lambda: _step(export)))
    try:
        with translation.override(export.owner.language):
            name = storage.write(Opened(counted), holder=export.owner, context=export.context)
    except StorageUnavailable:
        Export.objects.filter(pk=export_id).update(state=ExportState.WAITING, troubled_at=timezone.now())
        raise
    try:
        offered = _offer(export, name, counted.size)
    except BaseException:
        storage.remove(name)
        raise
    if not offered:
        storage.remove(name)


@transaction.atomic
def _offer(export, name, size):
    """Whole and stored: now it may be offered. False when another worker did, or it is no longer wanted."""
    locked = Export.objects.select_for_update(of=["self"]).select_related("owner").filter(pk=export.pk).first()
    if locked is None or locked.state not in BEING_MADE or locked.owner.erased_at:
        return False
    token = secrets.token_urlsafe(24)
    now = timezone.now()
    locked.state, locked.object_name, locked.size, locked.token_hash = ExportState.READY, name, size, _hash(token)
    locked.ready_at, locked.expires_at, locked.done = now, now + timedelta(days=KEPT_DAYS), F("total")
    locked.save()
    owner = locked.owner
    with translation.override(owner.language):
        url = reverse("privacy:take", args=[locked.public_id, token])
    until = timezone.localdate(locked.expires_at)
    send("export_ready", recipient=owner, context={"until": until}, url=url, target=locked)
    record("export.made", actor=None, target=locked, subject=owner, data={"bytes": size})
    return True


def offered(owner, public_id, token):
    """The archive this link opens for its owner now, or None: for anybody else it does not exist."""
    export = Export.objects.select_related("owner").filter(owner=owner, public_id=public_id, state__in=KEPT).first()
    if export is None or not hmac.compare_digest(export.token_hash, _hash(token)):
        return None
    return export if _is_open(export) else None


def take(*, owner, public_id, token):
    """Open the archive and use the link up: a ``Reading``, or None when it is no longer good. Raises ``NotServed``.

    A download cut half-way may be begun again with the same link, by its owner, for a quarter of an hour. A storage
    that does not answer uses nothing up.
    """
    export = offered(owner, public_id, token)
    if export is None:
        return None
    chunks = storage.read_object(export.object_name, holder=owner, context=export.context)
    if not _use_up(owner, public_id, token):
        return None
    return Reading("application/zip", f"mes-donnees-{timezone.localdate():%Y-%m-%d}.zip", export.size, chunks)


@transaction.atomic
def _use_up(owner, public_id, token):
    """Mark the archive as taken; False when another window, or the night, was first."""
    Export.objects.select_for_update().filter(owner=owner, public_id=public_id).first()
    export = offered(owner, public_id, token)
    if export is None:
        return False
    if export.taken_at is None:
        export.state, export.taken_at = ExportState.TAKEN, timezone.now()
        export.save(update_fields=["state", "taken_at"])
    record("export.taken", actor=owner, target=export, subject=owner)
    return True


def _is_open(export):
    now = timezone.now()
    return export.expires_at > now and (export.taken_at is None or export.taken_at > now - AGAIN)


def tend():
    """Destroy what was taken or expired, take up again what was left, give up what cannot be made; give how many."""
    now = timezone.now()
    over = Export.objects.filter(state__in=KEPT, expires_at__lte=now) | Export.objects.filter(
        state=ExportState.TAKEN, taken_at__lte=now - AGAIN
    )
    for export in over:
        destroy(export)
    for export in Export.objects.filter(state__in=BEING_MADE, created_at__lt=now - PATIENCE).select_related("owner"):
        _give_up(export)
    return over.count()


def left_alone():
    """Archives to make that no job is for."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    jobs = ProcrastinateJob.objects.filter(task_name="privacy.make_export", status__in=("todo", "doing"))
    served = set(jobs.values_list("args__export_id", flat=True))
    return [export for export in Export.objects.filter(state__in=BEING_MADE) if export.pk not in served]


def take_up_again():
    for export in left_alone():
        _defer(export)


@transaction.atomic
def destroy(export):
    """The archive is no more: the row says so first, the object goes once that is certain."""
    name, export.object_name = export.object_name, None
    export.state, export.token_hash = ExportState.GONE, ""
    export.save(update_fields=["state", "object_name", "token_hash"])
    if name:
        transaction.on_commit(lambda: storage.remove(name), robust=True)


@transaction.atomic
def _give_up(export):
    if not Export.objects.filter(pk=export.pk, state__in=BEING_MADE).update(state=ExportState.FAILED):
        return  # made in the meantime
    with translation.override(export.owner.language):
        url = reverse("privacy:home")
    send("export_failed", recipient=export.owner, url=url, target=export, dedupe_key=f"export_failed:{export.pk}")
    record("export.failed", actor=None, target=export, subject=export.owner)


def live_objects(names):
    """Those of ``names`` that an archive needs."""
    return set(Export.objects.filter(object_name__in=names).values_list("object_name", flat=True))


def _step(export):
    Export.objects.filter(pk=export.pk).update(done=F("done") + 1)


def _hash(token):
    return hashlib.sha256(token.encode()).hexdigest()


def _defer(export):
    from privacy.tasks import make_export

    make_export.defer(export_id=export.pk)
