from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Personnes"

    def ready(self):
        from journal.labels import register

        from . import labels, signals  # noqa: F401

        register(labels.JOURNAL)
