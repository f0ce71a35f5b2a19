"""The words that were asked for, found again in a text as it is written: accents, endings and articles apart."""

import re
import unicodedata
from functools import lru_cache

from . import text

AROUND, LONGEST = 80, 240  # characters of a passage before the first word found, and in all
SHORTEST_ROOT = 3
LATIN = [*range(0x41, 0x5B), *range(0x61, 0x7B), *range(0xC0, 0x250), *range(0x250, 0x2B0), *range(0x1E00, 0x1F00)]
ARABIC = [*range(0x621, 0x64B), *range(0x671, 0x6D4)]
LEXEME = re.compile(r"'((?:[^']|'')+)'")
# Between two letters of a word: marks, joiners, a hyphen. Said by category, it costs nothing to compile.
BETWEEN = r"[^\w\s]*"
MARKS = r"[\u0300-\u036f\u064b-\u065f]"
REST = rf"(?:[^\W_]|{MARKS})*"
GLUED = "(?:و|ف)?(?:ال|بال|كال|لل|ل|ب)?"


def shapes():
    """``{letter: the folded one}``, one for one: what is found in the folded text stands at the same place here."""
    letters = [chr(code) for code in [*LATIN, *ARABIC]]
    folded = {letter: text.fold(letter) for letter in letters if unicodedata.category(letter).startswith("L")}
    return {ord(letter): shape if len(shape) == 1 else letter.lower() for letter, shape in folded.items()}


SHAPES = shapes()


def shaped(words):
    """``words`` in the one writing of the patterns, letter for letter."""
    return words.translate(SHAPES)


@lru_cache(maxsize=512)
def compiled(roots, language):
    patterns = [pattern(root, language) for root in sorted(roots, key=len, reverse=True)]
    return re.compile("|".join(patterns)) if patterns else None


def marker(words, asked, language):
    """The pattern of what to mark: the asked words, and the stems that PostgreSQL made of them and of their synonyms.

    ``asked`` is a ``tsquery`` as text.
    """
    stems = [each.replace("''", "'") for each in LEXEME.findall(asked)]
    roots = {shared(stem, words) for stem in stems} | {word for word in words if len(word) >= SHORTEST_ROOT}
    return compiled(frozenset(filter(None, roots)), language)


def shared(stem, words):
    """Some stems end with letters the word has not (permanence, permanent): they are cut down to what it has."""
    root = stem
    while len(root) > SHORTEST_ROOT and not any(word.startswith(root) for word in words):
        root = root[:-1]
    return root if any(word.startswith(root) for word in words) else stem


def pattern(root, language):
    if text.IS_HAN.match(root):
        return re.escape(root)
    letters = BETWEEN.join(one_letter(letter, language) for letter in root)
    before = rf"(?<![^\W_]){GLUED if text.IS_ARABIC.match(root) else ''}"
    after = REST if len(root) >= SHORTEST_ROOT else rf"{MARKS}*(?![^\W_])"
    return before + letters + after


def one_letter(letter, language):
    return "(?:gn|ny|ng|n)" if letter == "n" and language in text.WITH_DIGRAPHS else re.escape(letter)


def pieces(words, mark):
    """``words`` cut where something was asked for: ``[(piece, is asked), ...]``."""
    found, end = [], 0
    for hit in mark.finditer(shaped(words)) if mark else ():
        if hit.end() > hit.start():
            found += [(words[end : hit.start()], False), (words[hit.start() : hit.end()], True)]
            end = hit.end()
    return [each for each in [*found, (words[end:], False)] if each[0]]


def passage(summary, body, mark):
    """The summary; where nothing in it was asked for, the place in the body where it is."""
    hit = None if not mark or mark.search(shaped(summary)) else mark.search(shaped(body))
    return pieces(around(body, hit) if hit else summary, mark)


def around(body, hit):
    start = body.find(" ", max(hit.start() - AROUND, 0)) + 1 if hit.start() > AROUND else 0
    start = min(start, hit.start())
    end = body.rfind(" ", start, start + LONGEST) if len(body) > start + LONGEST else len(body)
    end = max(end, hit.end())
    return f"{'… ' if start else ''}{body[start:end].strip()}{' …' if end < len(body) else ''}"
