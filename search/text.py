"""Words as the index and the visitor write them, brought to one writing. Nothing here asks the database.

Latin letters lose case and accents, Wolof's and Bambara's own letters become the ones a telephone has; Arabic loses
vowel marks, the shapes of alef, ya and ta marbuta, article and endings; Chinese, which has no spaces, is cut in pairs.
"""

import re
import unicodedata
from functools import lru_cache

from ui.words import plain

from .enums import LONGEST_QUERY, MOST_WORDS

LONGEST_WORD = 60
HAN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
WORD = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")
IS_HAN = re.compile(rf"[{HAN}]")
IS_ARABIC = re.compile(r"[\u0600-\u06ff]")
OTHER_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ɓ": "b", "ɗ": "d", "ƴ": "y", "ı": "i"}
    | {"ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك", "ٱ": "ا", "ـ": ""}
)
# The same sound with the letters of a telephone: "sunugaal" is written ñ, ny or gn by the same hand.
DIGRAPHS = re.compile("gn|ny|ng")
WITH_DIGRAPHS = {"wo", "bm"}
ARTICLES = ("وال", "بال", "كال", "فال", "ال", "لل")
ENDINGS = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")
PARTICLES = ("ل", "ب", "ف", "ك")
SEPARATORS = re.compile(r"[,;\n،，、]")


def clean(query):
    """What can be searched: no control characters (PostgreSQL refuses NUL), one space between words, not too long."""
    composed = unicodedata.normalize("NFC", query)
    printable = "".join(character if character.isprintable() else " " for character in composed)
    return " ".join(printable.split())[:LONGEST_QUERY].strip()


def fold(text, language=""):
    """One writing for all the ways of writing ``text``; marks of direction and joiners leave."""
    folded = plain(text).translate(OTHER_LETTERS)
    folded = "".join(letter for letter in folded if unicodedata.category(letter) != "Cf")
    return DIGRAPHS.sub("n", folded) if language in WITH_DIGRAPHS else folded


def words(text, language=""):
    """The words of ``text``, folded; a run of Chinese is one word."""
    return [word[:LONGEST_WORD] for word in WORD.findall(fold(text, language))]


def asked_words(query, language):
    return words(query, language)[:MOST_WORDS]


def forms(word, language):
    """The ways a word stands in the index: itself, or its stem where PostgreSQL has none for its script."""
    if IS_HAN.match(word):
        return pairs(word)
    if IS_ARABIC.match(word):
        return arabic_forms(word)
    if language == "bm" and len(word) > 3 and word.endswith("w"):
        return [word, word[:-1]]  # the plural
    return [word]


def indexed_words(text, language):
    """What ``to_tsvector`` reads: the words' forms, separated by spaces."""
    return " ".join(form for word in words(text, language) for form in written_forms(word, language))


def written_forms(word, language):
    return [*forms(word, language), *word] if IS_HAN.match(word) and len(word) > 1 else forms(word, language)


def pairs(word):
    """婚姻登记: 婚姻, 姻登, 登记; a lone character stands for itself."""
    return [word[at : at + 2] for at in range(len(word) - 1)] or [word]


@lru_cache(maxsize=20_000)
def arabic_forms(word):
    """The stem; and, where the word may begin with a particle glued to it, the stem without it too."""
    stem = arabic_stem(word)
    if len(stem) >= 5 and stem.startswith(PARTICLES):
        return [stem, arabic_stem(stem[1:])]
    return [stem]


def arabic_stem(word):
    """Without "and", article and ending, as long as a word of two letters remains."""
    if word.startswith("و") and len(word) >= 5:
        word = word[1:]
    article = next((each for each in ARTICLES if word.startswith(each) and len(word) - len(each) >= 2), "")
    word = word[len(article) :]
    ending = next((each for each in ENDINGS if word.endswith(each) and len(word) - len(each) >= 3), "")
    return word[: len(word) - len(ending)]
