"""What a town hall may change of a procedure: for each paper, which kinds answer it and how recent they must be.

``rules`` of a requirement: ``{"types": [codes], "ages": [{"when": condition or None, "days": n}], "example": texts}``.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .conditions import questions_in
from .texts import say


@dataclass(frozen=True)
class Difference:
    """One thing that two versions say differently of a paper, in words."""

    paper: str
    what: str
    before: str
    after: str


def rules_of(item: dict) -> dict:
    """The rules of one requirement of a definition."""
    return {
        "types": [item["document_type"], *item.get("or_types", [])],
        "ages": [{"when": rule.get("when"), "days": rule["days"]} for rule in item.get("max_age", [])],
        "example": item["example"],
    }


def all_rules(definition: dict) -> dict:
    """``{requirement: rules}``."""
    return {item["code"]: rules_of(item) for item in definition["requirements"]}


def applied(definition: dict, changes: dict) -> dict:
    """A copy of ``definition`` in which the requirements named in ``changes`` have those rules."""
    items = [_ruled(item, changes[item["code"]]) if item["code"] in changes else item for item in _items(definition)]
    return {**definition, "requirements": items}


def changes_between(before: dict, after: dict) -> dict:
    """The rules of ``after``, for the requirements in which it differs from ``before``."""
    known = all_rules(before)
    return {code: rules for code, rules in all_rules(after).items() if rules != known.get(code)}


def still_fitting(changes: dict, definition: dict) -> dict:
    """Those of ``changes`` that a new text of the procedure can still bear: same paper, questions still asked."""
    asked = {question["code"] for question in definition["questions"]}
    codes = {item["code"] for item in _items(definition)}
    return {
        code: rules
        for code, rules in changes.items()
        if code in codes and all(questions_in(age["when"]) <= asked for age in rules["ages"])
    }


def differences(before: dict, after: dict, kinds: dict) -> list[Difference]:
    """What ``after`` says differently; ``kinds`` gives the name of each kind of paper by its code."""
    known = {item["code"]: item for item in _items(before)}
    found = []
    for item in _items(after):
        if item["code"] in known:
            found += _differences(known[item["code"]], item, after, kinds)
    return found


def kinds_said(rules: dict, kinds: dict) -> str:
    """The kinds of paper that answer, in words."""
    return ", ".join(kinds.get(code, code) for code in rules["types"])


def ages_said(rules: dict, definition: dict) -> str:
    """How recent the paper must be, in words."""
    if not rules["ages"]:
        return _("sans limite d’âge")
    said = [_age_said(age, definition) for age in rules["ages"]]
    if len(said) > 1 and not rules["ages"][-1]["when"]:
        said[-1] = _("sinon, %(rule)s") % {"rule": said[-1]}
    return " ; ".join(said)


def condition_said(condition: dict | None, definition: dict) -> str:
    """When an age rule holds, in the words of the questions; empty when it holds always."""
    if not condition:
        return ""
    if "all" in condition:
        return _(" et ").join(condition_said(part, definition) for part in condition["all"])
    if "any" in condition:
        return _(" ou ").join(condition_said(part, definition) for part in condition["any"])
    if "not" in condition:
        return _("sauf si : %(what)s") % {"what": condition_said(condition["not"], definition)}
    return _answers_said(condition, definition)


def _items(definition):
    return definition["requirements"]


def _ruled(item, rules):
    first, *others = rules["types"]
    ages = [
        {"when": age["when"], "days": age["days"]} if age["when"] else {"days": age["days"]} for age in rules["ages"]
    ]
    changed = {**item, "document_type": first, "or_types": others, "max_age": ages, "example": rules["example"]}
    # An empty list is left out as in the shipped text: going back gives the same definition again.
    return {key: value for key, value in changed.items() if value or key not in ("or_types", "max_age")}


def _differences(before, after, definition, kinds):
    old, new, paper = rules_of(before), rules_of(after), say(after["title"])
    sides = [
        (_("Papiers acceptés"), kinds_said(old, kinds), kinds_said(new, kinds)),
        (_("Âge du papier"), ages_said(old, definition), ages_said(new, definition)),
    ]
    for language, text in new["example"].items():
        what = _("Explication donnée aux personnes (%(language)s)") % {"language": language}
        sides.append((what, old["example"].get(language, ""), text))
    return [Difference(paper, what, one, other) for what, one, other in sides if one != other]


def _age_said(age, definition):
    days = ngettext("moins de %(n)d jour", "moins de %(n)d jours", age["days"]) % {"n": age["days"]}
    when = condition_said(age["when"], definition)
    return _("%(days)s si %(when)s") % {"days": days, "when": when} if when else days


def _answers_said(condition, definition):
    question = next(item for item in definition["questions"] if item["code"] == condition["question"])
    names = {choice["value"]: say(choice["label"]) for choice in question.get("choices", [])}
    names |= {True: _("Oui"), False: _("Non")}
    values = condition["in"] if "in" in condition else [condition["is"]]
    said = ", ".join(str(names.get(value, value)) for value in values)
    return _("« %(question)s » : %(answer)s") % {"question": say(question["label"]), "answer": said}
