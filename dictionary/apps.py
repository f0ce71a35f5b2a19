from django.apps import AppConfig


class DictionaryConfig(AppConfig):
    name = "dictionary"
    verbose_name = "Dictionnaire visuel"

    def ready(self):
        from journal import labels

        from . import journal_words, signals

        labels.register(journal_words.SENTENCES)
        signals.connect()
