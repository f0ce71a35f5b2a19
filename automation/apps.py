from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AutomationConfig(AppConfig):
    name = "automation"
    verbose_name = _("Règles")

    def ready(self):
        from accounts.policy import Clause, register
        from journal import labels as journal
        from journal import listeners
        from workflows import elsewhere

        from . import labels, queries, rules, running
        from .models import Todo

        holder = Clause(_("agent à qui la tâche revient"), rules.holds_todo)
        register("automation.do_todo", Todo, holder)
        journal.register(labels.JOURNAL)
        listeners.register(running.hear)
        elsewhere.finders.append(queries.waiting)
