from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What an agent does in a service."""

    RECEPTION = "reception", _("Accueil")
    FLYING_AGENT = "flying_agent", _("Agent volant")
    SERVICE_AGENT = "service_agent", _("Agent du service")
    TEAM_LEAD = "team_lead", _("Responsable d’équipe")
    OFFICIANT = "officiant", _("Élu·e")
    EDITOR = "editor", _("Communication")
    PARTNER = "partner", _("Agent partenaire")
    ARCHIVIST = "archivist", _("Archives")
    ADMINISTRATOR = "administrator", _("Administration du site")


EDITORIAL = frozenset({Role.EDITOR, Role.ADMINISTRATOR, ("communication", Role.TEAM_LEAD)})
"""Who keeps the public pages: communication, the lead of its team, the administration of the site."""


class Family(models.TextChoices):
    """The four families of services; colour and pictogram follow from it everywhere."""

    CITIZENSHIP = "citizenship", _("Citoyenneté")
    SOCIAL = "social", _("Famille et social")
    HOUSING = "housing", _("Logement")
    NEIGHBOURHOOD = "neighbourhood", _("Vie du quartier")


CASE_WORKERS = {Role.SERVICE_AGENT, Role.TEAM_LEAD}
COUNTER = {Role.RECEPTION, Role.FLYING_AGENT}
FRONT_DESK = CASE_WORKERS | COUNTER | {Role.ADMINISTRATOR}
