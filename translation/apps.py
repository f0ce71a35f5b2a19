from django.apps import AppConfig


class TranslationConfig(AppConfig):
    name = "translation"
    verbose_name = "Traductions"

    def ready(self):
        from cms import publication, reading
        from journal.labels import register
        from workflows import elsewhere

        from . import labels, queries, review, signals

        register(labels.JOURNAL)
        reading.register(queries.needs_native_reader)
        elsewhere.finders.append(queries.waiting)
        publication.people.append(review.waits_for_somebody_else)
        signals.connect()
