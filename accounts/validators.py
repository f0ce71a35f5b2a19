"""How strong a password must be, and what a name is made of."""

import unicodedata

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from zxcvbn import zxcvbn

# What zxcvbn notices, said our way.
WARNINGS = {
    "dictionary": _("Ce mot de passe contient un mot ou un nom que beaucoup de gens utilisent."),
    "spatial": _("Ce mot de passe suit les touches du clavier : on le devine vite."),
    "repeat": _("Ce mot de passe répète la même chose : on le devine vite."),
    "sequence": _("Ce mot de passe suit une suite connue, comme abc ou 123 : on le devine vite."),
    "date": _("Ce mot de passe contient une date : on la devine vite."),
    "recent_year": _("Ce mot de passe contient une année : on la devine vite."),
}
ADVICE = _("Prenez quatre mots sans lien entre eux, par exemple une couleur, un plat, un lieu et un animal.")
LONGEST_LOOKED_AT = 72
LONGEST_NAME = 80
BETWEEN_LETTERS = " '’ʼʻ‘`´-‐‑·.ـ"


class LongEnough(MinimumLengthValidator):
    """Django's rule, said our way and in all our languages."""

    def get_error_message(self):
        return ngettext(
            "Ce mot de passe est trop court : il faut %(count)d lettre ou chiffre au moins.",
            "Ce mot de passe est trop court : il faut %(count)d lettres ou chiffres au moins.",
            self.min_length,
        ) % {"count": self.min_length}


class StrongPassword:
    """Refuse a password that zxcvbn finds guessable (below ``minimum``, from 0 to 4)."""

    def __init__(self, minimum=3):
        self.minimum = minimum

    def validate(self, password, user=None):
        about_them = [getattr(user, name, None) for name in ("first_name", "last_name", "email", "username", "phone")]
        result = zxcvbn(password[:LONGEST_LOOKED_AT], user_inputs=[str(text) for text in about_them if text])
        if result["score"] < self.minimum:
            raise ValidationError([warning_for(result), ADVICE], code="password_too_weak")

    def get_help_text(self):
        return ADVICE


def warning_for(result):
    """What is weak about a password, from the longest pattern found in it."""
    longest = max(result["sequence"], key=lambda match: len(match["token"]), default={})
    return WARNINGS.get(longest.get("pattern"), _("Ce mot de passe se devine trop vite."))


def a_name(text):
    """Refuse what no name holds: our messages carry names, and must not carry somebody's web address or orders.

    Letters and marks of any script, with spaces, hyphens, apostrophes, and dots that end a word (``J. Martin``).
    """
    strange = [sign for sign in text if not _is_of_a_name(sign)]
    if strange or any(part[:1].strip() for part in text.split(".")[1:]):
        raise ValidationError(_("Un nom s’écrit avec des lettres, des espaces, des traits d’union ou des apostrophes."))


def _is_of_a_name(sign):
    return sign in BETWEEN_LETTERS or unicodedata.category(sign)[0] in "LM"
