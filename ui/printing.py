"""Paper: a page as a PDF, a text as a QR code."""

import base64
import io

import pikepdf
from django.conf import settings

from .fillable import fillable


class PrintingUnavailable(RuntimeError):
    """The machine lacks a library that makes PDFs; the message says which to install."""


def html_to_pdf(html, **options):
    """A PDF of a page, which holds all it needs: nothing is fetched. The library is loaded here only.

    Headings, lists and tables are tagged, so that a screen reader follows them. ``options`` are WeasyPrint's:
    ``pdf_forms``, ``pdf_variant``...
    """
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except OSError as error:
        raise PrintingUnavailable(
            "PDFs need Pango: on Debian, apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        ) from error
    nothing_fetched = URLFetcher(allowed_protocols=["data"])
    page = HTML(string=html, base_url=settings.SITE_URL, url_fetcher=nothing_fetched)
    return page.write_pdf(**{"pdf_tags": True, **options})


def form_to_pdf(html, fields, right_to_left=False):
    """The PDF to fill in of a page whose ``input`` elements are these ``ui.fillable.Field``; tagged, read aloud."""
    return fillable(html_to_pdf(html, pdf_forms=True, pdf_variant="pdf/ua-1"), fields, right_to_left)


def qr_image(text):
    """A QR code as a ``data:`` address, for an ``img`` of a printed page."""
    import segno

    out = io.BytesIO()
    segno.make_qr(text, error="m").save(out, kind="svg", scale=4, border=2)
    return "data:image/svg+xml;base64," + base64.b64encode(out.getvalue()).decode()


def folded_in_two(pdf, right_to_left=False):
    """The pages of a PDF, two by two on landscape sheets, so that the pile printed on both sides folds into a booklet.

    Pages are all of the size of the first; blank ones are added to make a multiple of four. Right-to-left booklets
    open the other way.
    """
    with pikepdf.open(io.BytesIO(pdf)) as source, pikepdf.new() as sheets:
        width, height = (float(side) for side in source.pages[0].mediabox[2:])
        for pair in sheet_order(len(source.pages)):
            sheet = sheets.add_blank_page(page_size=(2 * width, height))
            for place, number in enumerate(reversed(pair) if right_to_left else pair):
                if number < len(source.pages):
                    half = pikepdf.Rectangle(place * width, 0, (place + 1) * width, height)
                    sheet.add_overlay(source.pages[number], half)
        out = io.BytesIO()
        sheets.save(out)
        return out.getvalue()


def sheet_order(count):
    """``[(left, right)]``, a pair a side: indexes of pages from 0; those from ``count`` on are blank.

    >>> sheet_order(4)
    [(3, 0), (1, 2)]
    """
    total = -(-count // 4) * 4
    outside = [(total - 1 - 2 * sheet, 2 * sheet) for sheet in range(total // 4)]
    inside = [(2 * sheet + 1, total - 2 - 2 * sheet) for sheet in range(total // 4)]
    return [pair for both in zip(outside, inside, strict=True) for pair in both]
