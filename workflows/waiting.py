"""What waits for a person besides the cases: people to answer, and what apps above register."""

from django.urls import reverse
from django.utils.translation import gettext as _

from mandates.queries import to_answer

from .next_steps import NextStep

tellers = []
"""Functions ``(user) -> [NextStep, ...]`` of those above, in the language of the moment."""


def waiting_for(user):
    """Steps that no case asks for, those to answer first."""
    return [*_people_to_answer(user), *(step for tell in tellers for step in tell(user))]


def _people_to_answer(user):
    title, address = _("Quelqu’un vous demande de l’aider. Répondez oui ou non."), reverse("mandates:mandates")
    return [
        NextStep(title, _("Répondre"), address, "two-hands", deadline=mandate.answer_before)
        for mandate in to_answer(user)
    ]
