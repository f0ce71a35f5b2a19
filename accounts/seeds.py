"""The services of the building, families and places: what every town hall starts from."""

from typing import NamedTuple

from .enums import Family
from .models import Service


class ServiceSeed(NamedTuple):
    code: str
    name: str
    family: str
    place: str
    is_partner: bool = False


SERVICES = [
    ServiceSeed("accueil", "Accueil général", Family.NEIGHBOURHOOD, "Rez-de-chaussée, dans le hall"),
    ServiceSeed("famille", "Service famille", Family.SOCIAL, "Rez-de-chaussée, aile gauche"),
    ServiceSeed("elections", "Élections et recensement", Family.CITIZENSHIP, "1er étage, bureau 104"),
    ServiceSeed("antenne-logement", "Antenne logement", Family.HOUSING, "Rez-de-chaussée, aile droite"),
    ServiceSeed("etat-civil", "État civil", Family.CITIZENSHIP, "1er étage, bureau 101"),
    ServiceSeed("affaires-generales", "Affaires générales", Family.CITIZENSHIP, "1er étage, bureau 110"),
    ServiceSeed("regie", "Régie", Family.NEIGHBOURHOOD, "Rez-de-chaussée, guichet 6"),
    ServiceSeed("caisse-des-ecoles", "Caisse des écoles", Family.SOCIAL, "Entresol, porte B"),
    ServiceSeed("secretariat-elus", "Secrétariat des élu·es", Family.CITIZENSHIP, "2e étage, bureau 201"),
    ServiceSeed("logistique", "Logistique", Family.NEIGHBOURHOOD, "Sous-sol, bureau 003"),
    ServiceSeed("archives", "Archives", Family.CITIZENSHIP, "Sous-sol, bureau 010"),
    ServiceSeed("communication", "Communication", Family.NEIGHBOURHOOD, "2e étage, bureau 210"),
    ServiceSeed("casvp", "Centre d’action sociale (CASVP)", Family.SOCIAL, "Rez-de-chaussée, aile gauche", True),
    ServiceSeed("ecrivain-public", "Écrivain public", Family.SOCIAL, "Rez-de-chaussée, salon des permanences", True),
    ServiceSeed("avocats", "Permanence des avocats", Family.CITIZENSHIP, "Salon des permanences", True),
    ServiceSeed("mediateur", "Médiateur", Family.HOUSING, "Salon des permanences", True),
    ServiceSeed(
        "point-info", "Point d’information locale", Family.NEIGHBOURHOOD, "Rez-de-chaussée, dans le hall", True
    ),
]


def ensure_services():
    """Create the services that are missing; those an administrator has renamed stay as they are."""
    known = set(Service.objects.values_list("code", flat=True))
    Service.objects.bulk_create(
        [Service(**seed._asdict()) for seed in SERVICES if seed.code not in known], ignore_conflicts=True
    )
