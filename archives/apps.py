from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArchivesConfig(AppConfig):
    name = "archives"
    verbose_name = "Archives"

    def ready(self):
        from accounts.policy import Clause, register
        from journal import labels as words
        from vault import actions, departures, evidence, storage
        from workflows import afterwards

        from . import guards, labels, models, queries, retention, rules, transfer

        words.register(labels.JOURNAL)
        actions.deletion_guards.append(guards.keep_held_document)
        evidence.erasure_guards.append(guards.keep_held_copy)
        departures.finders.append(retention.departures_of)
        afterwards.tellers.append(queries.afterwards)
        storage.live_object_finders.append(transfer.live_objects)
        lead = Clause(_("responsable d’équipe du service"), rules.may_propose)
        archives = Clause(_("archives, sur un bordereau proposé par quelqu’un d’autre"), rules.may_give_visa)
        register("archives.propose", models.DisposalList, lead)
        register("archives.give_visa", models.DisposalList, archives)
        register("archives.cancel", models.DisposalList, Clause(_("archives ou service"), rules.may_cancel))
        register("archives.lift", models.Hold, Clause(_("archives"), rules.keeps))
