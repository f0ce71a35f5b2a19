"""Plain words. Each function gives ``(place, quote, reason, kinder)``.

The European guide « Information pour tous » asks for short sentences; public charters mostly allow 25 words.
"""

import re

from django.utils.text import normalize_newlines
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

ENDS = re.compile(r"(?<=[.!?…؟。！？])[\s»”\"]+|(?<=[。！？])")
WORD = re.compile(r"[\w’'-]+")
SCRIPTS = {
    "ar": re.compile("[\u0600-\u06ff]"),
    "zh-hans": re.compile("[\u3400-\u9fff]"),
}
LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
SHOUT = re.compile(r"\b[A-ZÀ-Þ]{5,}(?:[ ’'-]+[A-ZÀ-Þ]{3,})+\b")


def sentences(text):
    return [each.strip() for each in ENDS.split(normalize_newlines(text)) if each and each.strip()]


def length(sentence, language):
    """In words; in characters for Chinese, which does not part them."""
    return len(SCRIPTS["zh-hans"].findall(sentence)) if language == "zh-hans" else len(WORD.findall(sentence))


def long_sentences(parts, language, rules):
    most = rules.longest_sentence * 2 if language == "zh-hans" else rules.longest_sentence
    for part in parts:
        for passage in part.passages:
            for sentence in sentences(passage):
                if (count := length(sentence, language)) > most:
                    yield part.place, sentence, too_long(count), _("Coupez-la en deux : une idée par phrase.")


def too_long(count):
    return ngettext("Cette phrase a %(count)d mot.", "Cette phrase a %(count)d mots.", count) % {"count": count}


def jargon(parts, language, rules):
    for part in parts:
        for passage in part.passages:
            for term in rules.jargon.get(language, ()):
                if found := term.pattern.search(passage):
                    yield (
                        part.place,
                        around(passage, found),
                        _("« %(word)s » se dit peu.") % {"word": found[0]},
                        _("Dites plutôt : %(kinder)s") % {"kinder": term.kinder},
                    )


def around(text, found, margin=50):
    """The words around what was found, for who looks for it in the page."""
    return text[max(0, found.start() - margin) : found.end() + margin].strip()


def shouting(parts, language, rules):
    for part in parts:
        for passage in part.passages:
            if found := SHOUT.search(passage):
                yield part.place, found[0], _("Tout en majuscules, cela crie, et se lit mal."), found[0].capitalize()


def other_languages(parts, language, rules):
    """A passage in a script that is not the page's: a voice would read it as noise."""
    for part in parts:
        for passage in part.passages:
            if stranger := written_in_another(passage, language):
                yield part.place, passage, stranger, ""


def written_in_another(passage, language):
    own = SCRIPTS.get(language, LATIN)
    others = [script for script in (*SCRIPTS.values(), LATIN) if script is not own]
    if own.search(passage) or not any(len(script.findall(passage)) >= 12 for script in others):
        return ""
    return _("Ce passage est dans une autre langue que la page.")
