"""Attachments shown to the antivirus before anything can be opened."""

from django.db import transaction

from journal.actions import record
from vault import scan
from vault.enums import NOT_YET_SCANNED, ScanState
from vault.errors import ScannerUnavailable, StorageUnavailable, Unreadable

from . import actions
from .models import File


def examine(file_id):
    """Show an attachment to the antivirus and write its answer; without an answer it stays closed, further back."""
    waiting = File.objects.filter(pk=file_id, object_name__isnull=False, scan_state__in=NOT_YET_SCANNED)
    file = waiting.select_related("mail__owner").first()
    if file is None:
        return
    try:
        found = scan.scan(file.chunks())
    except ScannerUnavailable as error:
        _step_back(waiting, file, scan_state=ScanState.UNAVAILABLE, scan_detail=str(error)[:200])
    except Unreadable:
        _step_back(waiting, file)
        actions.report_unreadable(file, actor=None)
    except StorageUnavailable:
        _step_back(waiting, file)
    else:
        _conclude(waiting, found)


def _step_back(waiting, file, **changes):
    """Let others go first."""
    waiting.update(scan_due_at=scan.due_again(file.mail.received_at), **changes)


@transaction.atomic
def _conclude(waiting, found):
    file = waiting.select_for_update(of=["self"]).select_related("mail__owner").first()
    if file is None:
        return
    if found:
        actions.refuse_infected(file, found)
        return
    file.scan_state, file.scan_detail = ScanState.SAFE, ""
    file.save(update_fields=["scan_state", "scan_detail"])
    data = {"file": str(file.public_id)}
    record("mail.file_scanned", actor=None, target=file.mail, subject=file.mail.owner, data=data)
