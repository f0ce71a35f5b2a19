"""What the log's verbs say, after somebody's name."""

from django.utils.translation import gettext_lazy as _

JOURNAL = {
    "automation.rule_saved": _("a écrit ou changé une règle"),
    "automation.rule_deleted": _("a supprimé une règle"),
    "automation.started": _("a mis une règle en service"),
    "automation.stopped": _("a mis une règle au repos"),
    "automation.suspended": _("a suspendu une règle qui passait trop souvent"),
    "automation.ran": _("a suivi une règle"),
    "automation.replayed": _("a rejoué le passage d’une règle"),
    "automation.ran_everywhere": _("a lancé une règle sur toutes les pages qu’elle concerne"),
    "automation.untagged": _("a retiré une étiquette d’une page"),
    "automation.todo_done": _("a fait une tâche donnée par une règle"),
    "automation.todo_reopened": _("a repris une tâche donnée par une règle"),
}
