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
LATIN_MARKS = r"[\u0300-\u036f\u200b-\u200f\u2060]*"
ARABIC_MARKS = r"[\u064b-\u065f\u0670\u0640\u200b-\u200f\u2060]*"
GLUED = "(?:و|ف)?(?:ال|بال|كال|لل|ل|ب)?"


def written_as():
    """``{folded letter: the letters that fold to it}``."""
    found = {}
    for code in [*LATIN, *ARABIC]:
        letter = chr(code)
        if unicodedata.category(letter).startswith("L"):
            found.setdefault(text.fold(letter), set()).add(letter)
    return {folded: "".join(sorted(letters)) for folded, letters in found.items() if len(folded) == 1}


WRITTEN_AS = written_as()


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
    marks = ARABIC_MARKS if text.IS_ARABIC.match(root) else LATIN_MARKS
    letters = marks.join(one_letter(letter, language) for letter in root) + marks
    before = rf"(?<![^\W_]){GLUED if text.IS_ARABIC.match(root) else ''}"
    after = r"[^\W_]*" if len(root) >= SHORTEST_ROOT else r"(?![^\W_])"
    return before + letters + after


def one_letter(letter, language):
    """Small and capital: said letter by letter, it is compiled in a fifth of the time that ignoring case takes."""
    written = f"[{re.escape(WRITTEN_AS.get(letter, letter + letter.upper()))}]"
    return f"(?:[Gg][Nn]|[Nn][Yy]|[Nn][Gg]|{written})" if letter == "n" and language in text.WITH_DIGRAPHS else written


def pieces(words, mark):
    """``words`` cut where something was asked for: ``[(piece, is asked), ...]``."""
    found, end = [], 0
    for hit in mark.finditer(words) if mark else ():
        if hit.end() > hit.start():
            found += [(words[end : hit.start()], False), (hit.group(), True)]
            end = hit.end()
    return [each for each in [*found, (words[end:], False)] if each[0]]


def passage(summary, body, mark):
    """The summary; where nothing in it was asked for, the place in the body where it is."""
    hit = None if not mark or mark.search(summary) else mark.search(body)
    return pieces(around(body, hit) if hit else summary, mark)


def around(body, hit):
    start = body.find(" ", max(hit.start() - AROUND, 0)) + 1 if hit.start() > AROUND else 0
    start = min(start, hit.start())
    end = body.rfind(" ", start, start + LONGEST) if len(body) > start + LONGEST else len(body)
    end = max(end, hit.end())
    return f"{'… ' if start else ''}{body[start:end].strip()}{' …' if end < len(body) else ''}"
