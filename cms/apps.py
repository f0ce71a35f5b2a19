from django.apps import AppConfig
from django.core.signals import request_finished, request_started


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = "Contenus"

    def ready(self):
        from cases import paper_forms
        from dictionary import queries, signs, usage
        from journal.labels import register

        from . import approvals, labels, memory, notions, signals
        from .queries import where_to_bring

        approvals.connect()
        queries.remember_with(memory.remember)
        usage.register(notions.uses)
        signs.register(notions.door_of)
        paper_forms.where_finders.append(where_to_bring)

        request_started.connect(memory.enter_request, dispatch_uid="cms.memory")
        request_finished.connect(memory.leave_request, dispatch_uid="cms.memory")
        signals.connect()
        register(labels.JOURNAL)
