"""Secrets in links, and the codes of certificates."""

import hashlib
import secrets

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def new_token():
    """A secret for a link: 256 bits."""
    return secrets.token_urlsafe(32)


def digest(token):
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def new_code():
    """A certificate's code: 60 random bits in base32, read aloud in threes: ``XXXX-XXXX-XXXX``."""
    letters = [secrets.choice(ALPHABET) for _letter in range(12)]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))


def normalised(code):
    """A code as it is kept, however somebody typed it: lower case, spaces, 0 for O, 1 for I."""
    letters = [letter for letter in code.upper().replace("0", "O").replace("1", "I") if letter in ALPHABET][:13]
    return "-".join("".join(letters[start : start + 4]) for start in range(0, len(letters), 4))
