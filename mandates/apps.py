from django.apps import AppConfig


class MandatesConfig(AppConfig):
    name = "mandates"
    verbose_name = "Mandats"

    def ready(self):
        from journal.labels import register

        from .labels import JOURNAL

        register(JOURNAL)
