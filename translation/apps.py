from django.apps import AppConfig


class TranslationConfig(AppConfig):
    name = "translation"
    verbose_name = "Traductions"

    def ready(self):
        from cms import reading
        from journal.labels import register
        from workflows import elsewhere

        from . import labels, queries, signals

        register(labels.JOURNAL)
        reading.register(queries.needs_native_reader)
        elsewhere.finders.append(queries.waiting)
        signals.connect()
