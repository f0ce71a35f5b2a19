from django.apps import AppConfig


class KioskConfig(AppConfig):
    name = "kiosk"
    verbose_name = "Borne"

    def ready(self):
        from journal import labels as journal
        from privacy.holdings import register_holding
        from vault import readings
        from workflows import elsewhere

        from . import holdings, labels, queries, signals  # noqa: F401

        elsewhere.finders.append(queries.calls)
        register_holding(holdings.VISITS, first=True)
        journal.register(labels.JOURNAL)
        readings.SENTENCES.update({verb: labels.JOURNAL[verb] for verb in labels.THEIRS})
        readings.MINE.update(labels.MINE)
        readings.THEIRS.update(labels.THEIRS)
        readings.annotators.append(labels.with_help)
