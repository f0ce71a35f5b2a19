"""The vault's pages: as many questions to the database whatever there is to show."""

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from vault import actions, readings, shelves
from vault.enums import ScanState
from vault.forms import UploadForm
from vault.models import Document, DocumentType
from vault.seeds import TYPES

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


def test_every_verb_has_its_sentence_whoever_did_it(alice, registrar, types, monkeypatch):
    monkeypatch.setattr(readings, "PAGE", 3 * len(readings.SENTENCES))
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


def test_what_others_saw_comes_first_and_the_rest_paper_by_paper(alice, housing, types, sign_in):
    document = store(alice, types, pdf_of())
    calm = sign_in(alice).get(reverse("vault:readings")).content.decode()
    assert "Personne d’autre que vous n’a ouvert vos papiers." in calm
    actions._record_reading(document.last, housing, "Logement")
    actions._record("document.scanned", None, document, document.last)
    page = sign_in(alice).get(reverse("vault:readings"))
    (seen,), (paper,) = page.context["seen"], page.context["papers"]
    assert (seen.by, seen.sentence) == ("town-hall", f"{housing} a ouvert ce document")
    assert [line.by for line in paper.lines] == ["shield-check", "town-hall", "profile"]
    told = page.content.decode()
    assert "Personne d’autre" not in told
    assert told.index("a ouvert ce document") < told.index('<details class="disclosure"')


def test_what_others_saw_goes_on_to_older_lines_and_costs_the_same(alice, housing, types, sign_in):
    document, client = store(alice, types, pdf_of()), sign_in(alice)
    actions._record_reading(document.last, housing, "x")
    one = queries_of(client, reverse("vault:readings"))
    for _time in range(readings.PAGE):
        actions._record_reading(document.last, housing, "x")
    assert queries_of(client, reverse("vault:readings")) == one
    page = client.get(reverse("vault:readings"))
    older = client.get(reverse("vault:readings"), {"seen_before": page.context["seen_older"]})
    assert len(older.context["seen"]) == 1
    assert older.context["papers"] == []
    assert client.get(reverse("vault:readings"), {"seen_before": "x"}).status_code == 200


def test_a_paper_that_nobody_named_is_called_by_its_kind_in_the_reader_s_language(alice, types, sign_in):
    document = store(alice, types, pdf_of())
    assert document.label == "Passeport"
    client = sign_in(alice)
    assert client.get(reverse("vault:document", args=[document.public_id])).content.decode().count("Passeport</") == 1
    with override("ar"):
        page = client.get(reverse("vault:document", args=[document.public_id])).content.decode()
    assert "جواز السفر" in page
    assert "Passeport" not in page
    actions.rename(document=document, actor=alice, label="Mon passeport")
    with override("ar"):
        page = client.get(reverse("vault:document", args=[document.public_id])).content.decode()
    assert "Mon passeport" in page


def test_a_paper_that_wants_a_date_leads_to_where_it_is_written(alice, types, sign_in):
    types["passport"] = types["energy-bill"]
    document = store(alice, types, pdf_of())
    where, client = reverse("vault:rename", args=[document.public_id]), sign_in(alice)
    for page in (reverse("vault:documents"), reverse("vault:document", args=[document.public_id])):
        assert "Écrire sa date" in client.get(page).content.decode()
    form = client.get(where).content.decode()
    assert reverse("vault:document", args=[document.public_id]) in form
    client.post(where, {"label": document.label, "issued_on": timezone.localdate().isoformat()})
    assert "Écrire sa date" not in client.get(reverse("vault:documents")).content.decode()


def test_kinds_are_offered_by_what_they_are_for_and_other_comes_last(types, alice, sign_in):
    DocumentType.objects.create(code="fishing", names={"fr": "Carte de pêche"})
    DocumentType.objects.filter(code="lease").update(position=0)
    choices = list(UploadForm(sender=alice).fields["type"].choices)
    assert choices[0] == ("", "Choisissez…")
    found = {heading: [name for _value, name in kinds] for heading, kinds in choices[1:]}
    assert next(iter(found)) == "Qui vous êtes"
    assert found["Qui vous êtes"][0] == "Carte d’identité"
    assert found["Votre logement"][0] == "Bail"
    assert choices[-1][0] == "Autres papiers"
    assert found["Autres papiers"] == ["Carte de pêche", "Autre document"]
    assert sum(map(len, found.values())) == DocumentType.objects.count()
    assert "<optgroup" in sign_in(alice).get(reverse("vault:upload")).content.decode()


def test_every_shipped_kind_has_its_shelf():
    assert set(TYPES) <= set(shelves.ORDER)
    assert len(shelves.ORDER) == len(set(shelves.ORDER))


def test_papers_seen_together_in_a_list_are_one_line_there_and_one_each_below(alice, benoit, types, sign_in):
    for number in range(3):
        document = store(alice, types, pdf_of(text=b"%d" % number))
        actions.note_look(version=document.last, reader=benoit, reason="mandat", verb="document.glimpsed")
    actions.note_look(version=document.last, reader=benoit, reason="mandat")
    page = sign_in(alice).get(reverse("vault:readings"))
    assert [line.sentence for line in page.context["seen"]] == [
        f"{benoit} a ouvert ce document",
        f"{benoit} a vu 3 papiers dans une liste",
    ]
    assert sum(len(paper.lines) for paper in page.context["papers"]) == 7
