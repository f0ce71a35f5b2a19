"""Telephone numbers, always kept as E.164 (``+33612345678``)."""

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

HOME_COUNTRY = "FR"


def normalise(text):
    """The number as E.164; a number without a country is French. ValidationError when nobody could be called there."""
    try:
        number = phonenumbers.parse(text, HOME_COUNTRY)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise ValidationError(
            _("Ce numéro ne semble pas complet. Écrivez-le comme 06 12 34 56 78, ou avec +221 s’il vient d’ailleurs."),
            code="invalid_phone",
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def normalise_or_none(text):
    """The number as E.164, or None when the text is no number."""
    try:
        return normalise(text)
    except ValidationError:
        return None


def for_people(number):
    """A stored number as people read it: national for France, international elsewhere."""
    parsed = phonenumbers.parse(number)
    national = parsed.country_code == phonenumbers.country_code_for_region(HOME_COUNTRY)
    style = phonenumbers.PhoneNumberFormat.NATIONAL if national else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)
