"""The resources every town hall starts with. Each call leaves what exists as the agents changed it."""

from datetime import time

from django.utils.translation import gettext_noop as _

from accounts.enums import Role
from accounts.models import User

from .enums import ResourceKind
from .models import Opening, Resource

MONDAY_TO_FRIDAY, SATURDAY = range(5), 5
ROOMS = [("salle-des-mariages", _("Salle des mariages"), 120), ("petit-salon", _("Petit salon"), 30)]
PLACE = _("1er étage")


def ensure_ceremony_resources():
    """The two ceremony rooms, and every elected official who may celebrate."""
    for code, name, capacity in ROOMS:
        ensure_room(code, name, capacity)
    for user in User.objects.filter(memberships__role=Role.OFFICIANT, is_active=True).distinct():
        ensure_officiant(user)


def ensure_room(code, name, capacity):
    fields = {"name": name, "kind": ResourceKind.CEREMONY_ROOM, "capacity": capacity, "place": PLACE}
    room, created = Resource.objects.get_or_create(code=code, defaults=fields)
    if created:
        open_on_ceremony_days(room)
    return room


def ensure_officiant(user):
    """The resource that stands for an elected official's time."""
    fields = {"code": f"officiant-{user.pk}", "name": str(user), "kind": ResourceKind.OFFICIANT}
    resource, created = Resource.objects.get_or_create(user=user, defaults=fields)
    if created:
        open_on_ceremony_days(resource)
    return resource


def open_on_ceremony_days(resource):
    """Monday to Friday, morning and afternoon; Saturday until five. A ceremony takes half an hour."""
    week = [(day, hours) for day in MONDAY_TO_FRIDAY for hours in ((time(9), time(12)), (time(14), time(17)))]
    week += [(SATURDAY, (time(9), time(17)))]
    Opening.objects.bulk_create(
        Opening(resource=resource, weekday=day, starts=starts, ends=ends) for day, (starts, ends) in week
    )
