"""The search of the editing room: each text is read with the dictionary of its own language.

Wagtail's backend has one configuration for everything; here the index takes it from the page's locale. What visitors
search is the room ``search``.
"""

from itertools import groupby

from modelsearch.backends.database.postgres.postgres import PostgresIndex, PostgresSearchBackend

from .enums import SOURCE_LANGUAGE

# Made by the migration 0002: accents folded, then the stemmer of the language where PostgreSQL has one.
CONFIGURATIONS = {
    "fr": "mairie_fr",
    "en": "mairie_en",
    "ar": "mairie_ar",
    "zh-hans": "mairie_simple",
    "wo": "mairie_simple",
    "bm": "mairie_simple",
}


class LanguageIndex(PostgresIndex):
    """Writes each object with the configuration of its locale."""

    def add_items(self, model, objs):
        for configuration, group in groupby(sorted(objs, key=configuration_of), key=configuration_of):
            PostgresIndex(PostgresSearchBackend({"SEARCH_CONFIG": configuration})).add_items(model, list(group))


class SearchBackend(PostgresSearchBackend):
    index_class = LanguageIndex


def configuration_of(thing):
    locale = getattr(thing, "locale", None)
    return CONFIGURATIONS.get(locale.language_code if locale else SOURCE_LANGUAGE, "mairie_simple")
