"""The services of the building, families and places: what every town hall starts from."""

from typing import NamedTuple

from django.utils.translation import gettext_noop as _

from .enums import Family
from .models import Service


class ServiceSeed(NamedTuple):
    code: str
    name: str
    family: str
    place: str
    is_partner: bool = False


SERVICES = [
    ServiceSeed("accueil", _("Accueil général"), Family.NEIGHBOURHOOD, _("Rez-de-chaussée, dans le hall")),
    ServiceSeed("famille", _("Service famille"), Family.SOCIAL, _("Rez-de-chaussée, aile gauche")),
    ServiceSeed("elections", _("Élections et recensement"), Family.CITIZENSHIP, _("1er étage, bureau 104")),
    ServiceSeed("antenne-logement", _("Antenne logement"), Family.HOUSING, _("Rez-de-chaussée, aile droite")),
    ServiceSeed("etat-civil", _("État civil"), Family.CITIZENSHIP, _("1er étage, bureau 101")),
    ServiceSeed("affaires-generales", _("Affaires générales"), Family.CITIZENSHIP, _("1er étage, bureau 110")),
    ServiceSeed("regie", _("Régie"), Family.NEIGHBOURHOOD, _("Rez-de-chaussée, guichet 6")),
    ServiceSeed("caisse-des-ecoles", _("Caisse des écoles"), Family.SOCIAL, _("Entresol, porte B")),
    ServiceSeed("secretariat-elus", _("Secrétariat des élu·es"), Family.CITIZENSHIP, _("2e étage, bureau 201")),
    ServiceSeed("logistique", _("Logistique"), Family.NEIGHBOURHOOD, _("Sous-sol, bureau 003")),
    ServiceSeed("archives", _("Archives"), Family.CITIZENSHIP, _("Sous-sol, bureau 010")),
    ServiceSeed("communication", _("Communication"), Family.NEIGHBOURHOOD, _("2e étage, bureau 210")),
    ServiceSeed("casvp", _("Centre d’action sociale (CASVP)"), Family.SOCIAL, _("Rez-de-chaussée, aile gauche"), True),
    ServiceSeed(
        "ecrivain-public", _("Écrivain public"), Family.SOCIAL, _("Rez-de-chaussée, salon des permanences"), True
    ),
    ServiceSeed("avocats", _("Permanence des avocats"), Family.CITIZENSHIP, _("Salon des permanences"), True),
    ServiceSeed("mediateur", _("Médiateur"), Family.HOUSING, _("Salon des permanences"), True),
    ServiceSeed(
        "point-info", _("Point d’information locale"), Family.NEIGHBOURHOOD, _("Rez-de-chaussée, dans le hall"), True
    ),
]


def ensure_services():
    """Create the services that are missing; those an administrator has renamed stay as they are."""
    known = set(Service.objects.values_list("code", flat=True))
    Service.objects.bulk_create(
        [Service(**seed._asdict()) for seed in SERVICES if seed.code not in known], ignore_conflicts=True
    )
