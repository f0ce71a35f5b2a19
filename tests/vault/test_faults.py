"""Killed, cut, refused at random: what is in the vault is whole, what is not is gone within a day."""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from vault import actions, queries, resumable, storage
from vault.models import Document, Upload, UploadPart, Version

UPLOADS = 200
WORKERS = 4
# A sender of its own process: it says which papers it was told are stored. Whoever kills it does so anywhere.
SENDER = """
import hashlib, io, json, os, random, sys
import django
django.setup()
from django.core.files.base import ContentFile
from django.core.exceptions import ValidationError
from accounts.models import User
from vault import actions, resumable, storage
from vault.errors import StorageUnavailable
from vault.models import DocumentType, Upload
from tests.vault.papers import pdf_of
said = json.loads(sys.argv[1])
chance = random.Random(said["seed"])
owner, kind = User.objects.get(username="alice"), DocumentType.objects.get(code="passport")

class Cut:
    def __init__(self, data, left): self.file, self.left = io.BytesIO(data), left
    def read(self, size):
        if self.left <= 0: raise OSError("the line is cut")
        self.left -= size
        return self.file.read(size)

save = storage.objects().__class__.save
def failing(self, *args, **kwargs):
    if chance.random() < 0.1: raise OSError("the disk is full")
    return save(self, *args, **kwargs)
storage.objects().__class__.save = failing
print("ready", flush=True)
for line in sys.stdin:
    number = int(line)
    data = pdf_of(text=b"paper %d " % number, size=chance.randrange(1000, 60000))
    print(json.dumps(["start", number]), flush=True)
    for attempt in range(30):
        try:
            if number % 2:
                file = ContentFile(data, name=f"{number}.pdf")
            else:
                upload = resumable.begin(sender=owner, file_name=f"{number}.pdf", size=len(data))
                while upload.received < upload.size:
                    rest = data[upload.received:]
                    line = Cut(rest, chance.randrange(1, 400000))
                    resumable.append(upload=upload, offset=upload.received, source=line)
                file = resumable.finished(owner, upload.public_id)
            document = actions.store(owner=owner, actor=owner, type=kind, uploaded_file=file, label=f"paper {number}")
            if number % 2 == 0: resumable.discard(upload)
            print(json.dumps(["stored", number, str(document.public_id), hashlib.sha256(data).hexdigest()]), flush=True)
            break
        except (ValidationError, StorageUnavailable, resumable.WrongOffset, Upload.DoesNotExist):
            continue
    else:
        print(json.dumps(["failed", number]), flush=True)
"""


class Sender:
    """One process that sends, started again when it is killed."""

    def __init__(self, environment):
        self.environment, self.seed, self.process = environment, 0, None

    def start(self):
        self.seed += 1
        said = json.dumps({"seed": self.seed * 1000 + id(self) % 997})
        self.process = subprocess.Popen(
            [sys.executable, "-c", SENDER, said],
            cwd=settings.BASE_DIR,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout.readline() == "ready\n"

    def give(self, number):
        self.process.stdin.write(f"{number}\n")
        self.process.stdin.flush()

    def hear(self):
        line = self.process.stdout.readline()
        return json.loads(line) if line else None

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        rest = [json.loads(line) for line in self.process.stdout.read().splitlines()]
        self.process.wait()
        return rest


@pytest.fixture
def environment(settings, tmp_path, vault_folder):
    """The settings of the tests, this database, this folder."""
    database = connection.settings_dict
    place = tmp_path / "faulty_settings.py"
    place.write_text(
        "from config.settings.test import *\n"
        f"DATABASES['default']['NAME'] = {database['NAME']!r}\n"
        f"STORAGES['vault']['OPTIONS']['location'] = {str(vault_folder)!r}\n"
        f"VAULT_MASTER_KEY_FILE = {settings.VAULT_MASTER_KEY_FILE!r}\n"
        "CLAMD_URL = ''\n"
    )
    path = os.pathsep.join([str(tmp_path), str(settings.BASE_DIR)])
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "faulty_settings", "PYTHONPATH": path}


@pytest.mark.django_db(transaction=True)
def test_two_hundred_uploads_killed_and_cut_leave_a_whole_vault(alice, types, environment):
    chance = random.Random(19)
    stored, kills = {}, 0
    senders = [Sender(environment) for _worker in range(WORKERS)]
    for sender in senders:
        sender.start()

    def note(told):
        if told and told[0] == "stored":
            stored[told[1]] = told[2:]

    numbers = iter(range(UPLOADS))
    running = True
    while running:
        given = []
        for sender in senders:
            number = next(numbers, None)
            if number is None:
                running = False
                break
            sender.give(number)
            given.append(sender)
        for sender in given:
            note(sender.hear())  # it has begun
        for sender in given:
            if chance.random() < 0.12:
                time.sleep(chance.random() * 0.06)
                for told in sender.kill():
                    note(told)
                kills += 1
                sender.start()
            else:
                note(sender.hear())
    for sender in senders:
        sender.process.stdin.close()
        sender.process.wait()
        sender.process.stdout.close()

    assert kills > 8, "the test must kill"
    assert len(stored) > UPLOADS * 0.75
    check_whole(stored)


def check_whole(stored):
    """Rows, objects and checksums agree; what is left over goes with the nightly tasks."""
    versions = {str(v.document.public_id): v for v in Version.objects.select_related("document__owner")}
    for number, (public_id, digest) in stored.items():
        content = b"".join(storage.read(versions[public_id]))
        assert hashlib.sha256(content).hexdigest() == digest, f"paper {number}"
    for version in versions.values():  # those stored whose sender died before it was told, too
        assert sum(len(chunk) for chunk in storage.read(version)) == version.size
    labels = Counter(Document.objects.values_list("label", flat=True))
    assert max(labels.values()) == 1, "a paper is there twice"
    names = set(storage.names())
    needed = set(Version.objects.values_list("object_name", flat=True))
    needed |= set(UploadPart.objects.values_list("object_name", flat=True))
    assert needed <= names, "a row without its object"

    Upload.objects.update(changed_at=timezone.now() - timedelta(days=2))
    resumable.collect()
    actions.collect_orphans(timezone.now() + timedelta(hours=1))
    assert set(storage.names()) == set(Version.objects.values_list("object_name", flat=True))
    assert not queries.deleted_with_content()


@pytest.mark.django_db
def test_a_full_disk_refuses_with_a_sentence_and_leaves_nothing(alice, types, monkeypatch, vault_folder):
    from .papers import objects_in, pdf_of, store

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(storage.objects().__class__, "save", full)
        with pytest.raises(actions.ValidationError, match="Rien n’est perdu"):
            store(alice, types, pdf_of())
    assert not Document.objects.exists()
    assert objects_in(vault_folder) == []
    assert store(alice, types, pdf_of()).last


@pytest.mark.django_db
def test_an_outage_is_never_taken_for_damage(alice, types, monkeypatch, sign_in):
    from django.urls import reverse

    from journal.models import Entry
    from vault.enums import ScanState

    from .papers import pdf_of, store

    version = store(alice, types, pdf_of()).last
    version.scan_state = ScanState.SAFE
    version.save()

    def away(*args, **kwargs):
        raise PermissionError("the mount is gone")

    with monkeypatch.context() as patch:
        patch.setattr(storage.objects().__class__, "open", away)
        answer = sign_in(alice).get(reverse("vault:download", args=[version.public_id]))
    assert answer.status_code == 409
    assert "réessayez dans quelques minutes" in answer.content.decode()
    assert not Entry.objects.filter(verb="document.unreadable").exists()
