"""What the person's first page says of her data: that her account will be erased, while she can still stop it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from workflows.next_steps import NextStep

from .actions import erasures


def steps(user):
    planned = erasures.pending(user)
    if planned is None:
        return []
    title, label = _("Votre compte sera effacé. Vous pouvez encore tout arrêter."), _("Voir ou arrêter")
    return [NextStep(title, label, reverse("privacy:erase"), "clock", deadline=planned.due_at)]
