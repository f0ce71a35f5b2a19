"""What the worker, the administrator and the demonstration do with the vault."""

import os
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone
from procrastinate.contrib.django import app

from accounts.models import User
from journal.models import Entry
from vault import actions, checks, demo, queries, storage, tasks
from vault.enums import ScanState
from vault.errors import ScannerUnavailable
from vault.models import Document, Preview, Version

from .papers import objects_in, pdf_of, store

pytestmark = pytest.mark.django_db


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


def orphan(days=2):
    """An object no version knows, as old as it says."""
    name = storage.objects().save(storage._new_name(), ContentFile(b"left behind"))
    path = storage.objects().path(name)
    then = (timezone.now() - timedelta(days=days)).timestamp()
    os.utime(path, (then, then))
    return name


def test_objects_nobody_knows_go_once_they_are_old(alice, types, vault_folder):
    version = store(alice, types, pdf_of()).last
    old, young = orphan(days=2), orphan(days=0)
    assert actions.collect_orphans(timezone.now() - timedelta(days=1)) == 1
    assert sorted(storage.names()) == sorted([young, version.object_name])
    assert old not in storage.names()


def test_the_nightly_task_removes_orphans_and_nothing_else(alice, types, vault_folder):
    version = store(alice, types, pdf_of()).last
    orphan()
    tasks.collect_orphans(timestamp=0)
    assert list(storage.names()) == [version.object_name]


@pytest.mark.parametrize("broken", ["collect_orphans", "erase_released"])
def test_a_part_of_the_night_that_fails_holds_up_no_other(alice, types, vault_folder, monkeypatch, committed, broken):
    document = store(alice, types, pdf_of())
    monkeypatch.setattr(actions, "retention_guards", [lambda document: {document.last.pk}])
    actions.delete(document=document, actor=alice)
    monkeypatch.setattr(actions, "retention_guards", [])
    orphan()
    monkeypatch.setattr(actions, broken, raising(OSError("the storage is gone")))
    nightly = [tasks.draw_forgotten, tasks.forget_uploads, tasks.erase_released]
    nightly += [tasks.collect_orphans, tasks.abandon_unfinished]
    with committed(execute=True):
        failed = [task.name for task in nightly if fails(task)]
    assert failed == [f"vault.{broken}"]
    assert len(objects_in(vault_folder)) == 1
    planned = {found.task.name: found.cron for found in app.periodic_registry.periodic_tasks.values()}
    assert len({planned[task.name] for task in nightly}) == len(nightly), "each at its own minute"


def raising(error):
    def fail(*args):
        raise error

    return fail


def fails(task):
    try:
        task(timestamp=0)
    except OSError:
        return True


def test_an_empty_vault_has_no_orphans(vault_folder):
    assert actions.collect_orphans(timezone.now()) == 0


def test_what_waits_is_asked_again_oldest_first_and_the_rest_left(alice, types, monkeypatch):
    waiting = [store(alice, types, pdf_of(text=b"%d" % n)).last for n in range(4)]
    Version.objects.filter(pk=waiting[1].pk).update(scan_state=ScanState.SAFE)
    Version.objects.filter(pk=waiting[2].pk).update(scan_state=ScanState.UNAVAILABLE)
    Version.objects.filter(pk=waiting[3].pk).update(erased_at=timezone.now())
    assert list(queries.waiting_versions()) == [waiting[0].pk, waiting[2].pk]
    monkeypatch.setattr(actions.scan, "answers", lambda: True)
    monkeypatch.setattr(actions.scan, "scan", lambda chunks: "" if b"".join(chunks) else "nothing")
    tasks.rescan_waiting(timestamp=0)
    assert not queries.waiting_versions()
    assert Version.objects.filter(scan_state=ScanState.SAFE).count() == 3


def test_a_hundred_papers_that_never_get_an_answer_do_not_keep_the_others_waiting(alice, types, monkeypatch):
    stuck = store(alice, types, pdf_of()).last
    for n in range(100):
        stuck.pk, stuck.public_id, stuck.number, stuck.object_name = None, uuid.uuid4(), n + 2, f"stuck/{n}"
        stuck.save()
    hours_ago = timezone.now() - timedelta(hours=2)
    Version.objects.update(created_at=hours_ago, scan_due_at=hours_ago)
    well = store(alice, types, pdf_of(text=b"well")).last
    asked = []

    def answer(chunks):
        asked.append(b"well" in b"".join(chunks))
        if not asked[-1]:
            raise ScannerUnavailable("INSTREAM size limit exceeded. ERROR")
        return ""

    monkeypatch.setattr(actions.scan, "answers", lambda: True)
    monkeypatch.setattr(actions.scan, "scan", answer)
    for _minute in range(2):
        tasks.rescan_waiting(timestamp=0)
    well.refresh_from_db()
    assert well.scan_state == ScanState.SAFE
    assert not queries.waiting_versions()


def test_one_that_waits_steps_back_no_further_than_a_quarter_of_an_hour(alice, types, monkeypatch):
    version = store(alice, types, pdf_of()).last
    monkeypatch.setattr(actions.scan, "scan", silent)
    for waited, step in ((0, 0), (5, 5), (24 * 60, 15)):
        now = timezone.now()
        Version.objects.filter(pk=version.pk).update(created_at=now - timedelta(minutes=waited))
        actions.examine(version.pk)
        version.refresh_from_db()
        assert abs(version.scan_due_at - now - timedelta(minutes=step)) < timedelta(seconds=20)
        assert version.scan_state == ScanState.UNAVAILABLE


def silent(chunks):
    raise ScannerUnavailable("no answer")


def test_while_the_antivirus_is_away_nobody_steps_back(alice, types, monkeypatch):
    version = store(alice, types, pdf_of()).last
    monkeypatch.setattr(actions.scan, "answers", lambda: False)
    tasks.rescan_waiting(timestamp=0)
    assert list(queries.waiting_versions()) == [version.pk]
    assert Version.objects.get().scan_state == ScanState.AWAITING


def test_a_paper_that_cannot_be_opened_is_told_once(alice, types, vault_folder):
    version = store(alice, types, pdf_of()).last
    (vault_folder / version.object_name).unlink()
    for _minute in range(3):
        actions.examine(version.pk)
    assert Entry.objects.filter(verb="document.unreadable").count() == 1


def test_pictures_of_a_paper_count_in_what_a_vault_holds(alice, types):
    document = store(alice, types, pdf_of())
    without = queries.bytes_kept(alice)
    assert without == document.last.size
    for page in (0, 1):
        Preview.objects.create(version=document.last, page=page, object_name=f"p{page}", size=500, width=1, height=1)
    assert queries.bytes_kept(alice) == without + 1000


def test_a_deletion_destroys_every_version(alice, types, vault_folder, committed):
    document = store(alice, types, pdf_of())
    actions.replace(document=document, actor=alice, uploaded_file=ContentFile(pdf_of(text=b"2"), name="b.pdf"))
    with committed(execute=True):
        actions.delete(document=document, actor=alice)
    assert objects_in(vault_folder) == []
    actions.delete(document=document, actor=alice)  # again: nothing to do


def test_a_deletion_is_refused_with_the_reason(alice, types, vault_folder, monkeypatch):
    document = store(alice, types, pdf_of())
    monkeypatch.setattr(actions, "deletion_guards", [lambda document: "Il sert ailleurs."])
    with pytest.raises(ValidationError, match="Il sert ailleurs"):
        actions.delete(document=document, actor=alice)
    assert queries.documents_of(alice).get() == document


def test_what_a_case_retains_leaves_the_list_and_stays_until_it_is_released(
    alice, types, vault_folder, monkeypatch, committed
):
    document = store(alice, types, pdf_of())
    kept = document.last
    actions.replace(document=document, actor=alice, uploaded_file=ContentFile(pdf_of(text=b"2"), name="b.pdf"))
    monkeypatch.setattr(actions, "retention_guards", [lambda document: {kept.pk}])
    with committed(execute=True):
        actions.delete(document=document, actor=alice)
    assert not queries.documents_of(alice).exists()
    assert b"".join(storage.read(kept)).startswith(b"%PDF")
    assert list(storage.names()) == [kept.object_name]
    tasks.erase_released(timestamp=0)
    assert list(storage.names()) == [kept.object_name]
    monkeypatch.setattr(actions, "retention_guards", [])
    with committed(execute=True):
        tasks.erase_released(timestamp=0)
    assert objects_in(vault_folder) == []


def test_the_demonstration_fills_the_residents_vault_once(settings, vault_folder):
    demo.load()  # without the resident: nothing
    resident = User.objects.create(username="resident", first_name="Awa")
    demo.load()
    demo.load()
    assert Document.objects.filter(owner=resident).count() == len(demo.PAPERS)
    for document in queries.documents_of(resident):
        assert b"".join(storage.read(document.last)).startswith(b"%PDF")
        assert document.last.size < 100_000


def test_the_check_wants_a_master_key_from_outside_closed_to_others(settings, tmp_path):
    settings.VAULT_MASTER_KEY_CREATE = True
    assert [found.id for found in checks.master_key_is_given(None)] == ["vault.E1"]
    settings.VAULT_MASTER_KEY_CREATE = False
    settings.VAULT_MASTER_KEY_FILE = str(tmp_path / "key.json")
    (tmp_path / "key.json").write_text("{}")
    (tmp_path / "key.json").chmod(0o644)
    assert [found.id for found in checks.master_key_is_given(None)] == ["vault.E2"]
    (tmp_path / "key.json").chmod(0o600)
    assert checks.master_key_is_given(None) == []


def test_the_check_wants_an_antivirus(settings):
    settings.CLAMD_URL = ""
    assert [found.id for found in checks.scanner_is_named(None)] == ["vault.W1"]
    settings.CLAMD_URL = "tcp://127.0.0.1:3310"
    assert checks.scanner_is_named(None) == []
