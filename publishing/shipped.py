"""The scheme an administrator begins with: draft, review, internal, online, archived."""

from django.utils.translation import gettext as _

from .definitions import Definition, State, Transition
from .enums import Audience, Visibility

BOTH = (Audience.EDITORS, Audience.REVIEWERS)
REVIEWERS = (Audience.REVIEWERS,)


def first_definition():
    """A scheme to change at will, in the language of whoever begins."""
    return Definition(
        (
            State("draft", _("Brouillon"), Visibility.WORKERS, viewers=BOTH, editors=(*BOTH, Audience.AUTHOR)),
            State("review", _("En relecture"), Visibility.KEPT, viewers=BOTH, editors=REVIEWERS, shared=False),
            State("internal", _("Interne"), Visibility.AGENTS, editors=BOTH),
            State("online", _("En ligne"), Visibility.PUBLIC, editors=BOTH, publishers=REVIEWERS),
            State("archived", _("Archivée"), Visibility.WORKERS, viewers=BOTH, shared=False),
        ),
        (
            Transition(
                "submit",
                _("Envoyer en relecture"),
                ("draft", "internal", "online"),
                "review",
                who=(*BOTH, Audience.AUTHOR),
                tells=REVIEWERS,
            ),
            Transition(
                "publish",
                _("Mettre en ligne"),
                ("review",),
                "online",
                who=REVIEWERS,
                tells=(Audience.AUTHOR,),
                second=True,
            ),
            Transition("inside", _("Montrer aux agents"), ("review",), "internal", who=REVIEWERS, second=True),
            Transition(
                "send_back",
                _("Rendre à l’auteur"),
                ("review",),
                "draft",
                who=REVIEWERS,
                tells=(Audience.AUTHOR,),
                comment=True,
            ),
            Transition("archive", _("Archiver"), ("online", "internal"), "archived", who=REVIEWERS, comment=True),
            Transition("reopen", _("Reprendre"), ("archived",), "draft", who=REVIEWERS),
        ),
    )
