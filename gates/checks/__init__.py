"""What is looked at in a page before it is published. Pure functions over its parts."""

from dataclasses import asdict, dataclass

from ..enums import Check
from . import access, words


@dataclass(frozen=True)
class Advice:
    """One thing that could be better: where, the words concerned, why, and a kinder way where there is one."""

    check: str
    place: str
    quote: str
    reason: str
    kinder: str = ""

    def as_json(self):
        return asdict(self)


LOOKS = {
    Check.SENTENCE: words.long_sentences,
    Check.JARGON: words.jargon,
    Check.SHOUTING: words.shouting,
    Check.HEADING: access.headings,
    Check.PICTURE: access.pictures,
    Check.LINK: access.links,
    Check.TABLE: access.tables,
    Check.LANGUAGE: words.other_languages,
}


def read(parts, language, rules, checks=tuple(Check)):
    """Every advice on the parts of a page in ``language``; ``rules`` are the site's own (``gates.queries.rules``)."""
    return [
        Advice(check, place, quote[:300], str(reason), kinder)
        for check in checks
        for place, quote, reason, kinder in LOOKS[check](parts, language, rules)
    ]
