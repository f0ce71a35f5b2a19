"""The demo's equivalent words, and what some visitors looked for."""

from . import report
from .models import Question
from .seeds import ensure_synonyms

ASKED = [
    *[("piscine", "fr", True)] * 4,
    *[("ruche sur le toit", "fr", True)] * 2,
    ("parking vélo", "fr", True),
    ("مسبح", "ar", True),
    ("游泳池", "zh-hans", True),
    *[("mariage", "fr", False)] * 9,
    *[("carte d’identité", "fr", False)] * 6,
    *[("logement", "fr", False)] * 5,
]


def load():
    ensure_synonyms()
    if not Question.objects.exists():
        for words, language, is_empty in ASKED:
            report.note(words, language, is_empty=is_empty)
