"""Erasing a person: asked, some days to think better of it, then done step by step, each of which may be run again."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from journal.actions import record
from notifications.actions import send
from privacy.enums import PENDING, ErasureReason, ErasureState
from privacy.erasers import StillNeeded
from privacy.holdings import holdings
from privacy.models import ErasedPerson, Erasure, Export
from privacy.obstacles import obstacles
from vault import keys, storage

COOLING_DAYS = 7
TRY_AGAIN = timedelta(days=1)


def pending(person):
    """The erasure that is planned for this person, or None."""
    return Erasure.objects.filter(person=person, state__in=PENDING).first()


@transaction.atomic
def plan(*, person, actor, reason=ErasureReason.ASKED):
    """Erase a person in ``COOLING_DAYS`` days; she is told by every channel and may cancel until then.

    Planning twice gives the same one. Raises ``ValidationError`` with what stands in the way.
    """
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if known := pending(person):
        return known
    if person.erased_at:
        raise ValidationError(_("Cette personne est déjà effacée."))
    if found := obstacles(person):
        raise ValidationError([obstacle.sentence for obstacle in found])
    due_at = timezone.now() + timedelta(days=COOLING_DAYS)
    erasure = Erasure.objects.create(person=person, asked_by=actor, reason=reason, due_at=due_at)
    record("erasure.planned", actor=actor, target=erasure, subject=person, data={"reason": str(reason)})
    _tell("erasure_planned", erasure, day=timezone.localdate(due_at))
    return erasure


@transaction.atomic
def cancel(*, erasure, actor):
    """Nothing is erased after all; False when it is too late."""
    locked = Erasure.objects.select_for_update(of=["self"]).select_related("person").get(pk=erasure.pk)
    if locked.state != ErasureState.COOLING:
        return locked.state == ErasureState.CANCELLED
    locked.state, locked.cancelled_at = ErasureState.CANCELLED, timezone.now()
    locked.save(update_fields=["state", "cancelled_at"])
    record("erasure.cancelled", actor=actor, target=locked, subject=locked.person)
    _tell("erasure_cancelled", locked)
    return True


def due():
    """Ids of the erasures whose day has come, or that a worker left half-way."""
    return list(Erasure.objects.filter(state__in=PENDING, due_at__lte=timezone.now()).values_list("pk", flat=True))


def run(erasure_id):
    """Erase. Killed anywhere, the next run goes on: each step finds done what was done. ``StorageUnavailable``."""
    erasure = _begin(erasure_id)
    if erasure is None:
        return
    person = User.objects.get(pk=erasure.person_id)
    _discard_exports(person)
    taken = [_taken(holding, person) for holding in _in_order()]
    if all(taken):
        _end(erasure, person)
    else:
        Erasure.objects.filter(pk=erasure.pk).update(due_at=timezone.now() + TRY_AGAIN)


def _taken(holding, person):
    """Erase one holding; False when some of it must wait, which holds up none of the others."""
    try:
        holding.erase(person)
    except StillNeeded:
        return False
    return True


def _in_order():
    """Whatever reads the person's name or key comes before the account; the copies before the papers."""
    steps = [holding for holding in holdings() if holding.erase]
    return sorted(steps, key=lambda holding: (holding.code == "account", holding.code == "documents"))


@transaction.atomic
def _begin(erasure_id):
    """Close the door for good and enter the person in the register; None when it is not to be done now."""
    rows = Erasure.objects.select_for_update(of=["self"]).filter(pk=erasure_id, state__in=PENDING)
    erasure = rows.filter(due_at__lte=timezone.now()).first()
    if erasure is None:
        return None
    person = User.objects.select_for_update().get(pk=erasure.person_id)
    if person.erased_at is None and obstacles(person):
        _put_off(erasure)
        return None
    if person.erased_at is None:
        person.erased_at, person.is_active = timezone.now(), False
        person.save(update_fields=["erased_at", "is_active"])
    ErasedPerson.objects.get_or_create(public_id=person.public_id, defaults={"at": person.erased_at})
    if erasure.state != ErasureState.RUNNING:
        erasure.state = ErasureState.RUNNING
        erasure.save(update_fields=["state"])
        record("erasure.begun", actor=None, target=erasure, subject=person)
    return erasure


def _put_off(erasure):
    """Something came in the way meanwhile: said once, tried again each day."""
    told = erasure.put_off_at is not None
    erasure.put_off_at, erasure.due_at = timezone.now(), timezone.now() + TRY_AGAIN
    erasure.save(update_fields=["put_off_at", "due_at"])
    if not told:
        record("erasure.put_off", actor=None, target=erasure, subject=erasure.person)
        _tell("erasure_put_off", erasure)


def _discard_exports(person):
    names = list(Export.objects.filter(owner=person, object_name__isnull=False).values_list("object_name", flat=True))
    with transaction.atomic():
        Export.objects.filter(owner=person).delete()
        transaction.on_commit(lambda: [storage.remove(name) for name in names], robust=True)


@transaction.atomic
def _end(erasure, person):
    """The key last: what was missed, and what is in older copies of the storage, will never open again."""
    keys.destroy(person)
    erasure.state, erasure.done_at = ErasureState.DONE, timezone.now()
    erasure.save(update_fields=["state", "done_at"])
    record("erasure.done", actor=None, target=erasure, subject=person)


def _tell(kind, erasure, **context):
    with translation.override(erasure.person.language):
        url = reverse("privacy:erase")
    send(kind, recipient=erasure.person, context=context, url=url, target=erasure)
