"""The first notions, from ``dictionary/content``. Idempotent: what exists stays as editors made it."""

import tomllib
from pathlib import Path

from django.conf import settings
from django.db import transaction

from . import actions
from .enums import SOURCE_LANGUAGE
from .models import Notion

CONTENT = Path(__file__).parent / "content"


def notions(folder=None):
    """``[{"key", "theme", "pictogram"}]``; empty where nothing is written yet."""
    return read((folder or CONTENT) / "notions.toml").get("notion", [])


def words(folder=None):
    """``{language: {key: {"word", "definition"}}}`` of the languages that have a file."""
    folder = (folder or CONTENT) / "words"
    files = {code: folder / f"{code}.toml" for code, _name in settings.LANGUAGES}
    return {code: read(path) for code, path in files.items() if path.exists()}


def read(path):
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


@transaction.atomic
def load(folder=None):
    texts = words(folder)
    known = set(Notion.objects.values_list("key", flat=True))
    for each in notions(folder):
        own = {language: by_key[each["key"]] for language, by_key in texts.items() if each["key"] in by_key}
        if each["key"] not in known and SOURCE_LANGUAGE in own:
            actions.add_notion(actor=None, words=own, **each)
