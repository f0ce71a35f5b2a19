"""What is told to whoever comes second. Each carries who was first and when; pages answer 409."""

from django.utils.translation import gettext as _


class Conflict(Exception):
    """Somebody else was faster, or the step has moved on: nothing was lost, nothing was changed.

    ``by`` is the person who was first (None: the clock, or unknown), ``at`` the moment.
    """

    def __init__(self, by=None, at=None):
        self.by, self.at = by, at
        super().__init__(self.sentence)

    @property
    def sentence(self):
        return _("Cette étape vient de changer.")


class TaskTaken(Conflict):
    """A colleague has the task."""

    @property
    def sentence(self):
        return _("%(name)s s’en occupe déjà.") % {"name": self.by or _("Quelqu’un d’autre")}


class TaskDone(Conflict):
    """The task is over."""

    @property
    def sentence(self):
        if self.by is None:
            return _("Cette étape est déjà terminée.")
        return _("%(name)s a déjà terminé cette étape.") % {"name": self.by}


class TaskBusy(Conflict):
    """The case is being moved this very moment; trying again is enough."""

    @property
    def sentence(self):
        return _("Ce dossier bouge à l’instant même. Réessayez dans quelques secondes.")


class TaskGone(Conflict):
    """The step no longer exists in the circuit; the team lead puts the case back on its way."""

    @property
    def sentence(self):
        return _("Cette étape n’existe plus. La personne responsable de l’équipe va remettre le dossier en route.")
