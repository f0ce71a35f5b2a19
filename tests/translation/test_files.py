"""Translations taken out to a file and brought back."""

import io
import zipfile
from datetime import timedelta

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from translation import files, queries, tasks
from translation.enums import DraftState
from translation.models import Draft, Import

from .test_following import publish
from .test_room import BOARD


@pytest.fixture
def client(wedding, translator, sign_in):
    return sign_in(translator)


def take(client, page, kind, language="ar"):
    return client.get(f"{BOARD}emporter/", {"langue": language, "format": kind, "page": page.pk})


def bring(client, data, name="traductions.xlsx"):
    return client.post(f"{BOARD}rapporter/", {"file": SimpleUploadedFile(name, data)})


def table(data):
    return load_workbook(io.BytesIO(data)).worksheets[0]


def changed_xlsx(data, words, row=2, column=4):
    book = load_workbook(io.BytesIO(data))
    book.worksheets[0].cell(row=row, column=column, value=words)
    return saved(book)


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bare(*rows):
    book = Workbook()
    for row in (files.COLUMNS, *rows):
        book.active.append(row)
    return saved(book)


def test_a_spreadsheet_goes_out_comes_back_is_shown_and_waits_in_a_draft(client, wedding, site):
    data = take(client, wedding, "xlsx").content
    tab = table(data)
    assert [cell.value for cell in tab[1]] == list(files.COLUMNS)
    assert tab.cell(2, 3).value == wedding.title
    assert tab.cell(2, 4).value == site("ar", "se-marier").title
    response = bring(client, changed_xlsx(data, "الزواج"))
    assert response.status_code == 302
    assert not Draft.objects.exists()
    html = client.get(response["Location"]).content.decode()
    assert "1 phrase change." in html
    assert "الزواج" in html
    client.post(response["Location"], {"apply": ""})
    draft = Draft.objects.get()
    assert (draft.state, draft.texts["title#0"]["text"]) == (DraftState.WRITING, "الزواج")
    assert site("ar", "se-marier").title != "الزواج"
    assert not Import.objects.exists()


def test_a_po_goes_out_and_comes_back(client, wedding):
    po = polib.pofile(take(client, wedding, "po", "en").content.decode())
    assert po[0].msgid == wedding.title
    po[0].msgstr = "Getting together"
    response = bring(client, str(po).encode(), "en.po")
    client.post(response["Location"], {"apply": ""})
    assert Draft.objects.get().texts["title#0"]["text"] == "Getting together"


def test_a_file_brought_back_unchanged_changes_nothing(client, wedding):
    response = bring(client, take(client, wedding, "xlsx").content)
    found = Import.objects.get()
    assert (found.entries, found.faults) == ([], [])
    assert found.unchanged == len(queries.sheet(wedding, "ar").rows)
    assert 'name="apply"' not in client.get(response["Location"]).content.decode()


def test_every_page_of_a_selection_goes_in_one_file(client, wedding, site):
    other = site("fr", "arriver-dans-le-19e")
    response = client.get(f"{BOARD}emporter/", {"langue": "bm", "format": "xlsx", "page": [wedding.pk, other.pk]})
    keys = {row[0].value.split("/")[1] for row in table(response.content).iter_rows(min_row=2)}
    assert keys == {str(wedding.translation_key), str(other.translation_key)}


def test_a_sentence_that_looks_like_a_formula_leaves_as_text(client, wedding):
    page = publish(wedding, introduction='=HYPERLINK("https://example.org")')
    tab = table(take(client, page, "xlsx").content)
    cells = [cell for row in tab.iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)


def faults_of(client, data, name="f.xlsx"):
    bring(client, data, name)
    found = Import.objects.latest("pk")
    assert found.entries == []
    return " ".join(fault["what"] for fault in found.faults)


def test_a_formula_is_not_a_translation(client, wedding):
    data = changed_xlsx(take(client, wedding, "xlsx").content, "=1+1")
    assert "formule" in faults_of(client, data)


def test_lines_of_another_page_or_of_an_older_french_are_left_and_said(client, wedding):
    data = take(client, wedding, "xlsx").content
    publish(wedding, title="Un autre titre")
    assert "Le français a changé depuis" in faults_of(client, changed_xlsx(data, "الزواج"))
    assert "n’est pas, ou n’est plus" in faults_of(client, bare(("ar/nowhere/title#0", "", "x", "y")))


def test_a_placeholder_or_a_mark_that_went_is_said(client, wedding):
    page = publish(wedding, introduction="Bonjour {prenom}, il reste %(days)s jours.")
    row = next(row for row in queries.sheet(page, "ar").rows if row.key == "introduction#0")
    reference = f"ar/{page.translation_key}/introduction#0"
    line = bare((reference, "", row.sentence.text, "مرحبا {prenom}"))
    assert "Il manque %(days)s" in faults_of(client, line)


def test_what_was_shown_and_whose_french_changed_since_is_left_out(client, wedding):
    response = bring(client, changed_xlsx(take(client, wedding, "xlsx").content, "الزواج"))
    publish(wedding, title="Un autre titre")
    client.post(response["Location"], {"apply": ""})
    assert not Draft.objects.exists()


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (files.MOST_UNPACKED + 1))
    return out.getvalue()


def entities():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"PK\x03\x04 broken", "f.xlsx", "abîmé"),
        (b"\x00\x01\x02", "f.po", "abîmé"),
        (b'msgid "a\nmsgstr', "f.po", "abîmé"),
        (b"bonjour", "f.txt", "abîmé"),
        (b"", "f.po", "vide"),
        (b"a" * (files.MOST_BYTES + 1), "f.po", "trop gros"),
        (bomb(), "f.xlsx", "cache trop de choses"),
        (entities(), "f.xlsx", "abîmé"),
        (saved(Workbook()), "f.xlsx", "colonnes"),
        (bare(), "f.xlsx", "aucune phrase"),
    ],
    ids=["xlsx", "nul", "po", "text", "empty", "big", "bomb", "entities", "columns", "no line"],
)
def test_a_file_that_cannot_be_read_is_said_and_changes_nothing(data, name, why, client):
    response = bring(client, data, name)
    assert response.status_code == 422
    assert why in response.content.decode()
    assert not Import.objects.exists()


def test_a_file_cut_short_is_damaged(client, wedding):
    data = take(client, wedding, "xlsx").content
    assert "abîmé" in bring(client, data[: len(data) // 2]).content.decode()


def test_a_file_received_is_its_senders_alone_and_may_be_thrown_away(client, wedding, editor, sign_in):
    response = bring(client, take(client, wedding, "xlsx").content)
    assert sign_in(editor).get(response["Location"]).status_code == 404
    client.post(response["Location"], {"throw": ""})
    assert not Import.objects.exists()
    assert client.get(response["Location"]).status_code == 404


def test_a_language_that_is_not_ours_has_no_file(client):
    assert client.get(reverse("translation:export"), {"langue": "xx"}).status_code == 404


def test_at_night_files_nobody_applied_leave_and_today_stays(client, wedding, translator):
    old, new = (Import.objects.create(author=translator) for _each in range(2))
    Import.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=2))
    tasks.night(timestamp=0)
    assert [each.pk for each in Import.objects.all()] == [new.pk]
