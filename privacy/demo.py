"""A question of the demo's resident about her data, and its answer to come."""

from accounts.models import User

from .actions import requests
from .enums import Part, RequestKind
from .models import Request


def load():
    """One request, unless there is one already."""
    resident = User.objects.filter(username="resident").first()
    if resident and not Request.objects.filter(person=resident).exists():
        requests.ask(
            person=resident,
            kind=RequestKind.CORRECTION,
            part=Part.BIRTH_DATE,
            text="Ma date de naissance manque dans mon compte. Je peux venir avec ma carte d’identité.",
        )
