"""The guide on paper: one booklet a situation, read as A5 pages or folded out of A4 sheets."""

from django.template.loader import render_to_string
from django.utils import translation

from ui.printing import folded_in_two, html_to_pdf, qr_image

from . import memory, queries, routing


def booklet(page, language, folded=False):
    """The booklet of a situation as the bytes of a PDF, made once an edition.

    ``folded`` gives A4 sheets to print on both sides (turned over the short edge) and fold in two; else A5 pages in
    reading order. Raises ``PrintingUnavailable`` where the machine lacks a library.
    """
    return memory.remember(("booklet", page.pk, language, folded), lambda: make_booklet(page, language, folded))


def make_booklet(page, language, folded):
    pdf = html_to_pdf(booklet_html(page, language))
    return folded_in_two(pdf, right_to_left=routing.direction(routing.language_of(page)) == "rtl") if folded else pdf


def booklet_html(page, language):
    """The words of the booklet are in the language of the page's text, whoever asks."""
    address = routing.absolute(routing.address(page, language))
    spoken = routing.language_of(page)
    context = {
        "page": page,
        "address": address,
        "qr": qr_image(address),
        **queries.around_situation(page, spoken),
    }
    with translation.override(spoken):
        return render_to_string("cms/booklet.html", context)
