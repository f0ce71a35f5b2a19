"""The computer of a counter: enrolled once with a single-use code, known by a signed cookie of its own."""

import hashlib
import hmac
import secrets
import time
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.core import signing
from django.db import transaction
from django.utils import timezone

from accounts import cards, limits
from journal.actions import record

from . import visits
from .enums import End
from .models import Device, Pairing

PAIRING_LIFE = timedelta(minutes=15)
COOKIE_AGE = 400 * 24 * 3600  # seconds: the longest a browser keeps a cookie
SALT = "kiosk.device"
WINDOW = 60  # seconds one help code is shown
CODE_SIGNS = 5


def known(request):
    """The enrolled computer that asks, or None. One query, and none without the cookie."""
    try:
        name, _colon, secret = signing.loads(request.COOKIES[settings.KIOSK_COOKIE], salt=SALT).partition(":")
    except (KeyError, AttributeError, signing.BadSignature):
        return None
    found = Device.objects.select_related("kiosk").filter(public_id=name, revoked_at=None).first()
    return found if found and hmac.compare_digest(found.secret_digest, digest(secret)) else None


def remember(response, device, secret):
    """Give the computer its cookie."""
    response.set_cookie(
        settings.KIOSK_COOKIE,
        signing.dumps(f"{device.public_id}:{secret}", salt=SALT),
        max_age=COOKIE_AGE,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


@transaction.atomic
def give_pairing_code(*, kiosk, actor):
    """A code to type on the counter's computer, once, within a quarter of an hour; the code before is dead."""
    code = cards.new_code()
    values = {"code_hash": make_password(code), "expires_at": timezone.now() + PAIRING_LIFE, "given_by": actor}
    Pairing.objects.update_or_create(kiosk=kiosk, defaults=values)
    record("kiosk.pairing_given", actor=actor, target=kiosk)
    return code


def enrol(*, code, typed, address):
    """``(device, secret)`` for the counter ``code`` and its pairing code, or None. Raises ``TooManyGuesses``."""
    tries = limits.count(account=f"kiosk-pairing:{code}", address=address)
    made = _enrolled(code, cards.clean_code(typed))
    if made:
        limits.give_back(tries)
    return made


@transaction.atomic
def revoke(*, device, actor):
    """The computer is no counter any longer; whoever stands there is out at once."""
    device.revoked_at = timezone.now()
    device.save(update_fields=["revoked_at"])
    visits.end_at(device, End.COUNTER, actor=actor)
    record("kiosk.device_revoked", actor=actor, target=device.kiosk, data={"device": device.public_id})


def help_code(device, *, before=0):
    """What the counter shows to the agent beside: five signs, others each minute, of this computer alone."""
    turn = int(time.time()) // WINDOW - before
    seed = f"{device.secret_digest}:{turn}".encode()
    number = int.from_bytes(hmac.digest(settings.SECRET_KEY.encode(), b"kiosk.help:" + seed, "sha256"))
    signs = ""
    for _place in range(CODE_SIGNS):
        number, sign = divmod(number, len(cards.CODE_SIGNS))
        signs += cards.CODE_SIGNS[sign]
    return signs


def showing(kiosk, typed):
    """The computer of this counter that shows ``typed`` now or did a minute ago, or None."""
    bare = "".join(sign for sign in typed.upper() if sign.isalnum())
    for device in kiosk.devices.filter(revoked_at=None):
        if any(hmac.compare_digest(bare.encode(), help_code(device, before=ago).encode()) for ago in (0, 1)):
            return device
    return None


def digest(secret):
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def _enrolled(code, typed):
    found = (
        Pairing.objects.select_for_update(of=["self"]).select_related("kiosk", "given_by").filter(kiosk__code=code)
    ).first()
    usable = found is not None and found.expires_at > timezone.now() and found.kiosk.is_active
    if not check_password(typed, found.code_hash if usable else make_password(None)):
        return None
    for former in found.kiosk.devices.filter(revoked_at=None).select_related("kiosk"):
        revoke(device=former, actor=found.given_by)  # one computer a counter: they would share its scanner
    secret = secrets.token_urlsafe(32)
    device = Device.objects.create(kiosk=found.kiosk, secret_digest=digest(secret), enrolled_by=found.given_by)
    found.delete()
    record("kiosk.enrolled", actor=found.given_by, target=device.kiosk, data={"device": device.public_id})
    return device, secret
