from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UpkeepConfig(AppConfig):
    name = "upkeep"
    verbose_name = _("Tenue du site")

    def ready(self):
        from accounts.policy import Clause, register
        from cms.margins import writers
        from journal import labels as journal
        from vault import storage
        from workflows import elsewhere

        from . import archives, labels, margins, queries, rules
        from .models import Review

        owner = Clause(_("répond de la page, ou travaille dans le service qui en répond"), rules.answers_for)
        keeper = Clause(_("communication, ou administration du site"), rules.is_keeper)
        register("upkeep.confirm_review", Review, owner, keeper)
        journal.register(labels.JOURNAL)
        writers.append(margins.under)
        elsewhere.finders.append(queries.waiting)
        storage.live_object_finders.append(archives.live_objects)
