"""Reads: the site's rules, what they say of a page, which pages could be kinder."""

from dataclasses import dataclass, field

from .checks import read
from .enums import Check, Level
from .models import Finding, Gate, Jargon, Measure, ToneExample
from .reading import parts


@dataclass(frozen=True)
class Term:
    pattern: object
    kinder: str


@dataclass(frozen=True)
class Rules:
    """The site's own: ``jargon`` is ``{language: [Term, ...]}``, ``levels`` ``{check: level}``."""

    longest_sentence: int = 25
    jargon: dict = field(default_factory=dict)
    levels: dict = field(default_factory=dict)

    def level(self, check):
        return self.levels.get(str(check), Level.ADVISE)

    @property
    def spoken(self):
        """The checks that say something."""
        return tuple(check for check in Check if self.level(check) != Level.OFF)


def rules():
    """Three small queries, whatever the number of pages read with them."""
    jargon = {}
    for each in Jargon.objects.all():
        jargon.setdefault(each.language, []).append(Term(each.pattern, each.kinder))
    measure = Measure.objects.first()
    return Rules(
        longest_sentence=measure.longest_sentence if measure else Rules.longest_sentence,
        jargon=jargon,
        levels=dict(Gate.objects.values_list("check_code", "level")),
    )


def advice_on(page, known=None):
    """Every advice on a page or a draft, what blocks first."""
    known = known or rules()
    found = read(parts(page), page.locale.language_code, known, known.spoken)
    return sorted(found, key=lambda each: known.level(each.check) != Level.BLOCK)


def blocking(page, known=None):
    """What keeps this text from being published, as the administrator decided."""
    known = known or rules()
    checks = tuple(check for check in known.spoken if known.level(check) == Level.BLOCK)
    return read(parts(page), page.locale.language_code, known, checks) if checks else []


def findings(language=""):
    """The published pages where something could be said better, most first."""
    found = Finding.objects.filter(count__gt=0, page__live=True).select_related("page__locale")
    return found.filter(language=language) if language else found


def tone_examples(language):
    return ToneExample.objects.filter(language=language)
