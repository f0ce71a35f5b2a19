"""Cases given to the public archives, and workers killed on the way."""

import hashlib
import io
import os
import random
import signal
import subprocess
import sys
import time
import zipfile

import pytest
from django.conf import settings as configured
from django.db import connection
from django.urls import reverse

from archives import destruction, disposal, queries, transfer
from archives.models import DisposalLine, Transfer
from cases.models import Act, Case, Party
from journal.models import Entry
from tests.vault.papers import objects_in
from vault.errors import StorageUnavailable
from vault.models import Evidence, Keyset

from .conftest import ANSWERED, CANARY, listed, visa

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def transferring(make_full, rules, archivist, lead):
    made = visa(listed(make_full(), rules, archivist, lead), archivist, decision="transfer")
    transfer.make(made.pk)
    return Transfer.objects.select_related("list").get(list=made)


def test_the_package_says_all_and_its_sums_agree(transferring, archivist, sign_in, vault_folder):
    assert transferring.state == "ready"
    assert not any(CANARY.encode() in path.read_bytes() for path in objects_in(vault_folder))
    answer = sign_in(archivist).post(reverse("archives:fetch", args=[transferring.list.public_id]))
    content = b"".join(answer.streaming_content)
    assert hashlib.sha256(content).hexdigest() == transferring.digest
    assert len(content) == transferring.size
    package = zipfile.ZipFile(io.BytesIO(content))
    assert package.testzip() is None
    sums = [line.split("  ") for line in package.read("manifest-sha256.txt").decode().splitlines()]
    assert len(sums) >= 7
    for digest, path in sums:
        assert hashlib.sha256(package.read(path)).hexdigest() == digest
    manifest = package.read("manifest.xml").decode()
    assert all(digest in manifest for digest, _path in sums)
    told = next(path for _digest, path in sums if path.endswith("dossier.json"))
    assert ANSWERED in package.read(told).decode()


def test_fetched_once_acknowledged_then_destroyed(transferring, archivist, alice, sign_in, vault_folder):
    case = Case.objects.get(disposal_lines__list=transferring.list)
    assert destruction.execute(transferring.list_id) == 0
    client = sign_in(archivist)
    address = [transferring.list.public_id]
    b"".join(client.post(reverse("archives:fetch", args=address)).streaming_content)
    assert client.post(reverse("archives:fetch", args=address)).status_code == 409
    assert destruction.execute(transferring.list_id) == 0
    assert client.post(reverse("archives:acknowledge", args=address), {"reference": ""}).status_code == 422
    assert client.post(reverse("archives:acknowledge", args=address), {"reference": "AP 19-3"}).status_code == 302
    assert destruction.execute(transferring.list_id) == 1
    case.refresh_from_db()
    assert case.state == "destroyed"
    assert not Keyset.objects.filter(binder__isnull=False).exists()
    assert Entry.objects.filter(verb="transfer.fetched", actor=archivist).count() == 1
    (kept,) = queries.kept_by_law(alice)
    assert "AP 19-3" in kept.why


def test_a_package_that_cannot_be_opened_is_said_kindly(transferring, archivist, sign_in, monkeypatch, vault_folder):
    client, address = sign_in(archivist), reverse("archives:fetch", args=[transferring.list.public_id])

    def silent(*args, **kwargs):
        raise StorageUnavailable

    with monkeypatch.context() as patch:
        patch.setattr("archives.transfer.storage.read_object", silent)
        assert "Rien n’est perdu" in client.post(address, follow=True).content.decode()
    transferring.refresh_from_db()
    assert transferring.state == "ready", "it may be fetched later"
    (vault_folder / transferring.object_name).unlink()
    assert "abîmé" in client.post(address, follow=True).content.decode()
    transferring.refresh_from_db()
    assert transferring.state == "failed", "another one may be asked for"


def test_a_package_lost_on_the_way_is_made_again(transferring, archivist):
    transfer.fetch(transfer=transferring, actor=archivist)
    transfer.make_again(transfer=transferring, actor=archivist)
    transfer.make(transferring.list_id)
    transferring.refresh_from_db()
    assert transferring.state == "ready"
    with pytest.raises(disposal.AlreadyDone):
        transfer.acknowledge(transfer=transferring, actor=archivist, reference="x")


def test_a_slow_worker_never_stores_a_package_under_the_former_key(transferring, archivist, monkeypatch, vault_folder):
    """It was still writing when another package, with a key of its own, was asked for."""
    transfer.fetch(transfer=transferring, actor=archivist)
    transfer.make_again(transfer=transferring, actor=archivist)
    write, written = transfer.storage.write, []

    def slow(*args, **kwargs):
        written.append(write(*args, **kwargs))
        monkeypatch.setattr(transfer.storage, "write", write)
        Transfer.objects.update(state="fetched")
        transfer.make_again(transfer=transferring, actor=archivist)
        return written[0]

    monkeypatch.setattr(transfer.storage, "write", slow)
    transfer.make(transferring.list_id)
    transferring.refresh_from_db()
    assert transferring.state == "making"
    assert not (vault_folder / written[0]).exists()
    transfer.make(transferring.list_id)
    content = transfer.fetch(transfer=transferring, actor=archivist)
    assert b"".join(content.chunks)


def test_a_copy_that_cannot_be_opened_stops_the_transfer_and_says_so(make_full, rules, archivist, lead, vault_folder):
    case = make_full()
    copy = Evidence.objects.filter(binder=case.binder).first()
    (vault_folder / copy.object_name).write_bytes(b"broken")
    made = visa(listed(case, rules, archivist, lead), archivist, decision="transfer")
    transfer.make(made.pk)
    assert made.transfer.__class__.objects.get(list=made).state == "failed"
    assert destruction.execute(made.pk) == 0


WORKER = """
import django, sys, time
django.setup()
from archives import destruction
print("ready", flush=True)
destruction.resume()
print("done", flush=True)
"""
CASES = 12


@pytest.fixture
def environment(settings, tmp_path, vault_folder):
    database = connection.settings_dict
    (tmp_path / "killed_settings.py").write_text(
        "from config.settings.test import *\n"
        f"DATABASES['default']['NAME'] = {database['NAME']!r}\n"
        f"STORAGES['vault']['OPTIONS']['location'] = {str(vault_folder)!r}\n"
        f"VAULT_MASTER_KEY_FILE = {settings.VAULT_MASTER_KEY_FILE!r}\n"
    )
    path = os.pathsep.join([str(tmp_path), str(configured.BASE_DIR)])
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "killed_settings", "PYTHONPATH": path}


def test_a_worker_killed_again_and_again_leaves_each_case_whole_or_gone(
    make_full, rules, archivist, lead, environment, vault_folder
):
    case = make_full()
    copies_of(case)
    made = visa(listed(case, rules, archivist, lead), archivist)
    chance, kills, seen = random.Random(58), 0, set()
    for _attempt in range(25):
        process = subprocess.Popen(
            [sys.executable, "-c", WORKER], cwd=configured.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout.readline() == "ready\n"
        time.sleep(chance.random() * 0.12)
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read()
        process.wait()
        process.stdout.close()
        seen.add(check_whole(made))
        if "done" in rest:
            break
        kills += 1
    destruction.resume()
    assert kills >= 3, "the test must kill"
    assert check_whole(made) == CASES + 1
    assert not Evidence.objects.exists()
    assert not DisposalLine.objects.exclude(object_names=[]).exists()


def copies_of(case):
    """More cases like it, with a person and a word each."""
    for number in range(CASES):
        copy = Case.objects.get(pk=case.pk)
        copy.pk, copy.process, copy.binder, copy.number = None, None, None, f"M-COPY-{number:03d}"
        copy.public_id, copy._state.adding = __import__("uuid").uuid4(), True
        copy.save()
        Party.objects.create(case=copy, user=case.parties.first().user, role="applicant", answers={"x": 1})
        Act.objects.create(case=copy, author=None, kind="note", text="mot")


def check_whole(made):
    """Every case is whole, or gone; how many are gone."""
    gone = 0
    for line in made.lines.select_related("case"):
        parts = Party.objects.filter(case=line.case).count() and Act.objects.filter(case=line.case).count()
        assert bool(parts) == (line.case.state != "destroyed") == (line.executed_at is None)
        gone += line.executed_at is not None
    return gone
