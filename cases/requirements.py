"""From answers to the list of papers: what is asked of whom, and how old it may be."""

from dataclasses import dataclass

from .conditions import holds
from .texts import say

COMMON, PARTY = "common", "party"


@dataclass(frozen=True)
class Requirement:
    """One paper asked for. Texts are ``{language: text}``; ``max_age_days`` counts from its date of issue."""

    code: str
    document_types: tuple[str, ...]
    titles: dict
    whys: dict
    examples: dict
    per_party: bool
    max_age_days: int | None = None

    @property
    def document_type(self) -> str:
        return self.document_types[0]

    @property
    def title(self) -> str:
        return say(self.titles)

    @property
    def why(self) -> str:
        return say(self.whys)

    @property
    def example(self) -> str:
        return say(self.examples)


def visible_answers(definition: dict, answers: dict) -> dict:
    """Answers to questions that are asked: an answer left behind a hidden question counts for nothing."""
    kept = {}
    for question in definition["questions"]:
        code = question["code"]
        if code in answers and holds(question.get("show_if"), kept):
            kept[code] = answers[code]
    return kept


def needed(definition: dict, case_answers: dict, party_answers: dict) -> list[Requirement]:
    """What is asked for these answers: the couple's papers and those of the person who gave ``party_answers``."""
    answers = visible_answers(definition, {**case_answers, **party_answers})
    return [resolve(item, answers) for item in definition["requirements"] if holds(item.get("when"), answers)]


def resolve(item: dict, answers: dict) -> Requirement:
    """A requirement of the definition, its age limit settled by the answers."""
    return Requirement(
        code=item["code"],
        document_types=(item["document_type"], *item.get("or_types", [])),
        titles=item["title"],
        whys=item["why"],
        examples=item["example"],
        per_party=item["scope"] == PARTY,
        max_age_days=max_age(item, answers),
    )


def max_age(item: dict, answers: dict) -> int | None:
    """The first age rule that holds for ``answers``; a rule without condition holds always."""
    for rule in item.get("max_age", []):
        if holds(rule.get("when"), answers):
            return rule["days"]
    return None


def requirement_of(piece) -> Requirement:
    """The requirement a piece answers, for the person it is asked of. Expects case, version and party loaded."""
    definition = piece.case.version.definition
    own = piece.party.answers if piece.party_id else {}
    item = next(item for item in definition["requirements"] if item["code"] == piece.requirement)
    return resolve(item, visible_answers(definition, {**piece.case.answers, **own}))
