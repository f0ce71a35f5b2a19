"""Paper: a page as a PDF, a text as a QR code."""

import base64
import io

from django.conf import settings


class PrintingUnavailable(RuntimeError):
    """The machine lacks a library that makes PDFs; the message says which to install."""


def html_to_pdf(html):
    """A PDF of a page, which holds all it needs: nothing is fetched. The library is loaded here only."""
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except OSError as error:
        raise PrintingUnavailable(
            "PDFs need Pango: on Debian, apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        ) from error
    nothing_fetched = URLFetcher(allowed_protocols=["data"])
    return HTML(string=html, base_url=settings.SITE_URL, url_fetcher=nothing_fetched).write_pdf()


def qr_image(text):
    """A QR code as a ``data:`` address, for an ``img`` of a printed page."""
    import segno

    out = io.BytesIO()
    segno.make_qr(text, error="m").save(out, kind="svg", scale=4, border=2)
    return "data:image/svg+xml;base64," + base64.b64encode(out.getvalue()).decode()
