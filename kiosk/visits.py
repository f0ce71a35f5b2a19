"""Somebody in front of a counter: entering, staying, leaving."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

import notifications.actions
from journal.actions import record

from . import scanner
from .enums import End, Way
from .models import Device, Visit

LIFE = timedelta(minutes=10)
MOST = timedelta(minutes=20)


@transaction.atomic
def open_(*, device, person, way, agent=None, identity_seen=""):
    """Open a session of ``person`` at ``device``; whoever was there is out, what lay in the scanner is destroyed."""
    Device.objects.select_for_update().get(pk=device.pk)
    end_at(device, End.NEXT, actor=agent or person)
    now = timezone.now()
    visit = Visit(device=device, person=person, way=way, agent=agent, identity_seen=identity_seen)
    visit.opened_at, visit.seen_at, visit.until = now, now, now + LIFE
    visit.entered_at = None if agent else now
    visit.full_clean(exclude=["device", "person", "agent"])
    visit.save()
    scanner.sweep(device.kiosk, before=now)
    verb = "kiosk.helped" if agent else "kiosk.entered"
    data = {"kiosk": device.kiosk.code, "visit": visit.public_id, "way": way, "seen": identity_seen}
    record(verb, actor=agent or person, target=person, subject=person, data=data)
    if agent:
        _tell_helped(visit)
    return visit


def _tell_helped(visit):
    """The person hears of a door opened in her name, wherever she is."""
    with translation.override(visit.person.language):
        url = reverse("vault:readings")
    context = {"agent": str(visit.agent), "kiosk": visit.kiosk.name}
    notifications.actions.send("kiosk_helped", recipient=visit.person, context=context, url=url, target=visit.kiosk)


def waiting_at(device):
    """The session an agent has just opened at this computer and nobody has entered, or None.

    Nobody having been there, it is over as soon as an idle one would be.
    """
    waiting = device.visits.going().filter(entered_at=None, way=Way.AGENT)
    return waiting.select_related("person", "agent", "device__kiosk").first()


def scans_from(visit):
    """From when a sheet is this session's: what the person before sent to the scanner may still come for a while."""
    before = Visit.objects.filter(device__kiosk=visit.device.kiosk_id, opened_at__lt=visit.opened_at)
    ended_at = before.order_by("-opened_at").values_list("ended_at", flat=True).first()
    grace = timedelta(seconds=settings.KIOSK_SCANNER_GRACE_SECONDS)
    return max(visit.opened_at, ended_at + grace) if ended_at else visit.opened_at


def enter(visit):
    """The counter takes the session opened by the agent: True for the one that came first."""
    now = timezone.now()
    taken = Visit.objects.going().filter(pk=visit.pk, entered_at=None).update(entered_at=now, seen_at=now)
    return bool(taken)


def why_over(visit, device):
    """The reason this session is over for the computer that asks, or None."""
    now = timezone.now()
    if visit.ended_at:
        return visit.end
    if device is None or device.pk != visit.device_id:
        return End.COUNTER if visit.device.revoked_at else End.STOLEN
    if not visit.kiosk.is_active or not visit.person.is_active:
        return End.COUNTER
    if visit.until <= now:
        return End.TIME
    if now - visit.seen_at >= timedelta(seconds=settings.KIOSK_IDLE_SECONDS):
        return End.IDLE
    return None


def touch(visit):
    """Somebody is there."""
    visit.seen_at = timezone.now()
    Visit.objects.filter(pk=visit.pk, ended_at=None).update(seen_at=visit.seen_at)


def more_time(visit):
    """Ten minutes from now, twenty in all."""
    now = timezone.now()
    visit.until = min(now + LIFE, visit.opened_at + MOST)
    visit.seen_at = now
    Visit.objects.filter(pk=visit.pk, ended_at=None).update(until=visit.until, seen_at=now)


@transaction.atomic
def end(visit, reason, *, actor=None):
    """End a session once; what its scanner holds goes with it."""
    if not Visit.objects.filter(pk=visit.pk, ended_at=None).update(ended_at=timezone.now(), end=reason):
        return False
    data = {"kiosk": visit.kiosk.code, "visit": visit.public_id, "end": reason}
    record("kiosk.left", actor=actor, target=visit.person, subject=visit.person, data=data)
    scanner.sweep(visit.kiosk)
    return True


def end_at(device, reason, *, actor=None):
    """End whatever goes on at this computer."""
    for visit in device.visits.filter(ended_at=None).select_related("device__kiosk", "person"):
        end(visit, why_over(visit, device) or reason, actor=actor)


def end_stale():
    """End the sessions nobody came back to; give how many."""
    stale = Visit.objects.filter(ended_at=None).select_related("device__kiosk", "person")
    return sum(end(visit, reason) for visit in stale if (reason := why_over(visit, visit.device)))
