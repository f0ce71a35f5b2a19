from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role

ANSWERERS = {Role.ADMINISTRATOR, Role.TEAM_LEAD}
"""Roles of those who answer what people ask about their data."""


class ExportState(models.TextChoices):
    WAITING = "waiting", _("Demandée")
    WORKING = "working", _("En préparation")
    READY = "ready", _("Prête")
    TAKEN = "taken", _("Emportée")
    GONE = "gone", _("Détruite")
    FAILED = "failed", _("Pas faite")


BEING_MADE = {ExportState.WAITING, ExportState.WORKING}
STANDING = {*BEING_MADE, ExportState.READY}
KEPT = {ExportState.READY, ExportState.TAKEN}


class RequestKind(models.TextChoices):
    CORRECTION = "correction", _("Corriger")
    QUESTION = "question", _("Question")


class Part(models.TextChoices):
    """What a correction is about."""

    FIRST_NAME = "first_name", _("Mon prénom")
    LAST_NAME = "last_name", _("Mon nom")
    BIRTH_DATE = "birth_date", _("Ma date de naissance")
    CASE = "case", _("Une réponse ou un papier dans un dossier envoyé")
    OTHER = "other", _("Autre chose")


# The same, said to the agent who answers.
OF_SOMEBODY = {
    Part.FIRST_NAME: _("Son prénom"),
    Part.LAST_NAME: _("Son nom"),
    Part.BIRTH_DATE: _("Sa date de naissance"),
    Part.CASE: Part.CASE.label,
    Part.OTHER: Part.OTHER.label,
}
OF_THE_PERSON = {Part.FIRST_NAME, Part.LAST_NAME, Part.BIRTH_DATE}


class CorrectionReason(models.TextChoices):
    """Why an agent corrects what the house knows of a person; codes only, for the log keeps them."""

    SEEN = "seen", _("Vu sur une pièce d’identité ou un acte")
    MISTYPED = "mistyped", _("Faute de frappe à l’inscription")
    CHANGED = "changed", _("La personne a changé de nom ou de prénom")


class RequestState(models.TextChoices):
    RECEIVED = "received", _("Reçue")
    ACCEPTED = "accepted", _("Faite")
    REFUSED = "refused", _("Refusée")
    WITHDRAWN = "withdrawn", _("Retirée")


class ErasureState(models.TextChoices):
    COOLING = "cooling", _("Dans quelques jours")
    RUNNING = "running", _("En cours")
    DONE = "done", _("Effacé")
    CANCELLED = "cancelled", _("Annulé")


PENDING = {ErasureState.COOLING, ErasureState.RUNNING}


class ErasureReason(models.TextChoices):
    """Why; codes only, so that nothing about the person stays once she is erased."""

    ASKED = "asked", _("La personne l’a demandé elle-même, ici")
    PAPER = "paper", _("La personne l’a demandé par écrit ou au guichet")
    DECEASED = "deceased", _("La personne est décédée")
