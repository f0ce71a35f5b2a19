"""The first words of the lists: staff change them as they like."""

import tomllib
from pathlib import Path

from .models import Jargon, ToneExample

CONTENT = Path(__file__).parent / "content" / "seeds.toml"


def load():
    """What is missing; a list already written by staff is left alone."""
    words = tomllib.loads(CONTENT.read_text(encoding="utf-8"))
    if not Jargon.objects.exists():
        lists = words["jargon"].items()
        rows = [
            Jargon(language=lang, term=term, kinder=kinder) for lang, terms in lists for term, kinder in terms.items()
        ]
        Jargon.objects.bulk_create(rows)
    if not ToneExample.objects.exists():
        rows = [ToneExample(language=lang, **pair) for lang, pairs in words["tone"].items() for pair in pairs]
        ToneExample.objects.bulk_create(rows)
