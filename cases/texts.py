"""Texts that live in data, one per language: ``{"fr": ..., "en": ...}``."""

from django.utils.translation import get_language

YOURS = {"fr": "Votre ", "en": "Your "}


def say_of_others(texts: dict | None) -> str:
    """The text for an agent, to whom "Your identity document" is not hers: "Identity document"."""
    text, prefix = say(texts), YOURS.get(get_language() or "fr")
    return text[len(prefix) :][:1].upper() + text[len(prefix) + 1 :] if prefix and text.startswith(prefix) else text


def say(texts: dict | None, language: str | None = None) -> str:
    """The text in ``language`` (the reader's by default), else in French."""
    if not texts:
        return ""
    return texts.get(language or get_language() or "fr") or texts.get("fr", "")
