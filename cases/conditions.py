"""Conditions written as data.

``{"question": code, "is": value}``, ``{"question": code, "in": [values]}``, ``{"all": [...]}``,
``{"any": [...]}``, ``{"not": {...}}``; an absent condition always holds.
"""


def holds(condition: dict | None, answers: dict) -> bool:
    """Whether ``condition`` holds for ``answers``; a question without answer makes its condition false."""
    if not condition:
        return True
    if "all" in condition:
        return all(holds(part, answers) for part in condition["all"])
    if "any" in condition:
        return any(holds(part, answers) for part in condition["any"])
    if "not" in condition:
        return not holds(condition["not"], answers)
    value = answers.get(condition["question"])
    return value in condition["in"] if "in" in condition else value == condition["is"]


def questions_in(condition: dict | None) -> set[str]:
    """Codes of every question a condition looks at. Raises ``ValueError`` on a shape it does not know."""
    if not condition:
        return set()
    keys = set(condition)
    if keys in ({"all"}, {"any"}):
        (parts,) = condition.values()
        return set().union(*(questions_in(part) for part in parts))
    if keys == {"not"}:
        return questions_in(condition["not"])
    if keys in ({"question", "is"}, {"question", "in"}):
        return {condition["question"]}
    raise ValueError(f"unknown condition: {condition}")
