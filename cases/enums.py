from django.db import models
from django.utils.translation import gettext_lazy as _


class CaseState(models.TextChoices):
    """Where the case stands as a whole; the fine steps are the flow's."""

    DRAFT = "draft", _("En préparation")
    OPEN = "open", _("En cours")
    DONE = "done", _("Terminé")
    WITHDRAWN = "withdrawn", _("Retiré par les usagers")
    CANCELLED = "cancelled", _("Annulé par la mairie")
    DESTROYED = "destroyed", _("Détruit avec le visa des archives")


LIVE = {CaseState.DRAFT, CaseState.OPEN}
CLOSED = {CaseState.DONE, CaseState.WITHDRAWN, CaseState.CANCELLED}


class PartyRole(models.TextChoices):
    APPLICANT = "applicant", _("Demandeur")
    SPOUSE = "spouse", _("Futur·e époux·se ou partenaire")


class LegalEffect(models.TextChoices):
    """What the town hall says the online part is worth. Shown on screen, always."""

    SYMBOLIC = "symbolic", _("Symbolique")
    PREPARATORY = "preparatory", _("Préparatoire")
    VALID = "valid", _("Juridiquement valable")


class PieceState(models.TextChoices):
    MISSING = "missing", _("À fournir")
    PROVIDED = "provided", _("Fourni")
    COMPLETE = "complete", _("Vu, complet")
    RETURNED = "returned", _("À refaire")


TO_PROVIDE = {PieceState.MISSING, PieceState.RETURNED}


class ActKind(models.TextChoices):
    """Lines of the liaison sheet."""

    ACT = "act", _("Acte")
    NOTE = "note", _("Note entre agents")
    ANNOTATION = "annotation", _("Annotation")
    MESSAGE = "message", _("Message")


class CeremonyState(models.TextChoices):
    BOOKED = "booked", _("Réservée, à reconfirmer")
    CONFIRMED = "confirmed", _("Reconfirmée")
    HELD = "held", _("Célébrée")
    POSTPONED = "postponed", _("Reportée")
    NO_SHOW = "no_show", _("Absence")
    RELEASED = "released", _("Libérée faute de reconfirmation")


PLANNED = {CeremonyState.BOOKED, CeremonyState.CONFIRMED}


class StepChange(models.TextChoices):
    """What an agent changed in the booklet of this case."""

    ADDED = "added", _("Ajoutée")
    SKIPPED = "skipped", _("Passée")
    EXPLAINED = "explained", _("Expliquée")
