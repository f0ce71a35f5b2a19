"""A storage that is full, slow, mute or cut in the middle: a sentence, what was typed kept, nothing half done."""

import contextlib
import io
import os
import socket
import subprocess
import tempfile
import threading
import time
from datetime import timedelta

import boto3
import environ
import pikepdf
import pytest
from botocore.config import Config
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.urls import reverse
from django.utils import timezone

from config.vault_storage import vault_storage
from vault import evidence, previews, resumable, sharing, storage
from vault.enums import ScanState
from vault.models import Binder, Document, Evidence, Preview, UploadPart, Version

from .papers import objects_in, pdf_of, store

MB = 2**20


@pytest.fixture
def send(alice, types, sign_in):
    """``send(content)``: what the resident's page answers, ``(status, text)``."""
    client = sign_in(alice)

    def make(content):
        said = {"type": types["passport"].pk, "label": "Mon passeport", "file": SimpleUploadedFile("a.pdf", content)}
        answer = client.post(reverse("vault:upload"), said)
        return answer.status_code, answer.content.decode()

    make.client = client
    return make


def assert_refused_kindly(answer):
    status, text = answer
    assert status == 422
    assert "Rien n’est perdu : réessayez dans quelques minutes." in text
    assert 'value="Mon passeport"' in text
    assert not Document.objects.exists()


def rest_of_the_site(client):
    names = ("vault:documents", "vault:upload", "vault:readings", "workflows:space", "cases:procedures")
    return {client.get(reverse(name)).status_code for name in names}


@pytest.fixture
def small_disk(tmp_path):
    """A real disk of 6 MB."""
    if os.geteuid():
        pytest.skip("a small disk is mounted by root only")
    disk = tmp_path / "disk"
    disk.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "none", disk], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("this machine lets nobody mount a disk")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


def fill(disk, leaving):
    """Leave so many bytes free; give the file to remove."""
    free = os.statvfs(disk)
    passenger = disk / "passenger"
    passenger.write_bytes(b"x" * (free.f_bavail * free.f_frsize - leaving))
    return passenger


@pytest.mark.django_db
def test_a_full_disk_refuses_with_a_sentence_leaves_nothing_and_works_again(send, small_disk, settings):
    options = {**settings.STORAGES["vault"]["OPTIONS"], "location": str(small_disk / "objects")}
    settings.STORAGES = {**settings.STORAGES, "vault": {**settings.STORAGES["vault"], "OPTIONS": options}}
    assert send(pdf_of())[0] == 302
    before = objects_in(small_disk)
    passenger = fill(small_disk, MB)
    status, text = send(pdf_of(size=2 * MB))
    assert status == 422
    assert "Rien n’est perdu" in text
    assert 'value="Mon passeport"' in text
    passenger.unlink()
    assert objects_in(small_disk) == before, "half an object"
    assert rest_of_the_site(send.client) == {200}
    assert send(pdf_of(size=2 * MB))[0] == 302
    assert Document.objects.count() == 2


@pytest.mark.django_db
def test_a_piece_that_finds_no_room_is_sent_again_later(alice, send, small_disk, settings):
    options = {**settings.STORAGES["vault"]["OPTIONS"], "location": str(small_disk / "objects")}
    settings.STORAGES = {**settings.STORAGES, "vault": {**settings.STORAGES["vault"], "OPTIONS": options}}
    small_disk.joinpath("objects").mkdir()
    passenger, content = fill(small_disk, MB), pdf_of(size=2 * MB)
    upload = resumable.begin(sender=alice, file_name="a.pdf", size=len(content))
    said = {"data": content, "content_type": "application/offset+octet-stream", "headers": {"Upload-Offset": "0"}}
    address = reverse("vault:piece", args=[upload.public_id])
    answer = send.client.patch(address, **said)
    assert (answer.status_code, "Rien n’est perdu" in answer.content.decode()) == (503, True)
    passenger.unlink()
    assert objects_in(small_disk) == []
    assert send.client.head(address).headers["Upload-Offset"] == "0"
    assert send.client.patch(address, **said).status_code == 204
    assert send.client.head(address).headers["Upload-Offset"] == str(len(content))


@pytest.mark.django_db
def test_no_room_for_what_is_on_its_way_in_is_the_same_sentence(send, small_disk, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(small_disk))
    passenger = fill(small_disk, MB)
    assert_refused_kindly(send(pdf_of(size=2 * MB)))
    passenger.unlink()
    passenger = fill(small_disk, 4096)
    assert_refused_kindly(send(pdf_of(size=10_000)))  # its only block finds no room
    assert rest_of_the_site(send.client) == {200}
    passenger.unlink()
    assert send(pdf_of(size=2 * MB))[0] == 302


@pytest.mark.django_db
def test_no_room_for_the_cleaned_copy_is_not_said_to_be_the_files_fault(send, small_disk, monkeypatch):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_of(size=3 * MB // 2))) as made:
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        made.save(out)
    monkeypatch.setattr(tempfile, "tempdir", str(small_disk))
    passenger = fill(small_disk, 2 * MB)  # as sent it fits, twice it does not
    assert_refused_kindly(send(out.getvalue()))
    passenger.unlink()
    assert send(out.getvalue())[0] == 302


class Line(threading.Thread):
    """A line to a gateway: ``pause`` seconds before each 64 kB, cut after ``cut`` bytes, ``mute`` lets nothing back."""

    def __init__(self, target):
        super().__init__(daemon=True)
        self.target, self.pause, self.cut, self.mute, self.passed = target, 0, None, False, 0
        self.door = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.door.getsockname()[1]}"
        self.start()

    def run(self):
        while True:
            try:
                caller, _from = self.door.accept()
            except OSError:
                return
            there = socket.create_connection(self.target)
            for way in ((caller, there, True), (there, caller, False)):
                threading.Thread(target=self.carry, args=way, daemon=True).start()

    def carry(self, source, target, is_out):
        try:
            while data := source.recv(65536):
                time.sleep(self.pause)
                self.passed += len(data) if is_out else 0
                if self.cut is not None and self.passed > self.cut:
                    break
                if is_out or not self.mute:
                    target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self):
        self.door.shutdown(socket.SHUT_RDWR)
        self.door.close()


@pytest.fixture
def line(gateway, monkeypatch, settings, tmp_path):
    """The vault on a real S3 at the other end of a line that may be slow, cut or mute."""
    address, keys = gateway
    host, port = address.removeprefix("http://").split(":")
    line = Line((host, int(port)))
    said = {"aws_access_key_id": keys["access_key"], "aws_secret_access_key": keys["secret_key"]}
    s3 = boto3.resource("s3", endpoint_url=address, region_name="default", **said)
    line.bucket = s3.create_bucket(Bucket=f"panne-{os.getpid()}")
    environment = {
        "AWS_STORAGE_BUCKET_NAME": line.bucket.name,
        "AWS_S3_ENDPOINT_URL": line.address,
        "AWS_S3_REGION_NAME": "default",
        "AWS_ACCESS_KEY_ID": keys["access_key"],
        "AWS_SECRET_ACCESS_KEY": keys["secret_key"],
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    made = vault_storage("s3", tmp_path, environ.Env())
    patience = {"connect_timeout": 1, "read_timeout": 1, "retries": {"max_attempts": 2, "mode": "standard"}}
    made["OPTIONS"]["client_config"] = made["OPTIONS"]["client_config"].merge(Config(**patience))
    settings.STORAGES = {**settings.STORAGES, "vault": made}
    yield line
    line.close()
    line.bucket.objects.delete()
    line.bucket.delete()


def kept(line):
    return [item.key for item in line.bucket.objects.all()]


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 9])  # megabytes: in one piece, and in several
def test_a_storage_cut_in_mid_upload_keeps_what_was_typed_and_takes_it_later(send, line, size):
    content = pdf_of(size=size * MB)
    line.cut = line.passed + size * MB // 2
    assert_refused_kindly(send(content))
    assert rest_of_the_site(send.client) == {200}
    line.cut = None
    assert kept(line) == []
    storage.abandon_unfinished(timezone.now() - timedelta(days=1))
    begun = len(list(line.bucket.multipart_uploads.all()))  # what cannot be abandoned over a cut line is, the day after
    assert storage.abandon_unfinished(timezone.now() + timedelta(hours=1)) == begun
    assert list(line.bucket.multipart_uploads.all()) == []
    assert send(content)[0] == 302
    version = Version.objects.get()
    assert kept(line) == [version.object_name]
    assert b"".join(storage.read(version)) == content


@pytest.mark.django_db
def test_a_slow_storage_takes_longer_and_that_is_all(send, line):
    line.pause = 0.05
    content = pdf_of(size=MB)
    before = time.monotonic()
    assert send(content)[0] == 302
    assert time.monotonic() - before > 16 * 0.05
    assert b"".join(storage.read(Version.objects.get())) == content


@pytest.mark.django_db
def test_a_mute_storage_is_given_up_in_seconds(send, line):
    send(pdf_of())
    Version.objects.update(scan_state=ScanState.SAFE)
    version = Version.objects.get()
    line.mute = True
    before = time.monotonic()
    status, text = send(pdf_of(text=b"another"))
    assert (status, "Rien n’est perdu" in text) == (422, True)
    assert time.monotonic() - before < 12
    answer = send.client.get(reverse("vault:download", args=[version.public_id]))
    assert (answer.status_code, "Rien n’est perdu" in answer.content.decode()) == (409, True)
    assert rest_of_the_site(send.client) == {200}
    line.mute = False
    assert send.client.get(reverse("vault:download", args=[version.public_id])).status_code == 200


@pytest.fixture
def broken_commit(monkeypatch):
    """``broken_commit(model)``: the commit that keeps one more of it happens, and its answer is lost on the way."""

    def arm(model):
        commit, count = connection._commit, model.objects.count()

        def lost():
            commit()
            with connection.connection.transaction(force_rollback=True):
                found = connection.connection.execute(f'SELECT count(*) FROM "{model._meta.db_table}"').fetchone()[0]
            if found > count:
                monkeypatch.undo()
                raise OperationalError("server closed the connection unexpectedly")

        monkeypatch.setattr(connection, "_commit", lost)

    return arm


@pytest.mark.django_db(transaction=True)
def test_a_commit_whose_answer_is_lost_never_leaves_a_row_without_its_object(
    alice, types, vault_folder, monkeypatch, broken_commit
):
    version = store(alice, types, pdf_of(text=b"1")).last
    Version.objects.update(scan_state=ScanState.SAFE)
    version.refresh_from_db()
    binder, upload = Binder.objects.create(), resumable.begin(sender=alice, file_name="a.pdf", size=5)
    storage.write(SimpleUploadedFile("x", b"x").file, holder=binder, context=b"its key is made")
    sharing.share(document=version.document, actor=alice, binder=binder, purpose="Mon dossier")
    doings = [
        (Version, lambda: store(alice, types, pdf_of(text=b"2"))),
        (UploadPart, lambda: resumable.append(upload=upload, offset=0, source=SimpleUploadedFile("x", b"12345"))),
        (Evidence, lambda: evidence.freeze(version=version, binder=binder)),
        (Preview, lambda: previews.make(version.pk)),
    ]
    for model, do in doings:
        count = model.objects.count()
        broken_commit(model)
        with pytest.raises(OperationalError):
            do()
        connection.close()
        assert model.objects.count() == count + 1, model
    names = {name for model, _do in doings for name in model.objects.values_list("object_name", flat=True)}
    assert names <= set(storage.names())
    assert b"".join(storage.read(version)).startswith(b"%PDF")
