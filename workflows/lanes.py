"""Who does the steps: each human step is in one lane, and the lane says who may take it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.enums import CASE_WORKERS, COUNTER, Role
from accounts.models import Service
from cases.enums import PLANNED
from cases.rules import is_party

RECEPTION = "accueil"


@dataclass(frozen=True)
class Lane:
    """``allows(user, case)`` says who may do a step, ``service(case)`` in whose inbox it is (None: the residents')."""

    code: str
    label: Promise
    service: Callable
    allows: Callable
    roles: frozenset = field(default_factory=frozenset)

    @property
    def is_residents(self):
        return self.code == "residents"


def reception(case):
    return Service.objects.get(code=RECEPTION)


def service_of(case):
    return case.service


def at_the_counter(user, case):
    """Reception and flying agents, and those who work on the service's cases."""
    return user.has_role(*COUNTER, *CASE_WORKERS, service=RECEPTION) or in_the_service(user, case)


def in_the_service(user, case):
    return user.has_role(*CASE_WORKERS, service=case.service.code)


def booked_officiant(user, case):
    """The officiant of the ceremony to come; the team lead may stand in for the paperwork."""
    if user.has_role(Role.TEAM_LEAD, service=case.service.code):
        return True
    return officiant_of(case) == user


def officiant_of(case):
    """The person booked to celebrate, or None (a resource may stand for nobody with an account)."""
    ceremony = planned_ceremony(case)
    return ceremony.officiant.resource.user if ceremony else None


def planned_ceremony(case):
    """The ceremony to come with its bookings, or None."""
    related = ("room__resource", "officiant__resource__user")
    return case.ceremonies.filter(state__in=PLANNED).select_related(*related).first()


COUNTER_LANE = Lane("counter", _("Accueil"), reception, at_the_counter, frozenset(COUNTER | CASE_WORKERS))
REGISTRY_LANE = Lane("registry", _("Service"), service_of, in_the_service, frozenset(CASE_WORKERS))
OFFICIANT_LANE = Lane(
    "officiant", _("Élu·e"), service_of, booked_officiant, frozenset({Role.OFFICIANT, Role.TEAM_LEAD})
)
RESIDENTS_LANE = Lane("residents", _("Usagers"), lambda case: None, is_party)
LANES = {lane.code: lane for lane in (COUNTER_LANE, REGISTRY_LANE, OFFICIANT_LANE, RESIDENTS_LANE)}
