"""What is read of a message, however it is made."""

import base64
import random
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from journal.models import Entry
from letterbox import mime, plaintext
from letterbox.models import File, Mail
from tests.servers import infected_pdf
from tests.vault.test_scan import zipped

from .conftest import message, photo, receive, with_paper

pytestmark = pytest.mark.django_db


def only(alice):
    return Mail.objects.get(owner=alice)


def test_the_text_is_preferred_to_the_page_and_both_are_not_shown(alice):
    made = message(text="Bonjour Alice")
    made.add_alternative("<p>Bonjour <b>Alice</b></p>", subtype="html")
    receive(alice, made)
    assert only(alice).text() == "Bonjour Alice"


def test_a_page_becomes_words_whose_links_say_where_they_lead(alice):
    made = message()
    made.set_content(
        "<head><title>x</title><style>p{}</style></head><p>Votre&nbsp;colis</p><script>alert(1)</script>"
        '<a href="https://voleur.example/x">https://banque.example</a>'
        '<img src="https://pisteur.example/1.gif"><!-- caché > -->',
        subtype="html",
    )
    receive(alice, made)
    assert only(alice).text() == "Votre colis\nhttps://banque.example (https://voleur.example/x)"


def test_names_that_turn_the_direction_or_hide_an_address_are_made_plain(alice):
    shown = '"maire@mairie.example\u202e\u2066" <voleur@xn--e1afmkfd.example>'
    receive(alice, message(sender=shown, subject="a\u202eb"))
    mail = only(alice)
    assert (mail.sender_name, mail.sender_address) == ("maire@mairie.example", "voleur@xn--e1afmkfd.example")
    assert mail.subject == "ab"


@pytest.mark.parametrize("line", ["a@b.example, c@d.example", "<a@b.example> <c@d.example>", "", "nobody"])
def test_a_message_of_nobody_or_of_several_is_refused(alice, line):
    assert receive(alice, f"From: {line}\r\n\r\nx".encode()).startswith("554 5.6.0")
    assert not Mail.objects.exists()


def test_two_from_headers_are_refused(alice):
    assert receive(alice, b"From: a@b.example\r\nFrom: c@d.example\r\n\r\nx").startswith("554 5.6.0")


RFC2231 = "Content-Type: application/pdf; name*0*=utf-8''re%C3%A7u; name*1*=%20d%C3%A9cembre.pdf\r\n"
PLAIN_8BIT = 'Content-Type: application/pdf; name="reçu décembre.pdf"\r\n'
ENCODED = 'Content-Type: application/pdf; name="=?utf-8?q?re=C3=A7u_d=C3=A9cembre=2Epdf?="\r\n'


@pytest.mark.parametrize("header", [RFC2231, PLAIN_8BIT, ENCODED])
def test_names_of_files_are_read_however_they_are_written(alice, pdf, header):
    body = base64.encodebytes(pdf).decode()
    receive(alice, f"From: a@b.example\r\n{header}Content-Transfer-Encoding: base64\r\n\r\n{body}".encode())
    assert only(alice).files.get().file_name == "reçu décembre.pdf"


def test_what_is_in_a_message_within_a_message_is_taken_too(alice, pdf):
    inner = with_paper(pdf, subject="Le vrai", text="Dedans")
    outer = message(subject="Fwd", text="Voici")
    outer.add_attachment(inner)
    receive(alice, outer)
    mail = only(alice)
    assert [file.file_name for file in mail.files.all()] == ["quittance.pdf"]
    assert "Voici" in mail.text()
    assert "Le vrai" in mail.text()
    assert "Dedans" in mail.text()


@pytest.mark.parametrize(
    ("name", "content", "kind", "words"),
    [
        ("winmail.dat", b"\x78\x9f\x3e\x22rest", "application/ms-tnef", "Outlook"),
        ("a.zip", zipped(b"x" * 500), "application/octet-stream", "un par un"),
        ("x.exe", b"MZ\x90\x00" + b"\0" * 200, "application/octet-stream", "programme"),
        ("vide.pdf", b"", "application/pdf", "vide"),
        ("texte.txt", b"bonjour", "text/plain", "PDF ou une photo"),
        ("casse.pdf", b"%PDF-1.7 broken", "application/pdf", "abîmé"),
    ],
)
def test_each_file_that_is_not_taken_is_told_with_what_to_do(alice, pdf, name, content, kind, words):
    made = with_paper(pdf)
    made.add_attachment(content, maintype=kind.split("/")[0], subtype=kind.split("/")[1], filename=name) if kind != (
        "text/plain"
    ) else made.add_attachment(content.decode(), filename=name)
    receive(alice, made)
    good, bad = only(alice).files.all()
    assert good.object_name
    assert (bad.file_name, bad.object_name) == (name, None)
    assert words in str(bad.reason)


def test_twenty_files_are_taken_and_the_others_told(alice):
    made = message()
    for number in range(22):
        made.add_attachment(photo(), maintype="image", subtype="jpeg", filename=f"{number}.jpg")
    receive(alice, made)
    files = list(only(alice).files.all())
    assert [bool(file.object_name) for file in files] == [True] * 20 + [False] * 2
    assert files[-1].refusal == "many"


def test_attachments_that_take_too_long_together_are_told_and_the_words_arrive(alice, monkeypatch):
    from letterbox import arriving

    monkeypatch.setattr(arriving, "SECONDS", 0.000_001)
    made = message(text="Bonjour Alice")
    for number in range(3):
        made.add_attachment(photo(), maintype="image", subtype="jpeg", filename=f"{number}.jpg")
    made.add_attachment(b"x", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    assert receive(alice, made).startswith("250")
    files = list(only(alice).files.all())
    assert [file.refusal for file in files] == ["", "long", "long", "winmail"]
    assert "un autre message" in str(files[1].reason)
    assert only(alice).text() == "Bonjour Alice"


def test_pictures_within_the_text_are_taken_apart(alice):
    made = message()
    made.add_alternative('<img src="cid:x">', subtype="html")
    made.get_payload()[1].add_related(photo(), "image", "jpeg", cid="<x>", filename="logo.jpg", disposition="inline")
    receive(alice, made)
    assert [file.is_inline for file in only(alice).files.all()] == [True]


def nested(levels):
    lines = ["From: a@b.example"]
    for level in range(levels):
        lines += [f"Content-Type: multipart/mixed; boundary=b{level}", "", f"--b{level}"]
    return "\r\n".join([*lines, "", "x"]).encode()


def bomb(parts):
    return b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * parts


@pytest.mark.parametrize(
    "made",
    [
        nested(500),
        bomb(5000),
        b"From: a@b.example\r\nX: " + b"x" * 400_000 + b"\r\n\r\n",
        b"From: a@b.example\r\n" + b"X: y\r\n" * 60_000,
    ],
    ids=["nested", "parts", "long header", "many headers"],
)
def test_what_no_person_writes_is_refused_at_little_cost(alice, made):
    before = time.monotonic()
    assert receive(alice, made).startswith("554 5.6.0")
    assert time.monotonic() - before < 2


COSTLY = {
    "<": "<" * 300_000,
    "<a": "<a " * 100_000,
    "<!--": "<!--" * 100_000,
    "&": "&" * 300_000,
    "script": "<script>" * 50_000,
    "<!": "<!" * 150_000,
    "blanks": " " * 300_000 + "x",
    "all blanks": " \t\xa0" * 100_000 + "x",
    "blanks of a page": "<b> " * 100_000 + "x",
    "blanks and lines": "<br> " * 80_000 + "x",
    "digits": "&#" + "9" * 300_000,
}


@pytest.mark.parametrize("read", [plaintext.from_html, plaintext.lines])
@pytest.mark.parametrize("words", COSTLY.values(), ids=COSTLY)
def test_words_made_to_cost_time_cost_little(words, read):
    before = time.monotonic()
    read(words)
    assert time.monotonic() - before < 5  # what costs its square would take minutes


def test_a_message_of_many_long_texts_is_read_so_far_and_says_that_it_is_cut(alice):
    part = b"--b\r\nContent-Type: text/html\r\n\r\n" + b"x" * 76 * 5000 + b"\r\n"
    made = b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + part * 50
    before = time.process_time()
    assert receive(alice, made).startswith("250")
    assert time.process_time() - before < 10
    assert only(alice).is_cut


def test_texts_are_read_together_up_to_a_bound(alice, monkeypatch):
    from letterbox import arriving

    monkeypatch.setattr(arriving, "TEXTS_BYTES", 10)
    part = b"--b\r\n\r\n%s\r\n"
    head = b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    receive(alice, head + part % b"Bonjour" + part % b"Alice" + part % b"Martin")
    assert (only(alice).text(), only(alice).is_cut) == ("Bonjour\n\nAli", True)


def test_a_number_no_character_has_is_no_fault(alice):
    body = b"From: a@b.example\r\nContent-Type: text/html\r\n\r\nBonjour &#" + b"9" * 5000 + b"; &eacute;"
    assert receive(alice, body).startswith("250")
    assert only(alice).text() == "Bonjour \ufffd é"


@pytest.mark.parametrize("charset", ["idna", "-idna", "punycode", "unicode escape"])
def test_a_codec_that_is_no_charset_is_not_used_however_it_is_written(charset):
    assert plaintext.charset_text(rb"xn--e1afmkfd\u00e9", charset) == r"xn--e1afmkfd\u00e9"


def test_a_charset_that_lies_or_does_not_exist_loses_no_word(alice):
    head = b"From: a@b.example\r\nSubject: =?nope?q?Bonjour?=\r\nContent-Type: text/plain; charset=%s\r\n\r\n"
    receive(alice, head % b"us-ascii" + "Reçu à Paris".encode())
    assert only(alice).text() == "Reçu à Paris"
    assert only(alice).subject == "Bonjour"


class Kept:
    """A visitor that keeps everything."""

    def __init__(self):
        self.parts = []

    def head(self, head):
        self.top = head

    def inner(self, head):
        pass

    def begin(self, part):
        import io

        self.parts.append((part, io.BytesIO()))
        return self.parts[-1][1]

    def end(self):
        pass


def read(data):
    from vault.scratch import Scratch

    spool, kept = Scratch(), Kept()
    spool.write(data)
    mime.Reader(kept).read(spool)
    return kept


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "8bit"])
def test_what_is_decoded_is_what_was_sent_to_the_byte(encoding):
    import quopri

    chance = random.Random(encoding)
    content = (
        bytes(chance.randrange(256) for _ in range(70_000)) if encoding == "base64" else "é=\t x\r\n".encode() * 9000
    )
    coded = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring, "8bit": bytes}[encoding](content)
    head = "From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
    head += f"Content-Transfer-Encoding: {encoding}\r\n\r\n"
    got = read(head.encode() + coded + b"\r\n--b--\r\n").parts[0][1].getvalue()
    assert (
        got == content
        if encoding != "quoted-printable"
        else got.replace(b"\r\n", b"\n") == content.replace(b"\r\n", b"\n")
    )


def corpus(pdf):
    made = with_paper(pdf, text="Bonjour à tous")
    made.add_attachment(photo(), maintype="image", subtype="jpeg", filename="été.jpg")
    outer = message(subject="Fwd: é")
    outer.add_attachment(with_paper(b"PK\x03\x04xx", name="a.zip", kind="application/zip"))
    page = message()
    page.add_alternative("<p>x<a href='https://a.example'>y</a>", subtype="html")
    return [bytes(made), bytes(outer), bytes(page), nested(10), bomb(50)]


SCRAPS = [b"\0", b"\r\n", b"\r\n\r\n", b"--", b"=?", b"?=", b"\xff\xfe", b"boundary=", b";", b'"', b"=\r\n", b"\t"]
SCRAPS += [
    b"Content-Type: ",
    b"message/rfc822",
    b"*0*=",
    b"%ff",
    b"=?utf-7?b?",
    b"charset=idna",
    b"base64",
    b"x" * 2000,
]


def mutated(chance, data):
    data = bytearray(data)
    for _ in range(chance.randrange(1, 12)):
        at = chance.randrange(len(data) + 1)
        kind = chance.randrange(4)
        if kind == 0:
            data[at : at + chance.randrange(1, 200)] = b""
        elif kind == 1:
            data[at:at] = chance.choice(SCRAPS)
        elif kind == 2:
            data[at:at] = data[: chance.randrange(len(data) + 1)][-400:]
        elif data:
            data[min(at, len(data) - 1)] = chance.randrange(256)
    return bytes(data)


def test_two_hundred_hostile_messages_are_taken_or_refused_and_never_a_fault(alice, pdf, monkeypatch):
    from letterbox import limits

    monkeypatch.setattr(limits, "PER_RECIPIENT", limits.Limit(1000, limits.HOUR))
    chance = random.Random(54)
    seeds = corpus(pdf)
    replies = [receive(alice, mutated(chance, chance.choice(seeds)))[:3] for _ in range(200)]
    assert set(replies) <= {"250", "554", "550"}
    assert replies.count("250") > 60
    for mail in Mail.objects.prefetch_related("files"):
        assert "\0" not in mail.text() + mail.subject + mail.sender
        assert all(file.object_name or file.reason for file in mail.files.all())


def test_a_virus_is_found_before_anything_can_be_opened(clamd, alice, vault_folder, django_capture_on_commit_callbacks):
    from letterbox import actions, tasks
    from vault.errors import Erased, NotYetSafe

    receive(alice, with_paper(infected_pdf()))
    file = only(alice).files.get()
    with pytest.raises(NotYetSafe):
        actions.read_file(file=file, reader=alice)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.scan_file(file_id=file.pk)
    file.refresh_from_db()
    assert (file.scan_state, file.object_name) == ("refused", None)
    with pytest.raises(Erased):
        actions.read_file(file=file, reader=alice)


def test_without_the_antivirus_an_attachment_waits_and_is_asked_for_again(alice, pdf, settings, clamd_socket):
    from letterbox import tasks

    receive(alice, with_paper(pdf))
    file = only(alice).files.get()
    tasks.scan_file(file_id=file.pk)
    file.refresh_from_db()
    assert file.scan_state == "unavailable"
    settings.CLAMD_URL = clamd_socket
    File.objects.update(scan_due_at=timezone.now())
    tasks.rescan(timestamp=0)
    file.refresh_from_db()
    assert file.is_safe


def waiting(user, pdf, count):
    """Attachments that arrived ten minutes ago and wait for the antivirus."""
    for number in range(count):
        receive(user, with_paper(pdf, subject=str(number)))
    Mail.objects.update(received_at=timezone.now() - timedelta(minutes=10))
    return list(File.objects.order_by("pk"))


def test_a_damaged_attachment_is_told_once_and_steps_back(alice, pdf, clamd, vault_folder, caplog):
    from letterbox import tasks

    [file] = waiting(alice, pdf, 1)
    (vault_folder / file.object_name).unlink()
    for _minute in range(3):
        File.objects.update(scan_due_at=timezone.now())
        tasks.rescan(timestamp=0)
    assert Entry.objects.filter(verb="mail.unreadable").count() == 1
    assert sum("cannot be opened" in line.message for line in caplog.records) == 1
    file.refresh_from_db()
    assert timedelta(minutes=9) < file.scan_due_at - timezone.now() <= timedelta(minutes=15)


def test_attachments_that_cannot_be_examined_never_keep_the_others_waiting(alice, pdf, clamd, vault_folder):
    from letterbox import queries, tasks

    *broken, good = waiting(alice, pdf, 3)
    for file in broken:
        (vault_folder / file.object_name).write_bytes(b"altered")
    assert queries.files_to_scan(limit=2) == [file.pk for file in broken]
    tasks.rescan(timestamp=0)
    good.refresh_from_db()
    assert good.is_safe
    assert queries.files_to_scan() == []


def test_a_storage_that_is_away_makes_an_attachment_step_back_without_a_word(alice, pdf, clamd, monkeypatch):
    from letterbox import queries, tasks
    from vault.errors import StorageUnavailable

    def away(file):
        raise StorageUnavailable

    waiting(alice, pdf, 1)
    monkeypatch.setattr(File, "chunks", away)
    tasks.rescan(timestamp=0)
    assert queries.files_to_scan() == []
    assert not Entry.objects.filter(verb="mail.unreadable").exists()


def test_nothing_is_asked_while_the_antivirus_is_away(alice, pdf, settings, monkeypatch):
    from letterbox import scanning, tasks

    waiting(alice, pdf, 1)
    settings.CLAMD_URL = "unix:///nowhere/clamd.ctl"
    monkeypatch.setattr(scanning, "examine", lambda file_id: pytest.fail("asked"))
    tasks.rescan(timestamp=0)
