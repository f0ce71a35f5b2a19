"""Words as people search them, whatever the case and the accents; names in the reader's language."""

import unicodedata

from django.utils.translation import gettext

# Letters of Wolof and Bambara that are no accent, and that people type without.
PLAIN = str.maketrans({"ɛ": "e", "ɔ": "o", "ŋ": "n", "ɲ": "n", "’": "'"})


def plain(text):
    """Lower case without accents."""
    letters = unicodedata.normalize("NFKD", text).lower()
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).translate(PLAIN)


def said(text):
    """A name the town hall starts with, in the reader's language; one that staff have written, as they wrote it."""
    return gettext(text) if text else ""
