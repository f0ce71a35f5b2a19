"""The first notions of the dictionary, as they are written in ``dictionary/content``."""

import tomllib
from pathlib import Path

from django.conf import settings
from django.db import transaction

from . import actions
from .enums import SOURCE_LANGUAGE
from .models import Notion

CONTENT = Path(__file__).parent / "content"


def notions(folder=CONTENT):
    """``[{"key", "theme", "pictogram"}]``."""
    return read(folder / "notions.toml")["notion"]


def words(folder=CONTENT):
    """``{language: {key: {"word", "definition"}}}`` of the languages that have a file."""
    files = {code: folder / "words" / f"{code}.toml" for code, _name in settings.LANGUAGES}
    return {code: read(path) for code, path in files.items() if path.exists()}


def read(path):
    return tomllib.loads(path.read_text(encoding="utf-8"))


@transaction.atomic
def ensure_notions(folder=CONTENT):
    """Idempotent: what is there stays as editors made it. A notion comes with its French word or not at all."""
    known = set(Notion.objects.values_list("key", flat=True))
    missing = [each for each in notions(folder) if each["key"] not in known]
    texts = words(folder) if missing else {}
    said = [each for each in missing if each["key"] in texts[SOURCE_LANGUAGE]]
    if said:
        actions.fill(actor=None, notions=said, texts=texts)
