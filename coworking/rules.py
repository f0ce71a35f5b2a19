"""Who may do what with a booking, and what can be booked at all."""

from django.utils import timezone
from django.utils.translation import gettext as _

from .enums import Audience
from .errors import NotBookable
from .hours import is_open

AUDIENCES = {
    Audience.RESIDENTS: lambda user: user.is_active,
    Audience.AGENTS: lambda user: user.is_agent,
}
"""``{audience: predicate of a person}``. Rooms above add the people they know: projects, those who wait."""


def is_invited(user, terms):
    """Whether somebody is one of those for whom these resources are."""
    return user.is_authenticated and any(AUDIENCES[each](user) for each in terms.audiences if each in AUDIENCES)


def is_holder(user, booking):
    return booking.holder_id == user.pk


def check_bookable(resource, hours, *, starts, ends):
    """Raise NotBookable when nobody could book this resource at this time."""
    if ends <= starts:
        raise NotBookable(_("La fin doit venir après le début."))
    if starts <= timezone.now():
        raise NotBookable(_("Cette date est déjà passée. Choisissez-en une à venir."))
    if not resource.is_active:
        raise NotBookable(_("« %(name)s » ne se réserve plus."), params={"name": resource.name})
    if not is_open(hours, starts=starts, ends=ends):
        raise NotBookable(_("« %(name)s » n’est pas ouvert à cette heure."), params={"name": resource.name})
