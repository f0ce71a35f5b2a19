"""Signing in at a counter: a card and six digits, a password, or digits received by SMS.

Every answer is the same whether the card exists or not, and takes as long.
"""

import re
import secrets
from datetime import timedelta
from itertools import pairwise

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

import notifications.actions
from accounts import cards, limits
from accounts.models import User
from journal.actions import record

from .enums import Way
from .models import Pin, TextedCode

DIGITS = re.compile(r"[0-9]{6}")
PER_KIOSK = limits.Limit(30, timedelta(minutes=5))
PER_DAY = limits.Limit(15, timedelta(days=1))  # six digits are a million: a card is not tried for weeks
TEXTS = limits.Limit(3, timedelta(hours=1))
TEXTED_LIFE = timedelta(minutes=10)
TWO_LOCKS = _("Votre compte a un deuxième verrou : à la borne, un agent vous ouvre.")
OBVIOUS = _("Ce code se devine trop facilement. Choisissez six chiffres sans suite, sans date de naissance.")


def judge(*, device, number, typed):
    """``(person, way)`` for a card's number and what was typed, or None. Raises ``TooManyGuesses``."""
    number = cards.clean(number)
    name = number.lower()
    tries = [
        limits.take(f"kiosk-card:{name}", limits.PER_ACCOUNT),
        limits.take(f"kiosk-card-day:{name}", PER_DAY),
        limits.take(f"kiosk:{device.pk}", PER_KIOSK),
    ]
    person = _resident(number)
    way = _way_in(person, device, typed)
    if way is None:
        return None
    limits.give_back(tries)
    return person, way


def text_code(*, device, number):
    """Send six digits to the telephone of the card, if any: who asks is not told. Raises ``TooManyGuesses``."""
    number = cards.clean(number)
    limits.take(f"kiosk-text:{number.lower()}", TEXTS)
    limits.take(f"kiosk-texts:{device.pk}", PER_KIOSK)
    person = _resident(number)
    digits = f"{secrets.randbelow(10**6):06}"
    hashed = make_password(digits)
    if person and person.phone and person.phone_verified and not is_mfa_enabled(person):
        _send(person, device, digits, hashed)


@transaction.atomic
def choose_pin(*, user, digits):
    """Keep the six digits a person chose; raises ValidationError for those anybody would try."""
    refuse_obvious(digits, user)
    if is_mfa_enabled(user):
        raise ValidationError(TWO_LOCKS, code="two_locks")
    Pin.objects.update_or_create(user=user, defaults={"digits_hash": make_password(digits)})
    record("kiosk.pin_chosen", actor=user, target=user, subject=user)
    notifications.actions.send("kiosk_pin_chosen", recipient=user, url=_own_page(user))


def forget_codes(user):
    """A password lost or changed closes the doors one may have opened with it."""
    TextedCode.objects.filter(user=user).delete()
    remove_pin(user=user)


@transaction.atomic
def remove_pin(*, user):
    if Pin.objects.filter(user=user).delete()[0]:
        record("kiosk.pin_removed", actor=user, target=user, subject=user)


def refuse_obvious(digits, user):
    """No row of the keypad, no repetition, no date of birth, no piece of one's own numbers."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(digits)}
    repeated = digits == digits[:2] * 3 or digits == digits[:3] * 2 or digits == digits[::-1]
    own = digits in (user.username or "") or digits in (user.phone or "")
    if len(steps) == 1 or len(set(digits)) < 3 or repeated or own or digits in _dates(user.birth_date):
        raise ValidationError(OBVIOUS, code="obvious")


def _dates(day):
    return {day.strftime(shape) for shape in ("%d%m%y", "%y%m%d", "%m%d%y", "%m%Y", "%Y%m")} if day else set()


def _resident(number):
    """The person of a card who may enter here: no agent, no closed account."""
    person = User.objects.filter(username__iexact=number, is_active=True).first() if "\0" not in number else None
    return person if person and not person.is_agent and not person.is_superuser else None


def _way_in(person, device, typed):
    """How what was typed opens, or None: as many hashes are reckoned for nobody as for somebody."""
    if DIGITS.fullmatch(typed):
        return _by_digits(person, device, typed)
    locked = person is None or is_mfa_enabled(person)  # a second lock is not gone round by a counter
    opens = check_password(typed, make_password(None) if locked else person.password)
    return Way.PASSWORD if opens else None


def _by_digits(person, device, typed):
    locked = person is None or is_mfa_enabled(person)  # as for a password
    pin = None if locked else Pin.objects.filter(user=person).first()
    texted = TextedCode.objects.filter(user=person, device=device, expires_at__gt=timezone.now()).first()
    by_pin = check_password(typed, pin.digits_hash if pin else make_password(None))
    by_text = check_password(typed, texted.digits_hash if texted else make_password(None))
    if by_text and texted.delete()[0]:
        return Way.SMS
    return Way.PIN if by_pin else None


def _own_page(user):
    with translation.override(user.language):
        return reverse("kiosk:pin")


@transaction.atomic
def _send(person, device, digits, hashed):
    values = {"device": device, "digits_hash": hashed, "expires_at": timezone.now() + TEXTED_LIFE}
    TextedCode.objects.update_or_create(user=person, defaults=values)
    notifications.actions.send("kiosk_code", phone=person.phone, context={"code": digits}, language=person.language)
    record("kiosk.code_texted", actor=None, target=person, subject=person, data={"kiosk": device.kiosk.code})
