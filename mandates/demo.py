"""The resident is helped by the ambassador with papers; the newcomer too, with cases as well, by the counter.

May be run again.
"""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User

from . import actions
from .enums import Identity, Way
from .models import Mandate


def load():
    """Two mandates, unless there are some."""
    if Mandate.objects.exists():
        return
    resident, newcomer, ambassador, agent = (
        User.objects.get(username=name) for name in ("resident", "newcomer", "ambassador", "agent-volant")
    )
    until = timezone.now() + timedelta(days=90)
    terms = {"acts": ["read_papers", "add_papers"], "everything": ["papers"], "until": until}
    asked = actions.give(giver=resident, to=ambassador.email, why="Préparer mes papiers", **terms)
    actions.accept(mandate=asked, actor=ambassador)
    seen = {"way": Way.IN_PERSON, "identity": Identity.PASSPORT}
    terms |= {"acts": [*terms["acts"], "prepare", "messages", "dates"], "everything": ["papers", "cases"]}
    actions.record_mandate(giver=newcomer, helper=ambassador, actor=agent, **terms, **seen)
