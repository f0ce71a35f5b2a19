"""The certificate on paper, with its QR code."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from ui.printing import html_to_pdf, qr_image


def verification_address(code):
    """Where anybody checks a certificate."""
    return settings.SITE_URL + reverse("cases:verify", args=[code])


def certificate_pdf(facts, code, digest):
    """The certificate, in French, as bytes."""
    address = verification_address(code)
    context = {"facts": facts, "code": code, "digest": digest, "address": address, "qr": qr_image(address)}
    with translation.override("fr"):
        return html_to_pdf(render_to_string("cases/certificate.html", context))
