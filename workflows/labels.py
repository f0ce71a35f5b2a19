"""What the log says of the engine's verbs, after a person's name."""

from django.utils.translation import gettext_lazy as _

JOURNAL = {
    "task.started": _("a lancé le circuit d’un dossier"),
    "task.claimed": _("a pris une tâche"),
    "task.released": _("a rendu une tâche"),
    "task.reassigned": _("a confié une tâche à quelqu’un"),
    "task.done": _("a terminé une étape"),
    "task.stopped": _("a arrêté le circuit d’un dossier"),
    "task.moved": _("a remis un dossier à une étape"),
    "task.timer_fired": _("a laissé passer un délai"),
    "task.timer_failed": _("n’a pas pu faire passer un délai"),
    "case.submitted": _("a envoyé un dossier"),
    "case.returned": _("a renvoyé un dossier à compléter"),
    "case.completed": _("a vérifié qu’un dossier est complet"),
    "case.resent": _("a renvoyé un dossier complété"),
    "case.examined": _("a examiné un dossier"),
    "case.heard": _("a entendu les personnes d’un dossier"),
    "case.done": _("a terminé un dossier"),
    "case.withdrawn": _("a retiré un dossier"),
    "case.cancelled": _("a fermé un dossier"),
}
