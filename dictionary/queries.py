"""Reads: what the dictionary shows. Read whole, in two queries, and remembered by who can remember it."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from ui.languages import NAMES, RIGHT_TO_LEFT
from ui.words import plain

from .enums import PICTURES, SOURCE_LANGUAGE, Theme
from .models import Notion, NotionWord, pictured

LANGUAGES = [code for code, _name in settings.LANGUAGES]
_memory = []


def remember_with(remember):
    """``remember(key, compute)`` keeps what is read until editors change it; given by an app above, from ``ready``."""
    _memory[:] = [remember]


def remember(key, compute):
    return _memory[0](key, compute) if _memory else compute()


@dataclass(frozen=True)
class Word:
    """A word, what it means, and the address of its voice ("" without one)."""

    language: str
    word: str
    definition: str = ""
    sound: str = ""

    @property
    def dir(self):
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"

    @property
    def language_name(self):
        return NAMES[self.language]


@dataclass(frozen=True)
class Entry:
    """A notion of the public dictionary; ``words`` by language, French always among them."""

    key: str
    theme: str
    pictogram: str
    drawing: str
    words: dict

    @property
    def picture(self):
        return self.drawn()

    @property
    def big_picture(self):
        return self.drawn("notion__picture")

    @property
    def small_picture(self):
        return self.drawn("size-24")

    @property
    def middle_picture(self):
        return self.drawn("size-48")

    @property
    def large_picture(self):
        return self.drawn("size-200")

    def drawn(self, css=""):
        return pictured(self.pictogram, self.drawing, css)

    @property
    def french(self):
        return self.words[SOURCE_LANGUAGE]

    @property
    def here(self):
        """The word in the reader's language, else in French."""
        return self.words.get(get_language(), self.french)

    @property
    def in_all(self):
        """The words of every language that has one, in the order of the site."""
        return [self.words[code] for code in LANGUAGES if code in self.words]

    @property
    def url(self):
        return reverse("dictionary:notion", args=[self.key])


def entries():
    """``{key: Entry}`` of what the public sees, in order."""
    return remember(("dictionary",), read_entries)


def read_entries():
    words = {}
    for each in NotionWord.objects.filter(notion__is_shown=True).select_related("sound"):
        words.setdefault(each.notion_id, {})[each.language] = word_of(each)
    notions = Notion.objects.filter(is_shown=True)
    found = [Entry(n.key, n.theme, n.pictogram, n.drawing, words.get(n.pk, {})) for n in notions]
    return {entry.key: entry for entry in found if SOURCE_LANGUAGE in entry.words}


def word_of(row):
    sound = sound_url(row.sound) if row.sound and row.sound.is_published else ""
    return Word(row.language, row.word, row.definition, sound)


def sound_url(recording):
    return reverse("dictionary:sound", args=[recording.public_id])


def themes(theme="", words=""):
    """``[(theme, picture, entries)]`` of what answers the words, in any language; themes without any are left out."""
    wanted = plain(words).split()
    found = [each for each in entries().values() if theme in ("", each.theme) and answers(each, wanted)]
    grouped = [(each, PICTURES[each], [entry for entry in found if entry.theme == each]) for each in Theme]
    return [group for group in grouped if group[2]]


def answers(entry, wanted):
    text = plain(" ".join([entry.key, *(f"{each.word} {each.definition}" for each in entry.words.values())]))
    return all(word in text for word in wanted)


def doors():
    """``[(theme, picture)]`` of the themes that hold something."""
    held = {entry.theme for entry in entries().values()}
    return [(theme, PICTURES[theme]) for theme in Theme if theme in held]


def completeness():
    """``[(language, its name, words there, definitions there, notions)]``."""
    rows = list(NotionWord.objects.values_list("language", "definition"))
    total = Notion.objects.count()
    return [
        (
            code,
            NAMES[code],
            sum(row[0] == code for row in rows),
            sum(row[0] == code and row[1] != "" for row in rows),
            total,
        )
        for code in LANGUAGES
    ]
