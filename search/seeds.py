"""The equivalent words every town hall starts with."""

import tomllib
from pathlib import Path

from .models import Synonym

CONTENT = Path(__file__).parent / "content" / "synonyms.toml"


def ensure_synonyms():
    """Only where a language has none yet: what staff changed or removed stays so."""
    started = set(Synonym.objects.values_list("language", flat=True))
    for language, groups in tomllib.loads(CONTENT.read_text(encoding="utf-8")).items():
        if language not in started:
            for words in groups:
                Synonym.objects.create(language=language, words=words)
