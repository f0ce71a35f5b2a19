"""The package for the public archives: made by the worker, closed under a key of its own, fetched once, acknowledged.

A ZIP whose inventory, ``manifest.xml``, speaks the vocabulary of SEDA 2.2, the French standard of exchange with
archives. It is close to that standard, not checked against its schema: the agreement with the receiving archives
decides of the rest.
"""

import json
from xml.etree import ElementTree  # we write XML here, we never read any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from cases.models import Certificate
from cases.texts import say
from journal.actions import record
from vault import evidence, keys, storage
from vault.archive import Archive
from vault.errors import NotServed, StorageUnavailable
from vault.models import Binder, Evidence
from vault.opened import Counted, Opened
from vault.reading import Reading

from .disposal import AlreadyDone, execute_later
from .enums import Decision, TransferState
from .models import Transfer

SEDA = "fr:gouv:culture:archivesdefrance:seda:v2.2"


def make(list_id):
    """Write the package of a list. Again when it is already there, nothing happens. Raises ``StorageUnavailable``."""
    transfer = Transfer.objects.select_related("list__service", "binder").filter(list=list_id).first()
    if transfer is None or transfer.state != TransferState.MAKING:
        return
    package = Counted(chunks(transfer))
    try:
        name = storage.write(Opened(package), holder=transfer.binder, context=context_of(transfer))
    except NotServed as problem:
        if not isinstance(problem, StorageUnavailable):
            _fail(transfer)
            return
        raise
    _keep(transfer, name, package)


@transaction.atomic
def _keep(transfer, name, package):
    fresh = Transfer.objects.select_for_update().get(pk=transfer.pk)
    # Another package asked for meanwhile has a key of its own: under ours, nobody could open this one.
    if fresh.state != TransferState.MAKING or fresh.binder_id != transfer.binder_id:
        storage.remove(name)
        return
    fresh.state, fresh.object_name, fresh.made_at = TransferState.READY, name, timezone.now()
    fresh.size, fresh.digest = package.size, package.digest
    fresh.save()
    data = {"number": transfer.list.number, "digest": fresh.digest, "size": fresh.size}
    record("transfer.made", actor=None, target=transfer.list, data=data)


@transaction.atomic
def _fail(transfer):
    if not Transfer.objects.filter(pk=transfer.pk, binder=transfer.binder).update(state=TransferState.FAILED):
        return
    record("transfer.failed", actor=None, target=transfer.list, data={"number": transfer.list.number})


@transaction.atomic
def make_again(*, transfer, actor):
    """Make a new package: the first was lost on the way, or could not be made. The former one is destroyed."""
    transfer = _locked(transfer, actor, TransferState.FAILED, TransferState.FETCHED)
    _forget_package(transfer)
    transfer.binder, transfer.state = Binder.objects.create(), TransferState.MAKING
    transfer.fetched_by = transfer.fetched_at = None
    transfer.save()
    record("transfer.asked_again", actor=actor, target=transfer.list)
    jobs.configure_task("archives.make_transfer", queue="archives").defer(list_id=transfer.list_id)
    return transfer


def fetch(*, transfer, actor):
    """Hand the package over, once; the log is the receipt. Gives a ``Reading``.

    Raises ``NotServed``: the package stays when the storage is silent; a damaged one is to be made again.
    """
    try:
        return _fetch(transfer, actor)
    except NotServed as problem:
        if not isinstance(problem, StorageUnavailable):
            _fail(transfer)
        raise


@transaction.atomic
def _fetch(transfer, actor):
    transfer = _locked(transfer, actor, TransferState.READY)
    content = storage.read_object(transfer.object_name, holder=transfer.binder, context=context_of(transfer))
    transfer.state, transfer.fetched_by, transfer.fetched_at = TransferState.FETCHED, actor, timezone.now()
    transfer.save(update_fields=["state", "fetched_by", "fetched_at"])
    record("transfer.fetched", actor=actor, target=transfer.list, data={"digest": transfer.digest})
    return Reading("application/zip", f"{transfer.list.number}.zip", transfer.size, content)


@transaction.atomic
def acknowledge(*, transfer, actor, reference):
    """The public archives have it: the package is destroyed here, and the cases go the way of all visas."""
    transfer = _locked(transfer, actor, TransferState.FETCHED)
    if not reference.strip():
        raise ValidationError({"reference": _("Écrivez la référence donnée par les archives.")})
    _forget_package(transfer)
    transfer.state, transfer.acknowledgement = TransferState.ACKNOWLEDGED, reference.strip()
    transfer.acknowledged_by, transfer.acknowledged_at = actor, timezone.now()
    transfer.save()
    record("transfer.acknowledged", actor=actor, target=transfer.list, reason=transfer.acknowledgement)
    execute_later(transfer.list)
    return transfer


def _locked(transfer, actor, *states):
    if not actor.keeps_archives:
        raise PermissionDenied
    held = Transfer.objects.select_for_update(of=["self"]).select_related("list", "binder")
    fresh = held.get(pk=transfer.pk)
    if fresh.state not in states:
        raise AlreadyDone(fresh.list)
    return fresh


def _forget_package(transfer):
    binder, name = transfer.binder, transfer.object_name
    transfer.binder, transfer.object_name = None, ""
    transfer.save(update_fields=["binder", "object_name"])
    if binder:
        keys.destroy(binder)
        binder.delete()
    if name:
        transaction.on_commit(lambda: storage.remove(name), robust=True)


def live_objects(names):
    """Those of ``names`` that a package needs."""
    return set(Transfer.objects.filter(object_name__in=names).values_list("object_name", flat=True))


def unmade():
    """Lists whose package is still to be made."""
    return list(Transfer.objects.filter(state=TransferState.MAKING).values_list("list", flat=True))


def context_of(transfer):
    """What binds the package to its list."""
    return f"transfer/{transfer.list.public_id}".encode()


def chunks(transfer):
    """The package, piece by piece: no content is ever whole in memory."""
    archive, entries = Archive(), []
    for line in _lines(transfer.list):
        for entry in _case_entries(line.case):
            yield from _added(archive, entry)
            entries.append(entry)
    for path, text in _closing(transfer, entries):
        yield from _added(archive, Entry(path, "text/plain", [text], len(text)))
    yield archive.end()


class Entry:
    """One file of the package, of ``announced`` bytes; what went by is known once it was written."""

    def __init__(self, path, content_type, content, announced, title="", case=None):
        self.path, self.content_type, self.content = path, content_type, Counted(content)
        self.announced, self.title, self.case = announced, title, case

    @property
    def size(self):
        return self.content.size

    @property
    def digest(self):
        return self.content.digest


def _added(archive, entry):
    return archive.add(entry.path, entry.content, size=entry.announced, at=timezone.now())


def _lines(listed):
    lines = listed.lines.filter(decision=Decision.TRANSFER, is_standing=True).order_by("pk")
    return lines.select_related("case__version__procedure", "case__binder").iterator(chunk_size=50)


def _case_entries(case):
    folder = f"content/{case.number}"
    text = json.dumps(told(case), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()
    yield Entry(f"{folder}/dossier.json", "application/json", [text], len(text), case.number, case)
    certificate = Certificate.objects.filter(case=case).first()
    if certificate and certificate.pdf:
        pdf = bytes(certificate.pdf)
        yield Entry(f"{folder}/certificat.pdf", "application/pdf", [pdf], len(pdf), certificate.code, case)
    copies = Evidence.objects.filter(binder=case.binder_id, erased_at=None).select_related("binder", "type")
    for number, copy in enumerate(copies.order_by("pk") if case.binder_id else [], 1):
        clear = storage.read_object(copy.object_name, holder=copy.binder, context=evidence.context_of(copy))
        ending = copy.file_name.rpartition(".")[2] if "." in copy.file_name else "bin"
        path = f"{folder}/piece-{number:03d}.{''.join(filter(str.isalnum, ending))[:8]}"
        yield Entry(path, copy.content_type, clear, copy.size, copy.label, case)


def told(case):
    """What the case says, as plain values."""
    certificate = Certificate.objects.filter(case=case).first()
    return {
        "number": case.number,
        "procedure": case.procedure.code,
        "procedure_version": case.version.number,
        "state": case.state,
        "created_at": case.created_at,
        "submitted_at": case.submitted_at,
        "completed_at": case.completed_at,
        "closed_at": case.closed_at,
        "closing_reason": case.closing_reason,
        "answers": case.answers,
        "people": [_told_party(party) for party in case.parties.select_related("user")],
        "liaison_sheet": list(case.acts.values("at", "kind", "verb", "text", "data")),
        "pieces": list(case.pieces.values("requirement", "state", "remark", "checked_at")),
        "ceremonies": list(case.ceremonies.values("starts_at", "state", "reason")),
        "banns": getattr(getattr(case, "banns", None), "text", None),
        "certificate": certificate.facts if certificate else None,
    }


def _told_party(party):
    user = party.user
    return {
        "role": party.role,
        "name": user.get_full_name(),
        "birth_date": user.birth_date,
        "consented_at": party.consented_at,
        "answers": party.answers,
    }


def _closing(transfer, entries):
    """The inventory, and the sums that ``sha256sum -c`` reads."""
    yield "manifest.xml", inventory(transfer, entries)
    sums = "".join(f"{entry.digest}  {entry.path}\n" for entry in entries)
    yield "manifest-sha256.txt", sums.encode()


def inventory(transfer, entries):
    """``manifest.xml``: what is in the package, with sizes and sums."""
    listed = transfer.list
    root = ElementTree.Element("ArchiveTransfer", {"xmlns": SEDA})
    _text(root, "Comment", listed.description)
    _text(root, "Date", timezone.now().isoformat(timespec="seconds"))
    _text(root, "MessageIdentifier", listed.number)
    package = ElementTree.SubElement(root, "DataObjectPackage")
    units = {}
    for number, entry in enumerate(entries, 1):
        _binary(package, f"BDO{number}", entry)
        units.setdefault(entry.case, []).append((f"BDO{number}", entry))
    described = ElementTree.SubElement(package, "DescriptiveMetadata")
    for number, (case, files) in enumerate(units.items(), 1):
        _unit(described, f"AU{number}", case, files)
    for role, name in (("ArchivalAgency", listed.visa_reference), ("TransferringAgency", settings.SITE_NAME)):
        _text(ElementTree.SubElement(root, role), "Identifier", name)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _binary(package, identifier, entry):
    node = ElementTree.SubElement(package, "BinaryDataObject", {"id": identifier})
    _text(node, "Uri", entry.path)
    _text(node, "MessageDigest", entry.digest, algorithm="SHA-256")
    _text(node, "Size", str(entry.size))
    _text(ElementTree.SubElement(node, "FormatIdentification"), "MimeType", entry.content_type)
    _text(ElementTree.SubElement(node, "FileInfo"), "Filename", entry.path.rpartition("/")[2])


def _unit(parent, identifier, case, files):
    unit = ElementTree.SubElement(parent, "ArchiveUnit", {"id": identifier})
    content = ElementTree.SubElement(unit, "Content")
    _text(content, "DescriptionLevel", "File")
    _text(content, "Title", f"{say(case.procedure.names, 'fr')} – {case.number}")
    _text(content, "StartDate", case.created_at.isoformat(timespec="seconds"))
    _text(content, "EndDate", case.closed_at.isoformat(timespec="seconds"))
    for reference, entry in files:
        item = ElementTree.SubElement(unit, "ArchiveUnit", {"id": f"{identifier}-{reference}"})
        described = ElementTree.SubElement(item, "Content")
        _text(described, "DescriptionLevel", "Item")
        _text(described, "Title", entry.title)
        holder = ElementTree.SubElement(item, "DataObjectReference")
        _text(holder, "DataObjectReferenceId", reference)


def _text(parent, name, value, **attributes):
    ElementTree.SubElement(parent, name, attributes).text = "".join(c for c in str(value) if c.isprintable())
