"""Words as people search them: whatever the case and the accents."""

import unicodedata

# Letters of Wolof and Bambara that are no accent, and that people type without.
PLAIN = str.maketrans({"ɛ": "e", "ɔ": "o", "ŋ": "n", "ɲ": "n", "’": "'"})


def plain(text):
    """Lower case without accents."""
    letters = unicodedata.normalize("NFKD", text).lower()
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).translate(PLAIN)
