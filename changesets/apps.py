from django.apps import AppConfig


class ChangesetsConfig(AppConfig):
    name = "changesets"
    verbose_name = "Versions de travail"

    def ready(self):
        from journal import labels as journal

        from . import labels

        journal.register(labels.JOURNAL)
