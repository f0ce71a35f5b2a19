"""Procedures on paper: forms to fill in, made from what is published at the moment."""

import copy
import io
import re

import pikepdf
import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from cases import paper_forms, printing, queries
from cases.definitions import add_version, latest, validate
from cases.models import Procedure
from cases.paper_forms import PaperForm, Where
from ui import field_font
from ui.fillable import answers_in
from ui.printing import PrintingUnavailable

LANGUAGES = ["fr", "en", "ar", "zh-hans", "wo", "bm"]
REQUIRED, RADIO, MANY_LINES = 1 << 1, 1 << 15, 1 << 12


PRINTED = {}
print_form = printing.form_to_pdf


def printed_once(html, *args):
    """Printing takes seconds: the same page is printed once for all the tests."""
    if html not in PRINTED:
        PRINTED[html] = print_form(html, *args)
    return PRINTED[html]


@pytest.fixture(autouse=True)
def _nothing_kept(db, monkeypatch):
    cache.clear()
    monkeypatch.setattr(printing, "form_to_pdf", printed_once)


def form(code="marriage", language="fr"):
    response = Client().get(f"/{language}/demarches/{code}/formulaire.pdf")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    return response.content


def opened(pdf):
    return pikepdf.open(io.BytesIO(pdf))


def fields_of(document):
    return {str(item.T): item for item in document.Root.AcroForm.Fields}


def text_of(pdf):
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    return re.sub(r"\s+", " ", " ".join(pages))


def test_each_question_is_a_field_of_its_kind(procedures):
    with opened(form()) as document:
        fields = fields_of(document)
        assert fields["applicant-town"].FT == "/Tx"
        assert fields["applicant-town"].Ff & REQUIRED
        assert not fields["applicant-profession"].Ff & REQUIRED  # optional online, optional on paper
        assert not fields["applicant-divorce_on_record"].Ff & REQUIRED  # asked of some only
        assert fields["applicant-address"].Ff & MANY_LINES
        assert fields["both-wished_date"].MaxLen == 10
        assert fields["both-paper-family-book"].FT == "/Btn"
        assert {"applicant-paper-identity", "spouse-paper-identity"} <= set(fields)


def test_both_people_answer_the_same_questions(procedures):
    names = set(answers_in(form()))
    mine = {name.removeprefix("applicant-") for name in names if name.startswith("applicant-")}
    theirs = {name.removeprefix("spouse-") for name in names if name.startswith("spouse-")}
    assert mine == theirs
    assert {"nationality", "signed_on", "agrees", "last_name"} <= mine
    assert {"both-children", "both-witnesses"} <= names


def test_one_answer_at_most_is_chosen_among_several(procedures):
    with opened(form()) as document:
        group = fields_of(document)["spouse-nationality"]
        assert group.Ff & RADIO
        states = [state for kid in group.Kids for state in kid.AP.N]
        assert states == ["/french", "/eu", "/other"]
        assert all("/T" not in kid for kid in group.Kids)


def test_what_was_written_is_read_back_by_name(procedures):
    with opened(form()) as document:
        fields = fields_of(document)
        fields["applicant-town"].V = "Paris 19e, عربي 中文 ŋɛɔ"
        fields["applicant-nationality"].V = pikepdf.Name("/eu")
        fields["both-paper-family-book"].V = pikepdf.Name("/on")
        out = io.BytesIO()
        document.save(out)
    given = answers_in(out.getvalue())
    assert given["applicant-town"] == "Paris 19e, عربي 中文 ŋɛɔ"
    assert (given["applicant-nationality"], given["spouse-nationality"]) == ("eu", "")
    assert given["both-paper-family-book"] is True
    assert given["both-paper-witness-1"] is False


def test_every_field_says_aloud_what_it_is(procedures):
    with opened(form(language="ar")) as document:
        for page in document.pages:
            assert page.Tabs == "/S"
            for widget in page.get("/Annots", []):
                if widget.Subtype == "/Widget":
                    assert len(str(widget.TU)) > 2
        assert "ما هي مهنتك؟" in str(fields_of(document)["applicant-profession"].TU)
        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert document.Root.Lang == "ar"
        assert "الزواج" in str(document.docinfo.Title)
        assert "pdfuaid" in document.Root.Metadata.read_bytes().decode()


def test_a_form_runs_nothing(procedures):
    with opened(form()) as document:
        held = [item for item in document.objects if isinstance(item, pikepdf.Dictionary)]
        assert not [item for item in held if item.get("/S") == "/JavaScript" or "/AA" in item or "/JS" in item]
        assert "/OpenAction" not in document.Root


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_speaks_the_readers_language_and_french(procedures, language):
    code = "pacs" if language in ("en", "wo") else "marriage"
    pdf = form(code, language)
    definition = latest(procedures[code]).definition
    label = next(item["label"] for item in definition["questions"] if item["code"] == "nationality")
    with opened(pdf) as document:
        asked = str(fields_of(document)["applicant-nationality"].TU)
        assert label[language] in asked
        assert label["fr"] in asked
        width, height = document.pages[0].mediabox[2:]
        assert [round(float(side) / 72 * 25.4) for side in (width, height)] == [210, 297]
    text = text_of(pdf)
    assert label["fr"] in text
    if language != "ar":  # joined letters come out of a PDF in the order they are drawn
        assert re.sub(r"\s", "", label[language]) in re.sub(r"\s", "", text)
    assert len(pdf) < 700_000


def test_arabic_is_laid_from_right_to_left(procedures):
    def middles(language):
        with opened(form(language=language)) as document:
            boxes = [kid.Rect for kid in fields_of(document)["applicant-nationality"].Kids]
            quadding = fields_of(document)["applicant-town"].Q
            return [float(box[0] + box[2]) / 2 for box in boxes], quadding

    (french, at_left), (arabic, at_right) = middles("fr"), middles("ar")
    assert french[0] < 210 / 25.4 * 72 / 2 < arabic[0]
    assert (at_left, at_right) == (0, 2)


def test_conditions_and_ages_are_said_in_words(procedures):
    text = text_of(form())
    assert "Seulement si : « Avez-vous déjà été marié·e ou pacsé·e ? » : Oui, et j’ai divorcé" in text
    assert "moins de 92 jours" in text
    assert "moins de 183 jours si « Où êtes-vous né·e ? »" in text
    assert "Ces papiers sont demandés par" in text
    assert "Qui peut demander" in text
    assert "Comptez un mois" in text
    assert "La cérémonie" in text


def test_a_form_follows_what_is_published(procedures):
    marriage = procedures["marriage"]
    before = text_of(form())
    assert "version 1, à jour le" in before
    definition = copy.deepcopy(latest(marriage).definition)
    definition["questions"].insert(0, every_kind()["questions"][0])
    add_version(marriage, definition=definition)
    pdf = form()
    assert "version 2, à jour le" in text_of(pdf)
    assert "applicant-own_text" in answers_in(pdf)


def test_a_form_is_made_once_while_nothing_changes(procedures, monkeypatch):
    made = []
    make = printing.form_to_pdf
    monkeypatch.setattr(printing, "form_to_pdf", lambda *args: made.append(1) or make(*args))
    assert form("pacs") == form("pacs")
    assert len(made) == 1
    service = procedures["pacs"].service
    service.phone = "01 44 52 28 00"
    service.save()
    assert "01 44 52 28 00" in text_of(form("pacs"))
    assert len(made) == 2


def every_kind():
    """A definition somebody may write: every kind of question, of scope and of condition."""
    said = dict.fromkeys(LANGUAGES, "Votre réponse ?")
    choices = [{"value": "été", "label": said}, {"value": "deux mots", "label": said}]
    questions = [
        {"code": f"own_{kind}", "kind": kind, "scope": scope, "screen": screen, "label": said, **extra}
        for kind, scope, screen, extra in (
            ("text", "party", "you", {"show_if": None}),
            ("yesno", "party", "home", {"optional": True}),
            ("date", "common", "couple", {"help": said}),
            ("choice", "common", "couple", {"choices": choices, "show_if": {"question": "own_yesno", "is": True}}),
        )
    ]
    condition = {"any": [{"question": "own_text", "is": "a"}, {"not": {"question": "own_yesno", "is": True}}]}
    papers = {"code": "own", "scope": "party", "document_type": "of-nobody", "when": condition}
    papers |= {"title": said, "why": said, "example": said, "max_age": [{"when": condition, "days": 1}]}
    return {"code": "own", "questions": questions, "requirements": [papers]}


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_procedure_of_ones_own_has_its_form(procedures, language):
    definition = every_kind()
    validate(definition)
    own = Procedure.objects.create(
        code="own", names={"fr": "La nôtre"}, service=procedures["pacs"].service, flow="pacs"
    )
    add_version(own, definition=definition)
    pdf = form("own", language)
    with opened(pdf) as document:
        fields = fields_of(document)
        states = [str(state) for kid in fields["both-own_choice"].Kids for state in kid.AP.N]
        assert states == ["/été", "/deux mots"]
        assert fields["both-own_date"].MaxLen == 10
        assert "applicant-paper-own" in fields
    assert "La nôtre" in text_of(pdf)


def test_a_procedure_that_asks_nothing_has_its_form_too(procedures):
    own = Procedure.objects.create(code="bare", names={}, service=procedures["pacs"].service, flow="pacs")
    add_version(own, definition={"code": "bare", "questions": [], "requirements": []})
    assert "applicant-last_name" in answers_in(form("bare"))


@pytest.mark.parametrize("code", ["closed", "nowhere", "unpublished"])
def test_no_form_without_an_open_procedure(procedures, code):
    Procedure.objects.create(code="unpublished", service=procedures["pacs"].service, flow="pacs")
    closed = Procedure.objects.create(code="closed", service=procedures["pacs"].service, flow="pacs", is_open=False)
    add_version(closed, definition=every_kind())
    assert Client().get(f"/fr/demarches/{code}/formulaire.pdf").status_code == 404


def test_without_the_library_one_is_told(procedures, monkeypatch):
    def missing(*args):
        raise PrintingUnavailable

    monkeypatch.setattr(printing, "form_to_pdf", missing)
    response = Client().get("/fr/demarches/pacs/formulaire.pdf", follow=True)
    assert response.redirect_chain == [("/fr/demarches/pacs/", 302)]
    assert "l’accueil vous donne le formulaire" in response.content.decode()


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("2", "est à jour"),
        ("1", "a changé depuis"),
        ("9", "Nous ne connaissons pas"),
        ("x' or", "Nous ne connaissons pas"),
    ],
)
def test_a_printed_form_is_told_whether_it_is_still_good(procedures, number, said):
    marriage = procedures["marriage"]
    add_version(marriage, definition=latest(marriage).definition)
    page = Client().get("/fr/demarches/marriage/", {"v": number}).content.decode()
    assert said in page
    assert "/fr/demarches/marriage/formulaire.pdf" in page


def test_a_page_without_a_number_says_nothing_of_printed_forms(procedures):
    page = Client().get("/fr/demarches/marriage/").content.decode()
    assert "Votre formulaire" not in page
    assert "Le formulaire sur papier" in page


def test_a_closed_procedure_offers_no_form(procedures):
    Procedure.objects.filter(code="marriage").update(is_open=False)
    assert "formulaire.pdf" not in Client().get("/fr/demarches/marriage/").content.decode()


def test_a_form_reads_the_database_as_often_with_one_paper_as_with_all(
    procedures, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr(printing, "form_to_pdf", lambda *args: b"%PDF")
    few = copy.deepcopy(latest(procedures["marriage"]).definition)
    few["requirements"] = few["requirements"][:1]
    for definition in (latest(procedures["marriage"]).definition, few):
        version = add_version(procedures["marriage"], definition=definition)
        with translation.override("bm"), django_assert_num_queries(1):
            assert PaperForm(version).papers


def test_agents_print_any_form_in_any_language(procedures, sign_in, registrar):
    Procedure.objects.create(code="unpublished", service=procedures["pacs"].service, flow="pacs")
    Procedure.objects.filter(code="pacs").update(is_open=False)
    page = sign_in(registrar).get("/agent/formulaires/").content.decode()
    for language in LANGUAGES:
        assert f"/{language}/demarches/marriage/formulaire.pdf" in page
    assert "/demarches/pacs/" not in page
    assert "/demarches/unpublished/" not in page


def test_the_list_of_forms_costs_the_same_with_one_procedure_and_with_three(procedures, django_assert_num_queries):
    Procedure.objects.filter(code="pacs").update(is_open=False)
    for number in (1, 3):
        for extra in range(number - 1):
            own = Procedure.objects.create(code=f"own-{extra}", service=procedures["marriage"].service, flow="pacs")
            add_version(own, definition=every_kind())
        with django_assert_num_queries(2):
            found = [latest(each).number for each in queries.procedures_with_a_form()]
        assert len(found) == number


def test_without_a_procedure_the_list_says_so(services, sign_in, registrar):
    assert "Aucun formulaire" in sign_in(registrar).get("/agent/formulaires/").content.decode()


def test_the_service_says_where_and_when(procedures, monkeypatch):
    where = Where("Bureau 12", "lundi 9 h à 12 h\nmardi 9 h à 17 h", "fr")
    monkeypatch.setattr(paper_forms, "where_finders", [lambda code, language: None, lambda code, language: where])
    text = text_of(form("pacs"))
    assert "Bureau 12" in text
    assert "mardi 9 h à 17 h" in text


def test_one_writes_in_letters_that_the_form_carries(procedures):
    with opened(form("pacs")) as document:
        (font,) = document.Root.AcroForm.DR.Font.values()
        if font.BaseFont == "/Helvetica":
            pytest.skip("fonts were not built on this machine")
        assert font.FontDescriptor.FontFile2.read_bytes()
        codes = dict(zip(range(int(font.FirstChar), int(font.LastChar) + 1), font.Widths, strict=True))
        writes = {letter: code for code, letter in field_font.letters().items()}
        assert all(codes[writes[letter]] > 0 for letter in "éÀçœÉŒ’«ŋŊɛƐɔƆɲƝñËë")
        assert document.Root.AcroForm.DA == "/Andika 11 Tf 0 g"


def test_without_built_fonts_one_writes_in_helvetica(procedures, monkeypatch):
    monkeypatch.setattr(field_font, "cut_font", lambda: None)
    monkeypatch.setattr(printing, "form_to_pdf", print_form)
    with opened(form("pacs")) as document:
        (font,) = document.Root.AcroForm.DR.Font.values()
        assert font.BaseFont == "/Helvetica"
