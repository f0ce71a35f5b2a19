"""The welcome letter: what a newcomer's space is for, and how to open it, on one sheet in the person's language."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from ui.printing import html_to_pdf, qr_image

from . import cards

ADDRESS_LINES = 6

uses = []
"""Functions ``(person) -> (pictogram, sentence, what to write down) or None`` of those above: a line of the letter."""


def letter_pdf(person, code, *, postal_address=""):
    """The letter as bytes. ``postal_address`` is printed for a window envelope and kept nowhere.

    The square holds the card's number and the code behind a ``#``: a browser never sends that part, so that neither
    a log nor another site hears of it.
    """
    with translation.override(person.language):
        address = settings.SITE_URL + reverse("accounts:activate")
        context = {
            "person": person,
            "card": cards.in_groups(person.username),
            "code": code,
            "uses": [line for use in uses if (line := use(person))],
            "address": address,
            "until": person.activation.expires_at,
            "qr": qr_image(f"{address}#{person.username}-{code}"),
            "postal": [line.strip() for line in postal_address.splitlines() if line.strip()][:ADDRESS_LINES],
        }
        return html_to_pdf(render_to_string("accounts/letter.html", context))
