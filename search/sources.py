"""What can be found. Each room says once what it shows to anybody; the index follows.

A source lists its keys, tells the public texts of some of them, and which models its texts are made from::

    sources.register(
        sources.Source(
            code="notion",
            keys=lambda: Notion.objects.values_list("key", flat=True),
            texts=notion_texts,                  # keys -> {key: [Text, ...]}, a text a language
            watched={Notion: lambda notion: [notion.key], NotionWord: lambda word: [word.notion.key]},
        )
    )
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from .enums import Kind


@dataclass(frozen=True)
class Text:
    """A thing in one language. ``address``: its path in that language; ``summary`` is shown, ``body`` only searched."""

    language: str
    title: str
    address: str
    summary: str = ""
    body: str = ""
    kind: str = Kind.PAGE
    pictogram: str = "file-text"


@dataclass(frozen=True)
class Source:
    """``keys()``: every key; ``texts(keys)``: ``{key: [Text, ...]}`` of what is public among them, the rest left out;
    ``watched``: ``{model: function of an instance -> keys to read again}``."""

    code: str
    keys: Callable
    texts: Callable
    watched: dict = field(default_factory=dict)


REGISTRY = {}


def register(source):
    REGISTRY[source.code] = source
