"""Writes of the dictionary. Editors' screens go through the same ones."""

from django.db import transaction

from journal.actions import record

from .models import Notion, NotionWord
from .signals import changed


@transaction.atomic
def add_notion(*, actor, key, theme, pictogram, words):
    """A notion with ``words``: ``{language: {"word", "definition"}}``."""
    texts = {language: {key: each} for language, each in words.items()}
    [notion] = insert([{"key": key, "theme": theme, "pictogram": pictogram}], texts)
    record("dictionary.notion.create", actor=actor, target=notion)
    return notion


@transaction.atomic
def fill(*, actor, notions, texts):
    """Many notions (``{"key", "theme", "pictogram"}``) at once, with their words by language and key.

    One line of the log tells of them all.
    """
    made = insert(notions, texts)
    record("dictionary.notion.fill", actor=actor, data={"notions": len(made)})
    return made


def insert(notions, texts):
    made = Notion.objects.bulk_create(Notion(**each) for each in notions)
    NotionWord.objects.bulk_create(
        NotionWord(notion=notion, language=language, **by_key[notion.key])
        for language, by_key in texts.items()
        for notion in made
        if notion.key in by_key
    )
    changed.send(Notion)
    return made


def set_words(notion, words):
    """Make the words of a notion those of ``{language: {"word", "definition", "sound"}}``; an empty word leaves."""
    for language, each in words.items():
        if each["word"]:
            NotionWord.objects.update_or_create(notion=notion, language=language, defaults=each)
        else:
            notion.words.filter(language=language).delete()
