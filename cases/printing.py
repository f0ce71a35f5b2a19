"""Paper: the certificate as a PDF with its QR code."""

import base64
import io

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation


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
    segno.make(text, error="m").save(out, kind="svg", scale=4, border=2)
    return "data:image/svg+xml;base64," + base64.b64encode(out.getvalue()).decode()


def verification_address(code):
    """Where anybody checks a certificate."""
    return settings.SITE_URL + reverse("cases:verify", args=[code])


def certificate_pdf(facts, code, digest):
    """The certificate, in French, as bytes."""
    address = verification_address(code)
    context = {"facts": facts, "code": code, "digest": digest, "address": address, "qr": qr_image(address)}
    with translation.override("fr"):
        return html_to_pdf(render_to_string("cases/certificate.html", context))
