from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkflowsConfig(AppConfig):
    name = "workflows"
    verbose_name = "Circuits"

    def ready(self):
        from journal.labels import register
        from mandates.registry import register_act

        from . import flows, labels, mandates  # noqa: F401  (the circuits' deadlines listen from now on)

        register(labels.JOURNAL)
        register_act(mandates.ACT)
        register_policy()


def register_policy():
    """Say who may do what in a circuit, in words people read on the page *who sees what*."""
    from accounts.policy import Clause, register
    from cases.models import Case

    from . import rules
    from .models import WorkItem

    register("workflows.claim", WorkItem, Clause(_("agent dont c’est le rôle dans cette étape"), rules.can_claim))
    register("workflows.execute", WorkItem, Clause(_("personne dont c’est l’étape"), rules.can_execute))
    holder = _("qui tient la tâche, ou responsable d’équipe")
    register("workflows.release", WorkItem, Clause(holder, rules.can_release))
    register("workflows.reassign", WorkItem, Clause(holder, rules.can_reassign))
    register("workflows.submit", Case, Clause(_("partie, dossier en préparation"), rules.may_submit))
    register("workflows.withdraw", Case, Clause(_("partie au dossier"), rules.may_withdraw))
    register("workflows.cancel", Case, Clause(_("agent du service, dossier en cours"), rules.may_cancel))
    register("workflows.move", Case, Clause(_("responsable d’équipe du service"), rules.may_move))
