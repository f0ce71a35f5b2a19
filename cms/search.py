"""Search on PostgreSQL, each text read with the dictionary of its own language.

Wagtail's backend has one configuration for everything; here the index takes it from the page's locale, and the public
search from the visitor's language.
"""

import unicodedata
from itertools import groupby

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import F, Q, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from modelsearch.backends.database.postgres.postgres import PostgresIndex, PostgresSearchBackend
from modelsearch.query import PlainText
from wagtail.models import Page

from cases.models import Procedure

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
LONGEST_QUERY = 200
MOST_RESULTS = 30


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


def clean(query):
    """What can be searched: no control characters (PostgreSQL refuses NUL), one space between words, not too long."""
    composed = unicodedata.normalize("NFC", query)
    printable = "".join(character if character.isprintable() else " " for character in composed)
    return " ".join(printable.split())[:LONGEST_QUERY].strip()


def pages(words, language):
    """Published pages that answer ``words``: all the words, else any of them, else the letters as they stand."""
    for found in (by_words(words, language, "and"), by_words(words, language, "or"), by_letters(words, language)):
        results = list(found)
        if results:
            return results
    return []


def readable(language):
    """Pages in the visitor's language, and the French ones that have no translation in it."""
    live = Page.objects.live().public().filter(depth__gt=1, alias_of=None)
    if language == SOURCE_LANGUAGE:
        return [(SOURCE_LANGUAGE, live.filter(locale__language_code=SOURCE_LANGUAGE))]
    own = live.filter(locale__language_code=language)
    translated = own.values("translation_key")
    french = live.filter(locale__language_code=SOURCE_LANGUAGE).exclude(translation_key__in=translated)
    return [(language, own), (SOURCE_LANGUAGE, french)]


def by_words(words, language, operator):
    for spoken, queryset in readable(language):
        candidates = Page.objects.filter(pk__in=queryset.values("pk"))
        backend = SearchBackend({"SEARCH_CONFIG": CONFIGURATIONS[spoken]})
        results = backend.search(PlainText(words, operator=operator), candidates)[:MOST_RESULTS]
        yield from specific(results)


def by_letters(words, language):
    """For any script: the letters as they stand, accents apart."""
    holds = Q(index_entries__title_text__unaccent__icontains=words)
    holds |= Q(index_entries__body_text__unaccent__icontains=words)
    for _spoken, queryset in readable(language):
        yield from specific(queryset.filter(holds).distinct()[:MOST_RESULTS])


def specific(results):
    """The pages as their own kind, in the same order, with what showing them needs."""
    keys = [page.pk for page in results]
    found = Page.objects.filter(pk__in=keys).select_related("locale").specific().in_bulk() if keys else {}
    return [found[key] for key in keys if key in found]


def procedures(words, language):
    """Procedures open online whose name or summary, in the visitor's language or in French, holds the words."""
    found = Procedure.objects.filter(is_open=True)
    matches = Q()
    for spoken in dict.fromkeys([language, SOURCE_LANGUAGE]):
        text, configuration = f"text_{spoken[:2]}", CONFIGURATIONS[spoken]
        words_query = SearchQuery(words, config=configuration, search_type="plain")
        found = found.annotate(**{text: spoken_text(spoken)})
        found = found.annotate(**{f"{text}_vector": SearchVector(F(text), config=configuration)})
        matches |= Q(**{f"{text}_vector": words_query}) | Q(**{f"{text}__unaccent__icontains": words})
    return list(found.filter(matches)[:MOST_RESULTS])


def spoken_text(language):
    """Name and summary in one language, as a database expression."""
    from django.db.models.functions import Concat

    parts = [Coalesce(KeyTextTransform(language, field), Value(""), output_field=TextField()) for field in FIELDS]
    return Concat(parts[0], Value(" "), parts[1], output_field=TextField())


FIELDS = ("names", "summaries")
