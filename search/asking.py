"""From a visitor's words to what PostgreSQL is asked. Words are letters and digits only: nothing in them is a sign."""

from typing import NamedTuple

from . import synonyms, text
from .enums import CONFIGURATIONS, PLAIN_CONFIGURATION, SOURCE_LANGUAGE

SHORTEST_BEGINNING = 3  # letters from which a word may be the beginning of another


class Asked(NamedTuple):
    """What is asked of the texts in one language. ``every``: all the words; ``some``: any of them, or of the words
    that begin so; ``beginning``: all of them, the last being written; ``rest`` and ``last``: the same in two, since the
    last, not yet whole, may look like a word that says nothing ("ci" of "civil"). Empty where nothing is asked."""

    language: str
    configuration: str
    words: list
    every: str
    some: str
    beginning: str
    rest: str
    last: str


def asked(query, reader):
    """One for the reader's language, and one for French, in which texts without translation are."""
    languages = dict.fromkeys([reader, SOURCE_LANGUAGE])
    return [each for each in (in_language(query, language) for language in languages) if each.words]


def in_language(query, language):
    words = text.asked_words(query, language)
    parts = [one_of(phrases, language) for phrases in synonyms.parts(words, language)]
    return Asked(
        language=language,
        configuration=CONFIGURATIONS.get(language, PLAIN_CONFIGURATION),
        words=words,
        every=" & ".join(parts),
        some=" | ".join([*parts, *(begun(word, language) for word in words)]),
        beginning=" & ".join([*parts[:-1], f"({parts[-1]} | {begun(words[-1], language)})"] if words else []),
        rest=" & ".join(parts[:-1]),
        last=begun(words[-1], language, shortest=1) if words else "",
    )


def one_of(phrases, language):
    return f"({' | '.join(every_word(phrase, language) for phrase in phrases)})"


def every_word(phrase, language):
    return f"({' & '.join(one_word(word, language) for word in phrase)})"


def one_word(word, language):
    """Chinese: all the pairs; elsewhere any form of the word."""
    sign = " & " if text.IS_HAN.match(word) else " | "
    return "(" + sign.join(f"'{form}'" for form in text.forms(word, language)) + ")"


def begun(word, language, shortest=SHORTEST_BEGINNING):
    """Words that begin so; in Chinese, any pair or sign of it."""
    if text.IS_HAN.match(word):
        return " | ".join(f"'{form}'" for form in dict.fromkeys([*text.forms(word, language), *word]))
    form = text.forms(word, language)[0]
    return f"'{form}':*" if len(form) >= shortest else f"'{form}'"
