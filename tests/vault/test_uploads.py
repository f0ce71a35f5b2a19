"""Bad and hostile sendings, through the form: a clear sentence, what was typed kept, nothing else changed."""

import io
import tempfile
import threading

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.client import BOUNDARY, MULTIPART_CONTENT
from django.urls import reverse

from vault import actions, reception
from vault.models import Document, Version

from .papers import forget_peak, memory_peak, objects_in, pdf_of, store

MB = 2**20


@pytest.fixture
def client(alice, sign_in):
    return sign_in(alice)


def send(client, types, content, name="a.pdf", **said):
    said = {"type": types["passport"].pk, "label": "Mon passeport bleu", "issued_on": "2024-02-03", **said}
    return client.post(reverse("vault:upload"), {**said, "file": SimpleUploadedFile(name, content)})


def assert_refused(page, words):
    """A kind page that says why and keeps what was typed."""
    text = page.content.decode()
    assert page.status_code == 422
    assert words in text
    assert "Mon passeport bleu" in text
    assert "2024-02-03" in text
    assert not Document.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "vide"),
        (b"bonjour", "pas accepté"),
        (b"MZ" + b"\0" * 500, "programme"),
        (b"PK\x03\x04" + b"\0" * 60, "dossier compressé"),
        (b"\xff\xd8\xff\xe0" + b"x" * 500, "abîmé"),
        (b"%PDF-1.7\nbroken", "abîmé"),
        (pdf_of(encryption=pikepdf.Encryption(user="secret", owner="secret")), "mot de passe"),
    ],
    ids=["empty", "text", "program", "archive", "broken photo", "broken PDF", "password"],
)
def test_a_bad_file_is_refused_kindly(client, types, vault_folder, content, words):
    assert_refused(send(client, types, content), words)
    assert objects_in(vault_folder) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("dates", "words"),
    [({"issued_on": "2999-01-01"}, "dans le futur"), ({"expires_on": "2001-01-01"}, "Cette date est passée")],
)
def test_dates_that_cannot_be_are_refused_kindly(client, types, dates, words):
    page = send(client, types, pdf_of(), **dates)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not Document.objects.exists()


class Body:
    """A form's body made while it is read: fields, then ``size`` bytes of file; counts what was taken."""

    def __init__(self, types, size):
        self.head = b"".join(
            b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (BOUNDARY.encode(), name, value)
            for name, value in [
                (b"type", b"%d" % types["passport"].pk),
                (b"label", b"Mon passeport bleu"),
                (b"issued_on", b"2024-02-03"),
            ]
        )
        self.head += b'--%s\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n' % BOUNDARY.encode()
        self.head += b"Content-Type: application/pdf\r\n\r\n%PDF-1.7\n"
        self.tail = b"\r\n--%s--\r\n" % BOUNDARY.encode()
        self.length = len(self.head) + size + len(self.tail)
        self.available = self.length
        self.at = 0

    def read(self, size=-1):
        size = max(0, min(size if size >= 0 else self.available, self.available - self.at))
        start, self.at = self.at, self.at + size
        filling = self.length - len(self.tail)
        head = self.head[start : start + size]
        middle = b"\0" * (min(self.at, filling) - max(start, len(self.head)))
        return head + middle + self.tail[max(0, start - filling) : max(0, self.at - filling)]

    readline = read  # asked for, never called


def send_body(client, body):
    said = {"wsgi.input": body, "CONTENT_LENGTH": str(body.length), "CONTENT_TYPE": MULTIPART_CONTENT}
    return client.generic("POST", reverse("vault:upload"), **said)


@pytest.mark.django_db
def test_300_megabytes_are_refused_without_being_kept(client, types, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))  # any temporary file would fail
    client.get(reverse("vault:upload"))
    start = forget_peak()
    page = send_body(client, Body(types, 300 * MB))
    assert memory_peak() - start < 20 * MB
    assert_refused(page, "trop lourd")


@pytest.mark.django_db
@pytest.mark.parametrize("received", [0.5, 0.999])
def test_a_connection_lost_in_mid_upload_changes_nothing(client, types, vault_folder, received):
    body = Body(types, MB)
    body.available = int(body.length * received)
    page = send_body(client, body)
    assert page.status_code in (400, 422)
    assert not Document.objects.exists()
    assert objects_in(vault_folder) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\boot.ini.pdf", "boot.ini.pdf"),
        ("a\0b.pdf", "ab.pdf"),
        ("facture\u202efdp.exe", "facturefdp.pdf"),
        ('a"b\r\nSet-Cookie: x=1.pdf', 'a"bSet-Cookie: x=1.pdf'),
        ("é" * 300 + ".pdf", "é" * 116 + ".pdf"),
        ("...", "document.pdf"),
        ("", "document.pdf"),
        ("护照 — جواز.PDF", "护照 — جواز.pdf"),
    ],
)
def test_a_hostile_name_becomes_a_plain_one(name, kept):
    assert reception.clean_name(name, "application/pdf") == kept


@pytest.mark.django_db
@pytest.mark.parametrize("name", ['a"b\r\nX-Harm: 1.pdf', "../../x", "é" * 300, "a\0b\u202e.pdf", "护照.pdf"])
def test_a_hostile_name_harms_neither_page_nor_header(client, alice, types, clamd, name):
    upload = SimpleUploadedFile("x.pdf", pdf_of())
    upload._name = name
    document = actions.store(owner=alice, actor=alice, type=types["passport"], uploaded_file=upload)
    actions.examine(document.last.pk)
    answer = client.get(reverse("vault:download", args=[document.last.public_id]))
    header = answer["Content-Disposition"]
    assert answer.status_code == 200
    assert header.startswith("attachment; filename")
    assert not any(sign in header for sign in "\r\n\0\u202e")
    assert "X-Harm" not in answer
    assert len(header) < 2000
    assert client.get(reverse("vault:document", args=[document.public_id])).status_code == 200


@pytest.mark.django_db
def test_what_is_typed_is_never_markup(client, types):
    page = send(client, types, pdf_of(), label='<script>alert("1")</script>')
    page = client.get(page["Location"])
    assert b"<script>alert" not in page.content


@pytest.mark.django_db
def test_a_form_sent_twice_makes_one_document(client, types, vault_folder):
    content = pdf_of()
    assert send(client, types, content)["Location"] == send(client, types, content)["Location"]
    assert Document.objects.count() == 1
    assert len(objects_in(vault_folder)) == 1


@pytest.mark.django_db
def test_a_replacement_sent_twice_makes_one_version(client, alice, types):
    document = store(alice, types, pdf_of())
    content = pdf_of(text=b"new")
    for _time in range(2):
        new = {"file": SimpleUploadedFile("b.pdf", content)}
        assert client.post(reverse("vault:replace", args=[document.public_id]), new).status_code == 302
    assert document.versions.count() == 2


@pytest.mark.django_db
def test_a_file_served_says_nothing_to_guess_nor_to_keep(client, alice, types, clamd):
    version = store(alice, types, pdf_of()).last
    actions.examine(version.pk)
    answer = client.get(reverse("vault:download", args=[version.public_id]))
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Type"] == "application/pdf"
    assert int(answer["Content-Length"]) == len(b"".join(answer.streaming_content))


def together(*works):
    """Run each in a thread with a connection of its own; give what each raised or None."""
    errors, gate = [], threading.Barrier(len(works))

    def run(work):
        try:
            gate.wait(10)
            work()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


@pytest.mark.django_db(transaction=True)
def test_two_replacements_at_once_both_count_and_both_open(alice, types, vault_folder):
    document = store(alice, types, pdf_of())

    def replace(text):
        mine = Document.objects.select_related("owner", "type").get(pk=document.pk)
        upload = SimpleUploadedFile("b.pdf", pdf_of(text=text))
        actions.replace(document=mine, actor=alice, uploaded_file=upload)

    assert together(lambda: replace(b"one"), lambda: replace(b"two")) == []
    versions = list(Version.objects.select_related("document__owner").filter(document=document))
    assert [version.number for version in versions] == [3, 2, 1]
    found = [b"".join(actions.storage.read(version)) for version in versions]
    assert {b"one" in found[0], b"one" in found[1]} == {True, False}
    assert len(objects_in(vault_folder)) == 3


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_twice_at_once_makes_one_document(alice, types, vault_folder):
    content = pdf_of()
    assert together(lambda: store(alice, types, content), lambda: store(alice, types, content)) == []
    assert Document.objects.count() == 1
    assert len(objects_in(vault_folder)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_replacement_and_a_deletion_at_once_leave_no_content_behind(alice, types, vault_folder):
    document = store(alice, types, pdf_of())

    def replace():
        mine = Document.objects.select_related("owner", "type").get(pk=document.pk)
        upload = SimpleUploadedFile("b.pdf", pdf_of(text=b"new"))
        actions.replace(document=mine, actor=alice, uploaded_file=upload)

    errors = together(replace, lambda: actions.delete(document=document, actor=alice))
    assert [type(error) for error in errors] in ([], [Document.DoesNotExist])
    assert Document.objects.get().deleted_at
    assert objects_in(vault_folder) == []


def test_a_scratch_reads_back_what_was_written_anywhere():
    from vault.scratch import BLOCK, Scratch

    content = bytes(range(256)) * (BLOCK // 64)
    with Scratch() as scratch:
        for at in range(0, len(content), 1000):
            scratch.write(content[at : at + 1000])
        for at in (0, 1, BLOCK - 1, BLOCK, 2 * BLOCK + 7, len(content)):
            scratch.seek(at)
            assert scratch.read(BLOCK + 3) == content[at : at + BLOCK + 3]
        scratch.seek(0)
        assert io.BufferedReader(scratch).read() == content
