"""Everything that changes a vault, and the reading of a document, which leaves a trace too."""

import logging
from contextlib import contextmanager
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

import journal.actions
import journal.queries
import notifications.actions
from accounts import policy

from . import keys, previews, queries, reception, scan, storage, validity
from .enums import NOT_YET_SCANNED, ScanState
from .errors import Erased, NotYetSafe, RefusedFile, ScannerUnavailable, StorageUnavailable, Unreadable
from .models import Check, Document, Keyset, Version
from .reading import Reading, opened
from .signals import document_redated, version_scanned

logger = logging.getLogger(__name__)

deletion_guards = []
"""Functions ``(document) -> sentence or None`` of those above: a sentence forbids the deletion."""

retention_guards = []
"""Functions ``(document) -> set of version ids`` of those above: what a finished case rests on is kept as evidence."""

LOOKS = ("document.glimpsed", "document.visited", "document.read")
"""From the least to the most: its small picture in a list, its page, its content."""

TRIES = 5
BUSY = _("Ce document vient d’être remplacé plusieurs fois à la fois. Réessayez dans un instant.")


def store(*, owner, actor, type, uploaded_file, label="", issued_on=None, expires_on=None):
    """Put a new document in a vault; raises ``RefusedFile``. ``uploaded_file`` may be a ``reception.Received``.

    The same file sent again for the same type within a minute gives the document already there.
    """
    said = {"type": type, "label": label, "issued_on": issued_on, "expires_on": expires_on}
    with arriving(owner=owner, uploaded_file=uploaded_file, **said) as arrival:
        return keep(arrival, actor=actor)


class Arrival(NamedTuple):
    """A new document whose object is written and whose rows are not."""

    document: Document
    received: reception.Received
    object_name: str
    digest: str


@contextmanager
def arriving(*, owner, type, uploaded_file, label="", issued_on=None, expires_on=None):
    """Receive, clean and write a new document's file while nothing is held: gives the ``Arrival`` that ``keep`` takes.

    Whatever the block raises takes the object away again. Raises ``RefusedFile``.
    """
    validity.check_dates(issued_on=issued_on, expires_on=expires_on)
    _refuse_full(owner)
    document = Document(
        owner=owner, type=type, label=label.strip() or type.name, issued_on=issued_on, expires_on=expires_on
    )
    with reception.receive(uploaded_file) as received, _sealed(received, document, 1) as object_name:
        yield Arrival(document, received, object_name, keys.fingerprint(owner, received.digest))


@transaction.atomic
def keep(arrival, *, actor):
    """Write the rows of what ``arriving`` gave; give the document, or the one a form sent twice has already made."""
    document, received, object_name, digest = arrival
    _hold_vault(document.owner)
    if twin := queries.twin(owner=document.owner, type=document.type, digest=digest):
        storage.forget(object_name)
        return twin
    _refuse_full(document.owner)  # again: others may have put papers away while this one was looked at
    document.full_clean(exclude=["owner", "type"])
    document.save()
    version = _add_version(document, 1, actor, received, object_name, digest)
    _record("document.stored", actor, document, version)
    return document


def replace(*, document, actor, uploaded_file, issued_on=None, expires_on=None):
    """Add a version to a document; the former ones stay readable. Raises ``RefusedFile``."""
    validity.check_dates(issued_on=issued_on, expires_on=expires_on)
    _refuse_full(document.owner)
    with reception.receive(uploaded_file) as received:
        digest = keys.fingerprint(document.owner, received.digest)
        for _attempt in range(TRIES):
            if version := _try_replace(document, actor, received, digest, issued_on, expires_on):
                return version
    raise ValidationError(BUSY)


@transaction.atomic
def rename(*, document, actor, label, labels=None, issued_on=None, expires_on=None):
    """Change what is said of a document; its ``labels`` stay when none are given.

    Other dates make it another paper to whoever has seen it complete: it has to be looked at again.
    """
    was = Document.objects.values_list("issued_on", "expires_on").get(pk=document.pk)
    validity.check_dates(
        issued_on=None if issued_on == was[0] else issued_on, expires_on=None if expires_on == was[1] else expires_on
    )
    document.label, document.issued_on, document.expires_on = label.strip(), issued_on, expires_on
    document.labels = document.labels if labels is None else labels
    document.full_clean(exclude=["owner", "type"])
    document.save(update_fields=["label", "labels", "issued_on", "expires_on"])
    _record("document.renamed", actor, document)
    if was != (issued_on, expires_on):
        Check.objects.filter(version__document=document).delete()
        document_redated.send(Document, document=document)
    return document


@transaction.atomic
def delete(*, document, actor):
    """Take a document out of the vault; ValidationError when something relies on it.

    Its content is destroyed, save the versions that ``retention_guards`` name: these wait for ``erase_released``.
    """
    document = Document.objects.select_for_update(of=["self"]).select_related("owner").get(pk=document.pk)
    if document.deleted_at:
        return
    if reasons := [reason for guard in deletion_guards if (reason := guard(document))]:
        raise ValidationError(reasons)
    document.deleted_at = timezone.now()
    document.save(update_fields=["deleted_at"])
    kept = retained(document)
    for version in document.versions.filter(erased_at=None).exclude(pk__in=kept):
        _erase(version)
    _record("document.deleted", actor, document, kept=len(kept))


def retained(document):
    """The ids of the versions that stay, closed, after the document has left the vault."""
    return set().union(*(guard(document) for guard in retention_guards))


def erase_released():
    """Destroy the content of deleted documents that nothing retains any longer; give how many versions."""
    return sum(_erase_released(pk) for pk in queries.deleted_with_content())


def _hold_vault(owner):
    """Two sendings to one vault wait for each other here, until the end of the transaction. Raises ``Erased``."""
    if not Keyset.objects.select_for_update().filter(owner=owner).exists():
        raise Erased


def _refuse_full(owner):
    """One vault may not fill the town hall's storage; the limit may be passed by one file."""
    if queries.bytes_kept(owner) >= settings.VAULT_QUOTA_BYTES:
        raise RefusedFile(_("Votre coffre est plein : effacez un document, ou venez nous voir."), code="full")


def read(*, version, reader, reason):
    """Open a version for somebody who may, and write it in the log.

    Raises PermissionDenied, or ``NotYetSafe``, ``Erased``, ``Unreadable`` (all ``NotServed``).
    """
    policy.require(reader, "vault.read_version", version)
    if version.erased_at:
        raise Erased
    if version.scan_state != ScanState.SAFE:
        raise NotYetSafe
    chunks = opened(lambda: storage.read(version), lambda: report_unreadable(version, actor=reader))
    _record_reading(version, reader, reason)
    return Reading(version.content_type, version.file_name, version.size, chunks)


@transaction.atomic
def mark_checked(*, version, actor, service, occasion):
    """Keep that an agent saw this version complete and readable: it holds for the next procedures too."""
    check, new = Check.objects.get_or_create(
        version=version, defaults={"checked_by": actor, "service": service, "occasion": occasion}
    )
    if new:
        _record("document.checked", actor, version.document, version)
    return check


def note_look(*, version, reader, reason, verb="document.read"):
    """Write down that somebody other than its owner looks at a paper: once a quarter of an hour is enough to know.

    ``verb`` is one of ``LOOKS``; a line that says as much or more is enough.
    """
    if reader == version.document.owner:
        return
    since, enough = timezone.now() - timedelta(minutes=15), LOOKS[LOOKS.index(verb) :]
    seen = journal.queries.entries_of(version.document).filter(verb__in=enough, actor=reader, at__gt=since)
    if not seen.filter(data__version=version.number).exists():
        _record_reading(version, reader, reason, verb)


def examine(version_id):
    """Show a version to the antivirus and write its answer; without an answer it stays in quarantine, further back."""
    version = Version.objects.select_related("document__owner").filter(pk=version_id).first()
    if version is None or version.erased_at or version.scan_state not in NOT_YET_SCANNED:
        return
    try:
        found = scan.scan(storage.read(version))
    except ScannerUnavailable as error:
        _step_back(version, scan_state=ScanState.UNAVAILABLE, scan_detail=str(error)[:200])
    except Unreadable:
        _step_back(version)
        report_unreadable(version, actor=None)
    except StorageUnavailable:
        _step_back(version)
    else:
        _conclude(version_id, found)


def collect_orphans(older_than):
    """Remove the objects no version needs, written before ``older_than``; give how many."""
    removed = 0
    for names in _batches(storage.names(), 500):
        kept = storage.live_objects(names)
        for name in names:
            if name not in kept and storage.objects().get_modified_time(name) < older_than:
                storage.remove(name)
                removed += 1
    return removed


@transaction.atomic
def _erase_released(document_id):
    document = Document.objects.select_for_update(of=["self"]).select_related("owner").get(pk=document_id)
    released = list(document.versions.filter(erased_at=None).exclude(pk__in=retained(document)))
    for version in released:
        _erase(version)
        _record("document.erased", None, document, version)
    return len(released)


@transaction.atomic
def _conclude(version_id, found):
    version = Version.objects.select_for_update(of=["self"]).select_related("document__owner").get(pk=version_id)
    if version.scan_state not in NOT_YET_SCANNED:
        return
    version.scan_state = ScanState.REFUSED if found else ScanState.SAFE
    version.scan_detail = found[:200]
    version.save(update_fields=["scan_state", "scan_detail"])
    _record("document.scanned", None, version.document, version, state=version.scan_state)
    if found:
        _erase(version)
        _tell_refused(version)
    else:
        _draw(version)
    version_scanned.send(Version, version=version)


def _step_back(version, **changes):
    """Let others go first: it is asked for again after as long as it has waited, a quarter of an hour at most."""
    due = scan.due_again(version.created_at)
    Version.objects.filter(pk=version.pk, scan_state__in=NOT_YET_SCANNED).update(scan_due_at=due, **changes)


def _draw(version):
    from .tasks import make_previews

    make_previews.defer(version_id=version.pk)


def _tell_refused(version):
    document = version.document
    with translation.override(document.owner.language):
        url = reverse("vault:document", args=[document.public_id])
    notifications.actions.send(
        "document_refused",
        recipient=document.owner,
        context={"label": document.label},
        url=url,
        target=document,
        dedupe_key=f"document_refused:{version.public_id}",
    )


def _try_replace(document, actor, received, digest, issued_on, expires_on):
    """One attempt: None when somebody else took the version number meanwhile."""
    number = _last_number(document) + 1
    with _sealed(received, document, number) as object_name:
        version = _replaced(document, number, actor, received, object_name, digest, (issued_on, expires_on))
    if version and version.object_name == object_name:
        document.issued_on, document.expires_on = issued_on, expires_on
        document.__dict__.pop("last", None)
    return version


@transaction.atomic
def _replaced(document, number, actor, received, object_name, digest, dates):
    _hold_vault(document.owner)
    locked = Document.objects.select_for_update(of=["self"]).select_related("owner", "type").get(pk=document.pk)
    last = locked.versions.first()
    if locked.deleted_at or last.number != number - 1 or _is_twin(last, digest):
        storage.forget(object_name)
        return _settled(locked, last, digest)
    _refuse_full(locked.owner)
    locked.issued_on, locked.expires_on = dates
    locked.save(update_fields=["issued_on", "expires_on"])
    version = _add_version(locked, number, actor, received, object_name, digest)
    _record("document.replaced", actor, locked, version)
    return version


def _settled(document, last, digest):
    if document.deleted_at:
        raise Document.DoesNotExist
    return last if _is_twin(last, digest) else None


def _is_twin(version, digest):
    return version.digest == digest and (timezone.now() - version.created_at).total_seconds() < 60


def _last_number(document):
    return document.versions.values_list("number", flat=True).first() or 0


@contextmanager
def _sealed(received, document, number):
    """The object's name, written before the row; what fails after takes the object away again.

    A database that fell silent may have kept the row all the same: the nightly collection tells.
    """
    received.file.seek(0)
    try:
        object_name = storage.write_version(received.file, document=document, number=number)
    except StorageUnavailable:
        reception.refuse("storage")
    with storage.removed_unless_named(object_name):
        yield object_name


def _add_version(document, number, actor, received, object_name, digest):
    version = Version.objects.create(
        document=document,
        number=number,
        object_name=object_name,
        file_name=received.file_name,
        content_type=received.content_type,
        size=received.size,
        pages=received.pages,
        digest=digest,
        uploaded_by=actor,
        scan_state=ScanState.SAFE if received.is_safe else ScanState.AWAITING,
    )
    _draw(version) if received.is_safe else _have_scanned(version)
    return version


def _have_scanned(version):
    from .tasks import scan_version

    scan_version.defer(version_id=version.pk)


def _record_reading(version, reader, reason, verb="document.read"):
    document, data = version.document, {"version": version.number}
    journal.actions.record(verb, actor=reader, target=document, subject=document.owner, reason=reason, data=data)


def report_unreadable(version, *, actor):
    """Write down that a version is damaged; what the site itself finds again and again, once."""
    if actor is None and _is_reported(version):
        return
    logger.error("Version %s of the vault cannot be opened: missing, altered or of another document", version.pk)
    _record("document.unreadable", actor, version.document, version)


def _is_reported(version):
    lines = journal.queries.entries_of(version.document).filter(verb="document.unreadable", actor=None)
    return lines.filter(data__version=version.number).exists()


def _erase(version):
    """Destroy the content: the row says so first, the object goes once that is certain."""
    version.erased_at = timezone.now()
    version.save(update_fields=["erased_at"])
    previews.erase(version)
    transaction.on_commit(lambda: storage.remove(version.object_name), robust=True)


def _record(verb, actor, document, version=None, **data):
    if version is not None:
        data["version"] = version.number
    journal.actions.record(verb, actor=actor, target=document, subject=document.owner, data=data)


def _batches(items, size):
    batch = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
