"""The vault's pages: as many questions to the database whatever there is to show."""

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext, override

from vault import actions, readings
from vault.enums import ScanState
from vault.models import Document

from .papers import pdf_of, store

pytestmark = pytest.mark.django_db


def queries_of(client, address):
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def read_by(version, reader, reason):
    version.scan_state = ScanState.SAFE
    version.save(update_fields=["scan_state"])
    actions.read(version=version, reader=reader, reason=reason)


@pytest.mark.parametrize("name", ["documents", "readings"])
def test_a_list_asks_as_much_for_three_rows_as_for_one(name, alice, types, sign_in):
    client, address = sign_in(alice), reverse(f"vault:{name}")
    store(alice, types, pdf_of())
    one = queries_of(client, address)
    for number in range(2):
        store(alice, types, pdf_of(text=b"%d" % number))
    assert queries_of(client, address) == one


def test_a_document_asks_as_much_for_three_versions_as_for_one(alice, types, sign_in):
    client, document = sign_in(alice), store(alice, types, pdf_of())
    address = reverse("vault:document", args=[document.public_id])
    one = queries_of(client, address)
    for number in range(2):
        new = ContentFile(pdf_of(text=b"%d" % number), name="b.pdf")
        actions.replace(document=Document.objects.get(pk=document.pk), actor=alice, uploaded_file=new)
    assert queries_of(client, address) == one


def test_who_looked_says_it_in_whole_sentences(alice, types, sign_in, registrar, monkeypatch):
    version = store(alice, types, pdf_of()).last
    monkeypatch.setattr(actions.policy, "require", lambda *args: None)
    read_by(version, registrar, "agent qui traite le dossier")
    actions._record("document.scanned", None, version.document, version)
    page = sign_in(alice).get(reverse("vault:readings")).content.decode()
    assert "Vous avez rangé ce document" in page
    assert f"{registrar} a ouvert ce document" in page
    assert "agent qui traite le dossier" in page
    assert "L’antivirus a regardé ce document" in page


def test_every_verb_has_its_sentence_whoever_did_it(alice, registrar, types):
    document = store(alice, types, pdf_of())
    for verb in readings.SENTENCES:
        for actor in (alice, registrar, None):
            actions._record(verb, actor, document)
    lines = readings.lines_about(alice, document=document)
    assert len(lines) == 3 * len(readings.SENTENCES) + 1
    assert all(line.sentence and "%(" not in line.sentence for line in lines)


def test_who_looked_goes_on_to_older_lines(alice, types, sign_in):
    document = store(alice, types, pdf_of())
    for _time in range(readings.PAGE):
        actions._record("document.read", alice, document)
    client = sign_in(alice)
    page = client.get(reverse("vault:readings"))
    assert page.content.decode().count("Vous avez ouvert") == readings.PAGE
    older = client.get(reverse("vault:readings"), {"before": page.context["older"]}).content.decode()
    assert older.count("Vous avez rangé") == 1
    assert client.get(reverse("vault:readings"), {"before": "x" * 50}).status_code == 200


def test_the_delete_page_says_what_a_finished_file_keeps(alice, types, sign_in, monkeypatch):
    document = store(alice, types, pdf_of())
    address, client = reverse("vault:delete", args=[document.public_id]), sign_in(alice)
    assert "seront détruits" in client.get(address).content.decode()
    monkeypatch.setattr(actions, "retention_guards", [lambda found: {document.last.pk}])
    assert "le temps que la loi demande" in client.get(address).content.decode()


def test_the_delete_page_says_what_forbids_it_and_the_form_cannot_pass(alice, types, sign_in, monkeypatch):
    document = store(alice, types, pdf_of())
    address, client = reverse("vault:delete", args=[document.public_id]), sign_in(alice)
    monkeypatch.setattr(actions, "deletion_guards", [lambda found: "Il sert dans votre dossier."])
    assert "Il sert dans votre dossier." in client.get(address).content.decode()
    assert client.post(address).status_code == 409
    assert Document.objects.get().deleted_at is None


@pytest.mark.parametrize("language", ["fr", "en", "ar", "zh-hans", "wo", "bm"])
def test_pages_open_in_every_language(language, alice, types, sign_in):
    alice.language = language
    alice.save()
    document = store(alice, types, pdf_of())
    client = sign_in(alice)
    with override(language):
        for name, args in [
            ("documents", []),
            ("upload", []),
            ("readings", []),
            *((name, [document.public_id]) for name in ("document", "replace", "rename", "delete")),
        ]:
            page = client.get(reverse(f"vault:{name}", args=args))
            assert page.status_code == 200
            assert f'lang="{language}"'.lower() in page.content.decode().lower()


def test_an_upload_opened_for_a_type_has_it_chosen(alice, types, sign_in):
    page = sign_in(alice).get(reverse("vault:upload"), {"type": "passport"}).content.decode()
    assert f'<option value="{types["passport"].pk}" selected>' in page
    assert sign_in(alice).get(reverse("vault:upload"), {"type": "x\0y"}).status_code == 200


def test_a_reason_is_said_in_the_language_of_the_reader_whatever_the_doer_s(alice, housing, types):
    document = store(alice, types, pdf_of())
    french = "document partagé avec le service par son propriétaire"
    with override("en"):
        english = gettext(french)
    for reason in (french, english, "mandat", "Mes mots à moi"):
        actions._record_reading(document.last, housing, reason)
    with override("en"):
        lines = readings.lines_about(alice, document=document)
    assert english != french
    assert [line.reason for line in lines[:4]] == ["Mes mots à moi", "mandate", english, english]
