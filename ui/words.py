"""Words as people search them, whatever the case and the accents; names in the reader's language."""

import re
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


def elided(words, name):
    """French loses the e of « de » before a vowel that is heard: "Les papiers de Awa" becomes "Les papiers d’Awa".

    An h is left alone: whether it is heard depends on the name.
    """
    heard = re.match(r"[aeiou]|y[^aeiou]", plain(name))
    return words.replace(f"de {name}", f"d’{name}") if heard else words
