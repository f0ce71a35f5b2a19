"""A cut connection costs nothing: what came is kept, and the sender goes on from there."""

import base64
import io
import os
import socket
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from vault import actions, resumable, storage
from vault.models import Document, Upload, UploadPart

from .papers import forget_peak, memory_peak, objects_in, pdf_of

BEGIN = "vault:begin_upload"
MB = 2**20


def begin(client, size, name="scan.pdf"):
    metadata = f"filename {base64.b64encode(name.encode()).decode()}"
    return client.post(reverse(BEGIN), headers={"Upload-Length": str(size), "Upload-Metadata": metadata})


def send(client, address, offset, data):
    kind = "application/offset+octet-stream"
    return client.patch(address, data, content_type=kind, headers={"Upload-Offset": str(offset)})


def identifier(address):
    return address.rstrip("/").rsplit("/", 1)[-1]


@pytest.fixture
def space(alice, sign_in):
    return sign_in(alice)


def test_a_file_sent_in_pieces_is_put_away_like_any_other(space, types):
    content = pdf_of(text=b"piece by piece", size=9 * MB)
    address = begin(space, len(content))["Location"]
    half = len(content) // 2
    assert send(space, address, 0, content[:half])["Upload-Offset"] == str(half)
    assert space.head(address)["Upload-Offset"] == str(half)
    assert send(space, address, half, content[half:]).status_code == 204
    said = {"type": types["passport"].pk, "sent": identifier(address)}
    assert space.post(reverse("vault:upload"), said).status_code == 302
    document = Document.objects.get()
    assert document.last.file_name == "scan.pdf"
    assert b"".join(storage.read(document.last)) == content
    assert not Upload.objects.exists()


def test_the_pieces_go_once_it_is_put_away(space, types, vault_folder, django_capture_on_commit_callbacks):
    content = pdf_of()
    address = begin(space, len(content))["Location"]
    send(space, address, 0, content)
    with django_capture_on_commit_callbacks(execute=True):
        space.post(reverse("vault:upload"), {"type": types["passport"].pk, "sent": identifier(address)})
    assert len(objects_in(vault_folder)) == 1


def test_a_mistake_in_the_form_keeps_the_file(space, types):
    content = pdf_of()
    address = begin(space, len(content), "passeport.pdf")["Location"]
    send(space, address, 0, content)
    said = {"type": "", "sent": identifier(address)}
    answer = space.post(reverse("vault:upload"), said)
    assert answer.status_code == 422
    assert "passeport.pdf" in answer.content.decode()
    assert said["sent"] in answer.content.decode()
    assert space.post(reverse("vault:upload"), {**said, "type": types["passport"].pk}).status_code == 302


def test_a_refused_file_is_refused_however_it_came(space, types):
    address = begin(space, 20, "a.pdf")["Location"]
    send(space, address, 0, b"MZ" + b"x" * 18)
    answer = space.post(reverse("vault:upload"), {"type": types["passport"].pk, "sent": identifier(address)})
    assert answer.status_code == 422
    assert not Document.objects.exists()


def test_a_piece_from_elsewhere_is_refused_with_the_right_place(space):
    address = begin(space, 200_000)["Location"]
    send(space, address, 0, b"x" * 70_000)
    answer = send(space, address, 80_000, b"y" * 70_000)
    assert (answer.status_code, answer["Upload-Offset"]) == (409, "70000")


def test_a_file_in_tiny_pieces_is_refused_and_said_why(space):
    """Two hundred million rows and objects for one file would stop the house."""
    address = begin(space, 200_000)["Location"]
    answer = send(space, address, 0, b"x")
    assert (answer.status_code, answer["Upload-Offset"]) == (400, "0")
    assert "64 Ko" in answer.content.decode()
    assert not UploadPart.objects.exists()
    assert send(space, address, 0, b"x" * 199_999).status_code == 204
    assert send(space, address, 199_999, b"x")["Upload-Offset"] == "200000", "the last piece may be small"


def test_a_tiny_end_of_a_cut_piece_is_sent_again(alice):
    upload = resumable.begin(sender=alice, file_name="a.pdf", size=10 * MB)
    for _cut in range(3):
        assert resumable.append(upload=upload, offset=0, source=io.BytesIO(b"x" * 1000), announced=MB) == 0
    assert not upload.parts.exists()


def test_files_that_have_come_whole_count_too(space, alice):
    for _file in range(resumable.OPEN):
        Upload.objects.create(sender=alice, file_name="a.pdf", size=1, received=1)
    answer = begin(space, 100)
    assert answer.status_code == 413
    assert "attendent" in answer.content.decode()


def test_a_picture_too_heavy_is_refused_at_its_first_bytes(space, vault_folder):
    address = begin(space, 60 * MB, "photo.jpg")["Location"]
    answer = send(space, address, 0, b"\xff\xd8\xff" + b"x" * 100_000)
    assert answer.status_code == 413
    assert "50 Mo" in answer.content.decode()
    assert space.head(address).status_code == 404
    assert objects_in(vault_folder) == []


def test_more_than_announced_is_not_kept(space):
    address = begin(space, 5)["Location"]
    assert send(space, address, 0, b"x" * 50)["Upload-Offset"] == "5"


@pytest.mark.parametrize("length", ["", "-1", "x", "9" * 30])
def test_a_length_that_is_none_is_refused(space, length):
    assert space.post(reverse(BEGIN), headers={"Upload-Length": length}).status_code == 400


def test_a_file_too_large_is_refused_before_it_is_sent(space):
    answer = begin(space, settings.VAULT_MAX_BYTES + 1)
    assert answer.status_code == 413
    assert "trop lourd" in answer.content.decode()


def test_an_unfinished_upload_is_no_file_nor_is_somebody_else_s(space, outsider, types):
    address = begin(space, 100)["Location"]
    other = resumable.begin(sender=outsider, file_name="a.pdf", size=3)
    resumable.append(upload=other, offset=0, source=io.BytesIO(b"abc"))
    for public_id in (identifier(address), str(other.public_id)):
        said = {"type": types["passport"].pk, "sent": public_id}
        assert space.post(reverse("vault:upload"), said).status_code == 422


def test_no_byte_of_it_lies_in_clear(space, vault_folder):
    canary = b"canary" * 1000
    address = begin(space, len(canary))["Location"]
    send(space, address, 0, canary)
    assert not any(b"canarycanary" in path.read_bytes() for path in objects_in(vault_folder))


def test_giving_up_leaves_nothing(space, vault_folder, django_capture_on_commit_callbacks):
    address = begin(space, 100)["Location"]
    send(space, address, 0, b"x" * 100)
    with django_capture_on_commit_callbacks(execute=True):
        assert space.delete(address).status_code == 204
    assert objects_in(vault_folder) == []
    assert space.head(address).status_code == 404


def test_what_nobody_finished_is_collected_after_a_day(space, vault_folder, django_capture_on_commit_callbacks):
    address = begin(space, 200_000)["Location"]
    send(space, address, 0, b"x" * 100_000)
    actions.collect_orphans(timezone.now() + timedelta(hours=1))
    assert len(objects_in(vault_folder)) == 1, "a piece that is needed is no orphan"
    Upload.objects.update(changed_at=timezone.now() - timedelta(days=2))
    with django_capture_on_commit_callbacks(execute=True):
        assert resumable.collect() == 1
    assert objects_in(vault_folder) == []


def test_ten_at_once_and_the_one_left_alone_makes_room(space):
    first = begin(space, 100)["Location"]
    for _time in range(10):
        last = begin(space, 100)["Location"]
    assert Upload.objects.count() == 10
    assert (space.head(first).status_code, space.head(last).status_code) == (404, 200)


def test_a_storage_that_does_not_answer_says_so_and_keeps_the_place(space, monkeypatch):
    address = begin(space, 100)["Location"]

    class Down:
        def save(self, *args):
            raise OSError("no route")

    with monkeypatch.context() as patch:
        patch.setattr(storage, "objects", Down)
        assert send(space, address, 0, b"x" * 100).status_code == 503
    assert not UploadPart.objects.exists()
    assert send(space, address, 0, b"x" * 100)["Upload-Offset"] == "100"


@pytest.mark.django_db(transaction=True)
def test_a_line_cut_in_the_middle_goes_on_where_it_stopped(live_server, space, alice):
    """A real socket, closed in the middle of a piece."""
    content = os.urandom(5 * MB)
    address = begin(space, len(content))["Location"]
    host, port = live_server.url.removeprefix("http://").split(":")
    token = "a" * 32
    session = space.cookies[settings.SESSION_COOKIE_NAME].value
    lines = [
        f"PATCH {address} HTTP/1.1",
        f"Host: {host}:{port}",
        f"Cookie: {settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={token}",
        f"X-CSRFToken: {token}",
        "Upload-Offset: 0",
        "Content-Type: application/offset+octet-stream",
        f"Content-Length: {len(content)}",
    ]
    with socket.create_connection((host, int(port))) as line:
        line.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + content[: 4 * MB + 100_000])
    deadline = time.monotonic() + 10
    while Upload.objects.get().received <= 4 * MB and time.monotonic() < deadline:
        time.sleep(0.05)
    kept = Upload.objects.get().received
    assert kept == 4 * MB + 100_000
    assert send(space, address, kept, content[kept:])["Upload-Offset"] == str(len(content))
    assert resumable.finished(alice, identifier(address)).read() == content


def test_memory_does_not_grow_with_the_file(alice):
    class Endless:
        def read(self, size):
            return b"x" * size

    def pass_through(size):
        upload = resumable.begin(sender=alice, file_name="a.pdf", size=size)
        before = forget_peak()
        resumable.append(upload=upload, offset=0, source=Endless())
        arrived = resumable.finished(alice, upload.public_id)
        assert sum(len(chunk) for chunk in iter(lambda: arrived.read(MB), b"")) == size
        resumable.discard(upload)
        return memory_peak() - before

    pass_through(8 * MB)
    assert pass_through(100 * MB) - pass_through(10 * MB) < 8 * MB
