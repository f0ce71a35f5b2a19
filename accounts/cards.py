"""Card numbers, by which a person without e-mail or telephone signs in, and the codes that open a new account.

Digits only for the number: they are read in every language. The code leaves out the signs people mistake for others.
"""

import re
import secrets

from .models import User

CODE_SIGNS = "ABCDEFGHJKMNPQRTUVWXYZ2346789"
CODE_LENGTH = 8
NUMBER_LENGTH = 10


def new_number():
    """A card number nobody has: nine digits drawn by lot, the first never 0, and a check digit."""
    while True:
        digits = str(secrets.randbelow(9 * 10**8) + 10**8)
        number = digits + check_digit(digits)
        if not User.objects.filter(username=number).exists():
            return number


def check_digit(digits):
    """The Luhn digit, which catches one wrong digit and most swaps of two neighbours."""
    doubled = (int(d) * (2 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits)))
    return str(-sum(d - 9 if d > 9 else d for d in doubled) % 10)


def is_number(text):
    """Whether ``text`` is a well-formed card number."""
    return bool(re.fullmatch(rf"[1-9]\d{{{NUMBER_LENGTH - 1}}}", text)) and check_digit(text[:-1]) == text[-1]


def clean(text):
    """What people type, without the gaps: a card number in groups becomes the number; other text stays."""
    bare = re.sub(r"[\s.\-\u00a0\u202f]", "", text)
    return bare if is_number(bare) else text.strip()


def in_groups(number):
    """``4827 356 190``, for people; a username that is no card number stays as it is."""
    return f"{number[:4]} {number[4:7]} {number[7:]}" if is_number(number) else number


def new_code():
    """A single-use code such as ``K7MQ-2XRF`` (38 bits; guessing is bounded to five in five minutes)."""
    signs = "".join(secrets.choice(CODE_SIGNS) for _sign in range(CODE_LENGTH))
    return f"{signs[:4]}-{signs[4:]}"


def clean_code(text):
    """A code as it was given, whatever the case and the gaps it was typed with."""
    bare = re.sub(r"[^A-Z0-9]", "", text.upper())
    return f"{bare[:4]}-{bare[4:]}"
