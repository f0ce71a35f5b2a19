"""Words that mean the same, as the asking of the index needs them."""

from cms import memory

from .models import Synonym


def groups(language):
    """``{first word: [(phrase, every phrase of its group), ...]}`` of a language, longest phrases first."""
    return memory.remember(("synonyms", language), lambda: read(language))


def read(language):
    found = {}
    for synonym in Synonym.objects.filter(language=language):
        phrases = synonym.phrases
        for phrase in phrases:
            found.setdefault(phrase[0], []).append((phrase, phrases))
    return {word: sorted(known, key=lambda each: -len(each[0])) for word, known in found.items()}


def parts(words, language):
    """The asked words as parts to be found: ``[[phrase, ...], ...]``, any phrase of each part, a phrase being words."""
    known, found, at = groups(language), [], 0
    while at < len(words):
        rest = tuple(words[at:])
        here = [each for each in known.get(words[at], ()) if rest[: len(each[0])] == each[0]]
        if here:
            length = len(here[0][0])
            same = [every for phrase, every in here if len(phrase) == length]
            found.append(list(dict.fromkeys(phrase for every in same for phrase in every)))
        else:
            length = 1
            found.append([(words[at],)])
        at += length
    return found
