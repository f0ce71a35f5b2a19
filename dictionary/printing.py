"""The dictionary on paper: the sheet of every picture, a card for each notion, the signs of the building."""

from django.template.loader import render_to_string
from django.utils import translation

from ui.printing import html_to_pdf

from . import queries
from .enums import SOURCE_LANGUAGE
from .signs import sign_of


def card(entry):
    """A card (A6) with the picture and the word in the six languages, as the bytes of a PDF."""
    return queries.remember(("card", entry.key), lambda: made("dictionary/card.html", entry=entry))


def sheet():
    """Every picture at 24, 48 and 200 px, to judge them together."""
    return queries.remember(("sheet",), lambda: made("dictionary/sheet.html", entries=queries.entries().values()))


def sign(door, arrow, size):
    """The sign of a door (see ``signs.sign_of``), A4 or A3 lying down, with an arrow ("" for none)."""
    wanted = sign_of(door)
    return made("dictionary/sign.html", sign=wanted, arrow=arrow and wanted.inked(arrow), size=size)


def made(template, **context):
    """Paper of the building is in French, with its other languages beside it."""
    with translation.override(SOURCE_LANGUAGE):
        return html_to_pdf(render_to_string(template, context))
