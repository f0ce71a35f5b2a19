"""Writes of the dictionary. Editors' screens go through the same ones."""

from django.db import transaction

from journal.actions import record

from .models import Notion, NotionWord


@transaction.atomic
def add_notion(*, actor, key, theme, pictogram, words):
    """A notion with ``words``: ``{language: {"word", "definition"}}``."""
    notion = Notion.objects.create(key=key, theme=theme, pictogram=pictogram)
    NotionWord.objects.bulk_create(
        NotionWord(notion=notion, language=language, word=each["word"], definition=each["definition"])
        for language, each in words.items()
    )
    record("dictionary.notion.create", actor=actor, target=notion)
    return notion


def set_words(notion, words):
    """Make the words of a notion those of ``{language: {"word", "definition", "sound"}}``; an empty word leaves."""
    for language, each in words.items():
        if each["word"]:
            NotionWord.objects.update_or_create(notion=notion, language=language, defaults=each)
        else:
            notion.words.filter(language=language).delete()
