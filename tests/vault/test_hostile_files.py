"""Files made to harm, to hide or to break: each is refused with a sentence that helps, or cleaned."""

import io
import random
import zipfile
from pathlib import Path

import pikepdf
import PIL.Image
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.security.test_hostile_text import HOSTILE
from tests.servers import EICAR, infected_pdf
from vault import actions, reception, storage
from vault.enums import ScanState
from vault.errors import RefusedFile
from vault.models import Document, DocumentType

from .papers import pdf_of, store


def zipped(name, content):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def word():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")
        archive.writestr("word/vbaProject.bin", b"macro")
    return out.getvalue()


def jpeg(size=(40, 40)):
    out = io.BytesIO()
    PIL.Image.new("RGB", size, "teal").save(out, "JPEG")
    return out.getvalue()


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
MAIL = b"Return-Path: <a@b.example>\r\nReceived: from x by y; Mon, 1 Jan 2024 00:00:00 +0000\r\nFrom: a@b\r\n\r\nhi"
REFUSED = {
    "antivirus test": (EICAR, "type"),
    "antivirus test zipped": (zipped("eicar.com", EICAR), "archive"),
    "word with macros": (word(), "office"),
    "old word": (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "office"),
    "svg with a script": (SVG, "type"),
    "html": (b"<!doctype html><script>alert(1)</script>", "type"),
    "mail": (MAIL, "mail"),
    "program": (Path("/bin/true").read_bytes(), "program"),
    "gzip": (b"\x1f\x8b\x08" + b"\0" * 60, "archive"),
    "gif": (b"GIF89a" + b"\0" * 60, "type"),
    "text named pdf": (b"only words", "type"),
    "php in a picture header": (b"\xff\xd8\xff<?php echo 1;", "corrupted"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_each_kind_is_refused_for_its_own_reason(alice, types, name):
    content, code = REFUSED[name]
    with pytest.raises(RefusedFile) as refusal:
        store(alice, types, content, name="papier.pdf")
    assert refusal.value.code == code or refusal.value.error_list[0].code == code
    assert not Document.objects.exists()


def kept(alice, types, content):
    return b"".join(storage.read(store(alice, types, content).last))


def test_what_hides_behind_a_picture_does_not_enter(alice, types):
    assert b"PK\x03\x04" not in kept(alice, types, jpeg() + zipped("a.exe", b"MZ hidden"))


def test_what_hides_before_or_behind_a_pdf_does_not_enter(alice, types):
    clean = kept(alice, types, pdf_of() + zipped("a.html", b"<script>alert(1)</script>"))
    assert b"PK\x03\x04" not in clean
    assert clean.startswith(b"%PDF-")


def active_pdf():
    pdf = pikepdf.new()
    pdf.add_blank_page()
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('active')")
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="active.exe")
    pdf.Root.OpenAction = script
    pdf.Root.AA = pikepdf.Dictionary(WC=script)
    pdf.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["active", pdf.make_indirect(script)]))
    pdf.Root.AcroForm = pikepdf.Dictionary(XFA=pdf.make_stream(b"<active/>"), Fields=[])
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=launch)
    pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(link)]))
    pdf.attachments["active.exe"] = EICAR
    out = io.BytesIO()
    pdf.save(out, compress_streams=False)
    return out.getvalue()


def test_a_pdf_keeps_nothing_that_acts(alice, types):
    clean = kept(alice, types, active_pdf())
    with pikepdf.open(io.BytesIO(clean)) as pdf:
        text = repr([pdf.Root, *pdf.objects])
    for word_ in ("active", "JavaScript", "Launch", "XFA", "EmbeddedFile"):
        assert word_ not in text
    assert EICAR not in clean


def test_the_antivirus_s_test_file_within_a_page_is_found_and_destroyed(alice, types, clamd):
    version = store(alice, types, infected_pdf()).last
    actions.examine(version.pk)
    version.refresh_from_db()
    assert (version.scan_state, bool(version.erased_at)) == (ScanState.REFUSED, True)


@pytest.mark.parametrize("whole", [pdf_of(size=3000), jpeg((300, 300))], ids=["pdf", "jpeg"])
def test_a_file_cut_anywhere_is_refused_or_whole(alice, types, whole):
    for twentieth in range(1, 20):
        try:
            content = kept(alice, types, whole[: len(whole) * twentieth // 20])
        except RefusedFile:
            continue
        assert reception_opens(content), f"cut at {twentieth}/20"


@pytest.mark.parametrize("whole", [active_pdf(), jpeg((60, 60))], ids=["pdf", "jpeg"])
def test_a_file_with_wrong_bits_is_refused_or_clean(alice, types, whole):
    chance = random.Random(7)
    for _time in range(60):
        bits = bytearray(whole)
        for _bit in range(chance.randrange(1, 6)):
            bits[chance.randrange(len(bits))] ^= 1 << chance.randrange(8)
        try:
            content = kept(alice, types, bytes(bits))
        except RefusedFile:
            continue
        assert reception_opens(content)


def reception_opens(content):
    """Whether what was kept opens with other eyes than ours."""
    if content.startswith(b"%PDF-"):
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return len(pdf.pages) >= 1
    PIL.Image.open(io.BytesIO(content)).load()
    return True


NAMES = [
    "../../etc/passwd",
    "C:\\temp\\a.pdf",
    "/abs",
    ".",
    "..",
    "a" * 500,
    "CON",
    "x.pdf\r\nSet-Cookie: a=b",
    "…\u202efdp.exe",
]


@pytest.mark.parametrize("name", [*NAMES, *HOSTILE])
def test_a_name_is_only_ever_a_name(alice, types, sign_in, name):
    cleaned = reception.clean_name(name, "application/pdf")
    assert 4 < len(cleaned) <= 120
    assert cleaned.endswith(".pdf")
    assert not any(sign in cleaned for sign in "/\\\r\n\0\u202e")
    said = {"type": types["passport"].pk, "label": name[:100], "file": SimpleUploadedFile("x", pdf_of())}
    said["file"].name = cleaned
    answer = sign_in(alice).post(reverse("vault:upload"), said)
    assert answer.status_code in (302, 422)
    for document in Document.objects.all():
        document.versions.update(scan_state=ScanState.SAFE)
        given = sign_in(alice).get(reverse("vault:download", args=[document.last.public_id]))
        assert given.status_code == 200
        assert given["Content-Disposition"].startswith("attachment")
        assert "\n" not in given["Content-Disposition"]


@pytest.fixture
def types(db):
    from vault.seeds import ensure_document_types

    ensure_document_types()
    return {type.code: type for type in DocumentType.objects.all()}
