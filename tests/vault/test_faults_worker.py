"""The real worker killed in the middle of what it does for the vault: done once all the same."""

import os
import random
import signal
import time
from collections import Counter

import pytest
from django.core.files.base import ContentFile
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import User
from config.local.processes import wait_until
from journal.models import Entry
from vault import sharing, storage, tasks
from vault.enums import ScanState
from vault.models import Binder, DocumentType, Evidence, Preview, Version

from .papers import objects_in, pdf_of, store
from .town import catch_up, check_objects, kill, put_back, rows, sql

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def papers(town):
    """``papers(3)``: so many more in Alice's vault, their scans asked for."""
    alice, types = User.objects.get(username="alice"), {t.code: t for t in DocumentType.objects.all()}

    def make(count):
        return [store(alice, types, pdf_of(text=os.urandom(8))).last for _number in range(count)]

    return make


@pytest.fixture
def safe(papers):
    """One paper that is safe and has no pictures yet; no job waits."""
    version = papers(1)[0]
    Version.objects.update(scan_state=ScanState.SAFE)
    sql("TRUNCATE procrastinate_jobs CASCADE")
    return version


def killed_where_it_stands(town, verb, number):
    """Let a worker go on until it has done ``verb`` so many times; kill it there."""
    town.stall.write_text(f"{verb} {number}")
    reached = town.stall.with_suffix(".reached")
    reached.unlink(missing_ok=True)
    worker = town.start_worker()
    assert wait_until(reached.exists, 180), "the worker never came there"
    kill(worker)
    town.stall.unlink()


def doing():
    return list(ProcrastinateJob.objects.filter(status="doing").values_list("task_name", flat=True))


def test_killed_in_the_middle_of_a_scan(town, papers):
    version = papers(1)[0]
    town.scanner.send_signal(signal.SIGSTOP)  # it takes the bytes and says nothing
    worker = town.start_worker()
    assert wait_until(lambda: "vault.scan_version" in doing(), 180)
    time.sleep(0.5)
    kill(worker)
    version.refresh_from_db()
    assert version.scan_state == ScanState.AWAITING
    town.scanner.send_signal(signal.SIGCONT)
    catch_up(town)
    version.refresh_from_db()
    assert version.scan_state == ScanState.SAFE
    assert Entry.objects.filter(verb="document.scanned", target_id=version.document.public_id).count() == 1
    assert sorted(version.previews.values_list("page", flat=True)) == [0, 1]
    check_objects(town)


def test_killed_between_a_copy_for_a_case_and_its_row(town, safe):
    binder = Binder.objects.create()
    document = safe.document
    sharing.share(document=document, actor=document.owner, binder=binder, purpose="Mon dossier")
    tasks.freeze.defer(version_id=safe.pk, binder_id=binder.pk)
    killed_where_it_stands(town, "save", 1)
    assert not Evidence.objects.filter(binder=binder).exists()
    assert len(set(storage.names()) - rows(Version, Preview, Evidence)) == 1
    catch_up(town)
    copy = Evidence.objects.select_related("binder").get(binder=binder)
    assert Entry.objects.filter(verb="evidence.frozen", data__evidence=str(copy.public_id)).count() == 1
    check_objects(town)


def test_killed_between_a_picture_and_its_row(town, safe):
    tasks.make_previews.defer(version_id=safe.pk)
    killed_where_it_stands(town, "save", 2)
    assert safe.previews.count() == 1
    catch_up(town)
    assert sorted(safe.previews.values_list("page", flat=True)) == [0, 1]
    check_objects(town)


def test_killed_in_the_middle_of_collecting_orphans(town, safe):
    orphans = [storage.objects().save(storage._new_name(), ContentFile(b"left behind")) for _number in range(5)]
    for path in objects_in(town.objects):
        os.utime(path, (time.time() - 2 * 86400,) * 2)
    tasks.collect_orphans.defer(timestamp=0)
    killed_where_it_stands(town, "delete", 2)
    assert len(set(orphans) & set(storage.names())) == 3
    catch_up(town)
    assert not set(orphans) & set(storage.names())
    check_objects(town)


def test_killed_anywhere_again_and_again(town, papers, seed):
    chance = random.Random(seed)
    versions, waiting, killed = papers(12), ProcrastinateJob.objects.filter(status="todo"), 0
    while waiting.exists() and killed < 3:
        worker = town.start_worker()
        assert wait_until(lambda: doing() or not waiting.exists(), 180)
        time.sleep(chance.random() / 2)
        kill(worker)
        put_back()
        killed += 1
    catch_up(town)
    found = Version.objects.filter(pk__in=[version.pk for version in versions])
    assert set(found.values_list("scan_state", flat=True)) == {ScanState.SAFE}
    drawn = Counter(Preview.objects.filter(version__in=found).values_list("version_id", flat=True))
    assert drawn == {version.pk: 2 for version in versions}
    scanned = Entry.objects.filter(verb="document.scanned", target_id__in=[v.document.public_id for v in versions])
    assert scanned.count() == len(versions), "each once"
    check_objects(town)
