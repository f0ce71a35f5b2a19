from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "privacy"
    verbose_name = _("Mes données")

    def ready(self):
        from journal.labels import register
        from vault import storage
        from workflows import elsewhere
        from workflows import waiting as space

        from . import labels, queries, waiting
        from .actions import exports

        register(labels.JOURNAL)
        elsewhere.finders.append(queries.waiting_requests)
        space.finders.append(waiting.steps)
        storage.live_object_finders.append(exports.live_objects)
