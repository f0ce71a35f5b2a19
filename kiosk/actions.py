"""What administrators do to counters, and agents to whom stands there."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

import vault.actions
from accounts import limits
from journal.actions import record

from . import devices, scanner, visits
from .enums import End, Way
from .models import Device, Kiosk


@transaction.atomic
def save(*, kiosk, actor):
    """Keep a new or changed counter; one that closes puts out whoever stands there."""
    verb = "kiosk.changed" if kiosk.pk else "kiosk.created"
    kiosk.save()
    if not kiosk.is_active:
        for device in kiosk.devices.all():
            visits.end_at(device, End.COUNTER, actor=actor)
    record(verb, actor=actor, target=kiosk, data={"code": kiosk.code, "active": kiosk.is_active})
    return kiosk


@transaction.atomic
def call(*, kiosk, actor=None):
    """Somebody at this counter calls an agent: the agents' pages say so until one goes. Calling twice is once."""
    if Kiosk.objects.filter(pk=kiosk.pk, called_at=None).update(called_at=timezone.now()):
        record("kiosk.called", actor=actor, target=kiosk, data={"kiosk": kiosk.code})


@transaction.atomic
def go(*, kiosk, actor):
    """An agent goes there; False when a colleague was first, or nobody calls."""
    if not Kiosk.objects.filter(pk=kiosk.pk, called_at__isnull=False).update(called_at=None):
        return False
    record("kiosk.call_answered", actor=actor, target=kiosk, data={"kiosk": kiosk.code})
    return True


def help_somebody(*, kiosk, person, agent, code, identity_seen):
    """Open a session at the computer that shows ``code``. Raises ValidationError, ``TooManyGuesses``."""
    tries = [limits.take(f"kiosk-help:{agent.pk}", limits.PER_ACCOUNT)]
    device = devices.showing(kiosk, code)
    if device is None or not kiosk.is_active:
        raise ValidationError(_("Ce n’est pas ce que la borne montre en ce moment. Regardez l’écran."), code="code")
    limits.give_back(tries)
    if person.is_agent or not person.is_active or person == agent:
        raise ValidationError(_("Une borne ne s’ouvre que pour une personne usagère."), code="person")
    return visits.open_(device=device, person=person, way=Way.AGENT, agent=agent, identity_seen=identity_seen)


def close(*, kiosk, actor):
    """End what goes on at a counter."""
    for device in Device.objects.filter(kiosk=kiosk, revoked_at=None):
        visits.end_at(device, End.AGENT, actor=actor)


def keep_scan(*, visit, key, type, label=""):
    """Put one scan of this session into the person's vault and remove it from the folder; raises ``RefusedFile``."""
    with scanner.taken(visit, key, visits.scans_from(visit)) as file:
        document = vault.actions.store(
            owner=visit.person, actor=visit.person, type=type, uploaded_file=file, label=label
        )
    return document
