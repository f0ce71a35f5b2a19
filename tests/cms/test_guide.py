"""The guide by situations: what belongs is read where it is kept; its booklet folds."""

import io

import pikepdf
import pytest
from django.test import Client

from accounts.models import Service
from cms import demo, numbers, queries
from cms.enums import Situation
from ui.pictograms import strokes
from ui.printing import folded_in_two, html_to_pdf, sheet_order

pytestmark = pytest.mark.django_db
LANGUAGES = ["fr", "en", "ar", "zh-hans", "wo", "bm"]


@pytest.fixture
def procedures(db):
    from cases import demo as cases_demo

    cases_demo.load()


def texts(language):
    return demo.content(f"guide/{language}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_seven_situations_are_whole_in_each_language(language):
    words = texts(language)
    french = texts("fr")
    assert list(words) == list(french)
    for name, situation in french.items():
        translated = words[name]
        assert translated.keys() == situation.keys(), name
        if name == "index":
            continue
        assert len(translated["memo"].strip().splitlines()) == len(situation["memo"].strip().splitlines()), name
        assert [block["type"] for block in translated["body"]] == [block["type"] for block in situation["body"]], name
        for ours, theirs in zip(translated["body"], situation["body"], strict=True):
            assert ours.keys() == theirs.keys(), name
            assert len(ours.get("steps", [])) == len(theirs.get("steps", [])), name


def test_every_situation_has_a_drawing_of_its_own():
    drawings = [strokes(value) for value in Situation.values]
    assert None not in drawings
    assert len(set(drawings)) == len(drawings)


def test_the_guide_opens_on_its_situations_and_the_home_page_too(site, client):
    guide = client.get("/fr/bonjour/").content.decode()
    home = client.get("/fr/").content.decode()
    for page in (guide, home):
        assert 'href="/fr/bonjour/se-marier/"' in page
        assert 'href="/fr/bonjour/arriver-dans-le-19e/"' in page


def test_a_situation_shows_services_procedures_and_papers_as_they_are_now(site, procedures, client):
    page = client.get("/fr/bonjour/se-marier/").content.decode()
    assert "/fr/demarches/marriage/" in page
    assert "/fr/services/citoyennete/etat-civil/" in page
    service = site("fr", "etat-civil")
    service.place = "2e étage, porte bleue"
    service.save_revision().publish()
    assert "2e étage, porte bleue" in client.get("/fr/bonjour/se-marier/").content.decode()


def test_each_procedure_says_which_papers_it_asks_of_everybody(site, procedures):
    marriage, pacs = queries.around_situation(site("fr", "se-marier"), "fr")["procedures"]
    assert "Votre acte de naissance" in [paper.title for paper in marriage.papers]
    assert "La convention de PACS" in [paper.title for paper in pacs.papers]
    assert "La convention de PACS" not in [paper.title for paper in marriage.papers]


def test_a_service_that_left_is_not_shown(site, client):
    Service.objects.filter(code="accueil").update(code="accueil-ferme")
    around = queries.around_situation(site("fr", "arriver-dans-le-19e"), "fr")
    assert "accueil" not in [service.code for service in around["services"]]


def test_a_closed_procedure_is_not_offered(site, procedures):
    from cases.models import Procedure

    marriage = Procedure.objects.get(code="marriage")
    marriage.is_open = False
    marriage.save()
    around = queries.around_situation(site("fr", "se-marier"), "fr")
    assert [each.url for each in around["procedures"]] == ["/fr/demarches/pacs/"]


def test_the_page_of_a_situation_costs_the_same_with_one_service_or_three(site, django_assert_max_num_queries):
    page = site("fr", "arriver-dans-le-19e")
    with django_assert_max_num_queries(4):
        queries.load_around_situation(page, "ar")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_booklet_is_a_pdf_of_the_situation(site, procedures, language):
    response = Client().get(f"/{language}/livrets/se-marier.pdf")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(response.content)) as pdf:
        assert 3 <= len(pdf.pages) <= 8
        width, height = pdf.pages[0].mediabox[2:]
        assert (round(float(width)), round(float(height))) == (420, 595)  # A5, in points


def test_the_folded_booklet_is_on_landscape_sheets(site, procedures):
    plain = Client().get("/fr/livrets/se-marier.pdf").content
    folded = Client().get("/fr/livrets/se-marier.pdf?pli=1").content
    with pikepdf.open(io.BytesIO(plain)) as pages, pikepdf.open(io.BytesIO(folded)) as sheets:
        assert len(sheets.pages) == 2 * -(-len(pages.pages) // 4)
        width, height = sheets.pages[0].mediabox[2:]
        assert (round(float(width)), round(float(height))) == (839, 595)


def test_an_unknown_booklet_is_not_found(site):
    assert Client().get("/fr/livrets/rien-de-tel.pdf").status_code == 404


def test_pages_fold_in_order():
    assert sheet_order(4) == [(3, 0), (1, 2)]
    assert sheet_order(5) == [(7, 0), (1, 6), (5, 2), (3, 4)]


@pytest.mark.parametrize(("right_to_left", "halves"), [(False, ["4", "1"]), (True, ["1", "4"])])
def test_the_first_page_is_where_the_hand_opens_the_booklet(right_to_left, halves):
    import pypdfium2

    pages = "".join(f"<p style='page-break-after: always'>page{number}</p>" for number in "123") + "<p>page4</p>"
    sheets = folded_in_two(html_to_pdf(f"<style>@page {{ size: A5 }}</style>{pages}"), right_to_left)
    outside = pypdfium2.PdfDocument(sheets)[0]
    text, (width, height) = outside.get_textpage(), outside.get_size()
    found = [text.get_text_bounded(0, 0, width / 2, height), text.get_text_bounded(width / 2, 0, width, height)]
    assert [each.strip() for each in found] == [f"page{number}" for number in halves]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_numbers_to_keep_in_mind_are_dialled_at_a_touch(language):
    memo = numbers.linked(texts(language)["passer-un-cap-difficile"]["memo"])
    assert [found for found in ("115", "3919", "119", "3114", "17", "112") if f'href="tel:{found}"' not in memo] == []
    assert 'href="sms:114"' in memo


def test_an_age_an_hour_and_a_hostile_line_are_not_numbers_to_call():
    assert numbers.linked("J’ai 18 ans, rendez-vous à 17 h, 1151 fois") == "J’ai 18 ans, rendez-vous à 17 h, 1151 fois"
    assert numbers.linked("<b>115</b>").startswith("&lt;b&gt;<a ")


def test_what_is_closed_to_visitors_is_in_no_booklet_card_or_calendar(site):
    from wagtail.models import PageViewRestriction

    situation, event = site("fr", "se-marier"), site("fr", "cafe-des-habitants")
    booklet = f"/fr/livrets/{situation.slug}.pdf"
    assert Client().get(booklet).status_code == 200
    assert event.title in Client().get("/fr/flux/agenda.ics").content.decode()
    for page in (situation, event):
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert Client().get(booklet).status_code == 404
    assert event.title not in Client().get("/fr/flux/agenda.ics").content.decode()
    assert situation.title not in Client().get("/fr/").content.decode()
