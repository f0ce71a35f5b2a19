"""The certificate on paper, with its QR code; procedures as forms to fill in."""

import hashlib

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language_bidi

from ui.printing import form_to_pdf, html_to_pdf, qr_image

from .paper_forms import PaperForm, headings

KEPT = 7 * 24 * 3600  # seconds


def verification_address(code):
    """Where anybody checks a certificate."""
    return settings.SITE_URL + reverse("cases:verify", args=[code])


def certificate_pdf(facts, code, digest):
    """The certificate, in French, as bytes."""
    address = verification_address(code)
    context = {"facts": facts, "code": code, "digest": digest, "address": address, "qr": qr_image(address)}
    with translation.override("fr"):
        return html_to_pdf(render_to_string("cases/certificate.html", context))


def paper_form_pdf(version):
    """The form of a procedure to fill in, in the language of the moment, as bytes.

    Kept by what it says: whatever changes in the procedure, in its service or in our words makes another one.
    """
    form = PaperForm(version)
    html = render_to_string(
        "cases/paper_form.html", {"form": form, "headings": headings(), "qr": qr_image(form.address)}
    )
    right_to_left = get_language_bidi()
    key = "paper-form:" + hashlib.sha256(html.encode()).hexdigest()
    return cache.get_or_set(key, lambda: form_to_pdf(html, form.fields, right_to_left), KEPT)
