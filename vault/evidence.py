"""What a case keeps: copies frozen under the key of its binder, which no later change in a vault can touch."""

import logging

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import policy
from journal.actions import record

from . import keys, storage
from .errors import Erased, Unreadable
from .models import Binder, Evidence, Version
from .opened import Opened
from .reading import Reading
from .sharing import standing

logger = logging.getLogger(__name__)

grounds = []
"""Functions ``(version, binder) -> bool`` of those above: a finished file rests on this paper, share or not."""

erasure_guards = []
"""Functions ``(evidence) -> sentence or None`` of those above: a sentence forbids that the copy be destroyed."""


def freeze(*, version, binder, actor=None):
    """Copy a safe version into a binder; give its ``Evidence``, or None when the paper was taken back meanwhile.

    The copy already there is given when it was done before. The content streams from one key to the other: never whole
    in memory, never in clear on the disk. Nothing is held while it streams; whether the paper is still given is asked
    under the binder's lock, once it is written. Raises ``Unreadable``, ``StorageUnavailable``.
    """
    if known := frozen(version, binder):
        return known
    evidence = _copied(version, binder)
    kept = _kept(evidence, actor)
    if kept != evidence:
        storage.forget(evidence.object_name)
    return kept


def is_given(version, binder):
    """Whether the binder may have a copy now: its owner shares it, or a finished file rests on it."""
    shared = standing().filter(binder=binder, document=version.document_id).exists()
    return shared or any(rests_on(version, binder) for rests_on in grounds)


def hold(binder):
    """Let nobody else give to this binder or take from it until the end of the transaction."""
    Binder.objects.select_for_update(no_key=True).get(pk=binder.pk)


def read_evidence(*, evidence, reader, reason):
    """Open a frozen copy for somebody who may, and write it in the log. Raises PermissionDenied or ``NotServed``."""
    policy.require(reader, "vault.read_evidence", evidence)
    if evidence.erased_at:
        raise Erased
    try:
        chunks = storage.read_object(evidence.object_name, holder=evidence.binder, context=context_of(evidence))
    except Unreadable:
        logger.error("Frozen copy %s cannot be opened: missing, altered or of another binder", evidence.pk)
        _record("document.unreadable", evidence, reader)
        raise
    _record("document.read", evidence, reader, reason)
    return Reading(evidence.content_type, evidence.file_name, evidence.size, chunks)


@transaction.atomic
def _kept(evidence, actor):
    """The row of a copy just written, unless another worker was first (hers) or the paper was taken back (None)."""
    version, binder = evidence.source, evidence.binder
    with storage.removed_unless_named(evidence.object_name):
        hold(binder)
        if known := frozen(version, binder):
            return known
        if not is_given(version, binder) or Version.objects.filter(pk=version.pk).exclude(erased_at=None).exists():
            return None
        evidence.save()
        _record("evidence.frozen", evidence, actor)
        return evidence


@transaction.atomic
def erase(*, evidence, actor, reason=""):
    """Destroy one frozen copy: the row says so, the object goes once that is certain.

    Raises ``ValidationError`` with a sentence for people when something holds it.
    """
    if evidence.erased_at:
        return
    if reasons := held_by(evidence):
        raise ValidationError(reasons)
    evidence.erased_at = timezone.now()
    if not Evidence.objects.filter(pk=evidence.pk, erased_at=None).update(erased_at=evidence.erased_at):
        return
    _record("evidence.erased", evidence, actor, reason)
    transaction.on_commit(lambda: storage.remove(evidence.object_name), robust=True)


def held_by(evidence):
    """Why a copy cannot be destroyed now: sentences, none when it can."""
    return [reason for guard in erasure_guards if (reason := guard(evidence))]


def erase_copies(copies, *, actor):
    """Destroy the copies of a queryset, save those that something holds."""
    for copy in copies.filter(erased_at=None).select_related("binder", "subject", "source__document"):
        if not held_by(copy):
            erase(evidence=copy, actor=actor)


@transaction.atomic
def erase_binder(*, binder, actor, reason):
    """Destroy all that a binder holds, its key first."""
    keys.destroy(binder)
    for evidence in binder.evidence.filter(erased_at=None).select_related("subject", "source__document"):
        erase(evidence=evidence, actor=actor, reason=reason)


def live_objects(names):
    """Those of ``names`` that a frozen copy needs."""
    rows = Evidence.objects.filter(object_name__in=names, erased_at=None)
    return set(rows.values_list("object_name", flat=True))


def context_of(evidence):
    """What binds the object to its binder and to this very copy."""
    return f"evidence/{evidence.binder.public_id}/{evidence.public_id}".encode()


def _copied(version, binder):
    """The copy written in the storage, its row not yet."""
    document = version.document
    evidence = Evidence(
        binder=binder,
        source=version,
        subject=document.owner,
        type=document.type,
        label=document.label,
        issued_on=document.issued_on,
        expires_on=document.expires_on,
        file_name=version.file_name,
        content_type=version.content_type,
        size=version.size,
        pages=version.pages,
    )
    source = Opened(storage.read(version))
    evidence.object_name = storage.write(source, holder=binder, context=context_of(evidence))
    return evidence


def _record(verb, evidence, actor, reason=""):
    data = {"evidence": str(evidence.public_id), "version": evidence.source.number}
    record(verb, actor=actor, target=evidence.source.document, subject=evidence.subject, reason=reason, data=data)


def frozen(version, binder):
    """The copy of ``version`` that ``binder`` keeps, or None."""
    if binder is None or not isinstance(version, Version):
        return None
    copies = Evidence.objects.select_related("binder", "subject", "source__document")
    return copies.filter(binder=binder, source=version, erased_at=None).first()
