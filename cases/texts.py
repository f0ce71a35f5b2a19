"""Texts that live in data, one per language: ``{"fr": ..., "en": ...}``."""

from django.utils.translation import get_language


def say(texts: dict | None, language: str | None = None) -> str:
    """The text in ``language`` (the reader's by default), else in French."""
    if not texts:
        return ""
    return texts.get(language or get_language() or "fr") or texts.get("fr", "")
