"""What waits for a person in her own space besides the cases; what waits for an agent is in ``elsewhere``."""

from django.urls import reverse
from django.utils.translation import gettext as _

from mandates.queries import to_answer

from .next_steps import NextStep

finders = []
"""Functions ``(user) -> [NextStep, ...]`` of those above, in the language of the moment."""


def waiting_for(user):
    """Steps that no case asks for, those to answer first."""
    return [*_people_to_answer(user), *(step for find in finders for step in find(user))]


def _people_to_answer(user):
    title, address = _("Quelqu’un vous demande de l’aider. Répondez oui ou non."), reverse("mandates:mandates")
    return [
        NextStep(title, _("Répondre"), address, "two-hands", deadline=mandate.answer_before)
        for mandate in to_answer(user)
    ]
