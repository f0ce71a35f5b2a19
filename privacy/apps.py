from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "privacy"
    verbose_name = _("Mes données")

    def ready(self):
        from journal.labels import register
        from vault import storage
        from workflows import elsewhere

        from . import labels, queries
        from .actions import exports

        register(labels.JOURNAL)
        elsewhere.finders.append(queries.waiting_requests)
        storage.live_object_finders.append(exports.live_objects)
