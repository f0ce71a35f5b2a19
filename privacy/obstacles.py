"""What stands in the way of an erasure now, each with the way to clear it."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from archives import queries as archives
from cases.enums import LIVE
from cases.queries import cases_of


class Obstacle(NamedTuple):
    sentence: str
    url: str = ""
    label: str = ""


def obstacles(person):
    """Empty when nothing does."""
    return [*_cases(person), *_roles(person), *_hold(person)]


def _cases(person):
    for case in cases_of(person).filter(state__in=LIVE):
        yield Obstacle(
            _("Votre dossier %(number)s est en cours. Terminez-le, ou retirez-le d’abord.") % {"number": case.number},
            reverse("workflows:case", args=[case.public_id]),
            _("Ouvrir le dossier %(number)s") % {"number": case.number},
        )


def _roles(person):
    if person.memberships.exists():
        yield Obstacle(
            _("Vous travaillez ici : demandez d’abord à l’administration du site de vous retirer vos rôles.")
        )


def _hold(person):
    if archives.is_held(person):
        yield Obstacle(
            _("Un juge ou une procédure demande de tout garder pour l’instant. Nous vous écrirons quand ce sera levé.")
        )
