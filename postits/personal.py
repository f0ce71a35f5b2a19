"""Words that look like a telephone number or an e-mail address: warned about before anybody reads them."""

import re

EMAIL = r"[^\s@<>]{1,64}@[^\s@<>]{1,190}\.[^\s@<>.]{2,24}"
NUMBER = r"\+?\d(?:[\s.\-/()]{0,3}\d){8,}"
PERSONAL = re.compile(f"{EMAIL}|{NUMBER}")
HIDDEN = "•••"


def looks_personal(text):
    return PERSONAL.search(text) is not None


def masked(text):
    return PERSONAL.sub(HIDDEN, text)
