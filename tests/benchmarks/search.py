"""The public search over 10,000 pages in each of six languages, beside a Django view that renders a template."""

import random
from urllib.parse import quote

from django.db import connection

from search import index
from search.sources import Text

from .load import load
from .site import served

PAGES = 10_000
TEXT_WORDS, COMMON = 120, 3_000
ASKED = {
    "fr": ("mariages", "Le mariage à la mairie"),
    "en": ("registering birth", "Registering a birth"),
    "ar": ("للتسجيل", "تسجيل المواليد"),
    "zh-hans": ("登记", "出生登记申请指南"),
    "wo": ("keyit", "Këyitu juddu"),
    "bm": ("seben", "Ka sɛbɛnw ɲini"),
}
LETTERS = {"ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي", "zh-hans": "".join(map(chr, range(0x4E00, 0x5600)))}
LATIN = "abcdefghijklmnoprstuvw"


def figures():
    """Requests a second, and in milliseconds the slowest of twenty.

    The same words again, which are in a page out of ten; then words that nobody asked for yet, one after the other.
    """
    rare = fill()
    with served("tests.benchmarks.bare:application", "/page/") as address:
        limit = load(f"{address}/page/")
    with served("config.wsgi:application", "/health/live") as address:
        for language, (words, _title) in ASKED.items():
            place = f"{address}/{language}/recherche/?q="
            for name, asked in ((language, [words]), (f"{language}, new words", rare[language])):
                found = load(*(place + quote(each) for each in asked))
                yield f"search, {name}", found.rate, "requests/s", limit.rate, found.rate / limit.rate
                yield f"search, {name}, p95", found.p95, "ms", limit.p95, limit.p95 / found.p95


def fill():
    """The index alone: what a page costs to write is not what is measured. Gives the words of each language."""
    words_of = {}
    chance = random.Random(19)  # the same pages at each run
    for language, (_words, title) in ASKED.items():
        vocabulary = words_of[language] = [word(chance, language) for _ in range(COMMON)]
        made = [entry(chance, language, vocabulary, title, number) for number in range(PAGES)]
        for some in index.batches(made):
            index.write(some)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE search_entry, search_word")
    return words_of


def word(chance, language):
    letters = LETTERS.get(language, LATIN)
    return "".join(chance.choices(letters, k=2 if language == "zh-hans" else chance.randint(4, 9)))


def entry(chance, language, vocabulary, title, number):
    """A page in a hundred bears the words in its title, one in ten in its text."""
    text = chance.choices(vocabulary, k=TEXT_WORDS) + ([title] if number % 10 == 0 else [])
    name = f"{title} {number}" if number % 100 == 0 else " ".join(chance.choices(vocabulary, k=4))
    summary = " ".join(chance.choices(vocabulary, k=20))
    given = Text(language, name, f"/{language}/page-{number}/", summary, " ".join(text))
    return index.entry_of("page", f"bench-{language}-{number}", given, [language])
