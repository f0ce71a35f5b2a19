"""The resources every town hall starts with. Each call leaves what exists as the agents changed it."""

from datetime import time

from django.utils.translation import gettext_noop as _

from accounts.enums import Role
from accounts.models import User

from .enums import ResourceKind
from .models import Opening, Resource, Terms

MONDAY_TO_FRIDAY, SATURDAY = range(5), 5
ROOMS = [("salle-des-mariages", _("Salle des mariages"), 120), ("petit-salon", _("Petit salon"), 30)]
PLACE = _("1er étage")


def ensure_ceremony_resources():
    """The two ceremony rooms, and every elected official who may celebrate."""
    for code, name, capacity in ROOMS:
        ensure_room(code, name, capacity)
    for user in User.objects.filter(memberships__role=Role.OFFICIANT, is_active=True).distinct():
        ensure_officiant(user)


SPACES = [
    # code, name, kind, quantity, capacity, place
    ("tables", _("Tables de l’espace de travail"), ResourceKind.DESK, 12, None, _("Rez-de-chaussée")),
    ("salle-des-idees", _("Salle des idées"), ResourceKind.MEETING_ROOM, 1, 8, _("Rez-de-chaussée")),
    ("videoprojecteurs", _("Vidéoprojecteurs"), ResourceKind.EQUIPMENT, 3, None, _("Accueil")),
]


def ensure_spaces():
    """The co-working space: tables, a room, projectors; open to everybody, Monday to Saturday."""
    terms, _made = Terms.objects.get_or_create(name=_("Espace de travail"))
    for code, name, kind, quantity, capacity, place in SPACES:
        fields = {"name": name, "kind": kind, "quantity": quantity, "capacity": capacity, "place": place}
        space, created = Resource.objects.get_or_create(code=code, defaults={**fields, "terms": terms})
        if created:
            Opening.objects.bulk_create(
                Opening(resource=space, weekday=day, starts=time(9), ends=time(19), slot_minutes=60)
                for day in (*MONDAY_TO_FRIDAY, SATURDAY)
            )


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
