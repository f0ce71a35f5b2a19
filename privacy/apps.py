from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "privacy"
    verbose_name = _("Mes données")

    def ready(self):
        from journal.labels import register
        from vault import storage

        from . import labels
        from .actions import exports

        register(labels.JOURNAL)
        storage.live_object_finders.append(exports.live_objects)
