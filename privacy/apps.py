from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "privacy"
    verbose_name = _("Mes données")

    def ready(self):
        from journal.labels import register
        from vault import storage
        from workflows import waiting as space

        from . import labels, waiting
        from .actions import exports

        register(labels.JOURNAL)
        space.tellers.append(waiting.steps)
        storage.live_object_finders.append(exports.live_objects)
