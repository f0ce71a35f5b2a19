"""PDFs of the site tell a screen reader what they are made of."""

import io

import pikepdf
import pytest

from ui.printing import html_to_pdf

PAGE = """<!doctype html><html lang="ar" dir="rtl"><head><title>دليل</title></head>
<body><h1>دليل</h1><p>نص</p><ul><li>واحد</li></ul><table><tr><th>رقم</th><td>1</td></tr></table></body></html>"""


def kinds(element):
    """The names of the elements of a structure, from the top down."""
    if isinstance(element, pikepdf.Dictionary):
        if "/S" in element:
            yield str(element.S)
        yield from kinds(element.get("/K"))
    elif isinstance(element, pikepdf.Array):
        for each in element:
            yield from kinds(each)


@pytest.fixture(scope="module")
def pdf():
    with pikepdf.open(io.BytesIO(html_to_pdf(PAGE))) as opened:
        yield opened


def test_a_pdf_says_its_language_and_its_title(pdf):
    assert str(pdf.Root.Lang) == "ar"
    assert str(pdf.docinfo["/Title"]) == "دليل"


def test_headings_lists_and_tables_are_told_apart(pdf):
    assert pdf.Root.MarkInfo.Marked
    assert {"/H1", "/P", "/L", "/LI", "/Table", "/TH", "/TD"} <= set(kinds(pdf.Root.StructTreeRoot))
