"""Three-way merging of the content of pages: the base, mine (the copy) and theirs (the page meanwhile).

Fields are merged one by one; the blocks of a body one by one, by their identifier, and inside a block value by value;
texts with layout paragraph by paragraph. Where both sides changed the same thing differently, there is a ``Conflict``;
``choices`` (``{key: (choice, text)}``) answer them. Pure: nothing is read or written.
"""

import json
import re
from difflib import SequenceMatcher
from typing import NamedTuple

from .enums import Choice

ABSENT = object()
PARAGRAPH_KEY = re.compile(r' data-block-key=\\?"[^"\\]*\\?"')
PARAGRAPH = re.compile(r".*?</(?:p|h[1-6]|ul|ol|blockquote|div)>|.+?(?=<(?:p|h[1-6]|ul|ol|blockquote|div)\b)|.+$", re.S)


class Conflict(NamedTuple):
    """Both sides changed ``key`` (``body/<block>/text``); a value is None where that side took it away."""

    key: str
    base: object
    mine: object
    theirs: object

    @property
    def is_text(self):
        return isinstance(self.mine, str) and isinstance(self.theirs, str)

    @property
    def is_plain(self):
        """Whether an editor may write a third text by hand: not where it would be HTML."""
        return self.is_text and not any(is_layout(each) for each in (self.base, self.mine, self.theirs))

    @property
    def field(self):
        return self.key.partition("/")[0]


class Merged(NamedTuple):
    """``content``: theirs with what mine changed; conflicts not answered keep theirs meanwhile."""

    content: dict
    conflicts: list


class Merge:
    """One merging under way: collects the conflicts while it walks down."""

    def __init__(self, choices=None):
        self.choices = choices or {}
        self.conflicts = []

    def value(self, key, base, mine, theirs):
        if mine in (theirs, base):
            return theirs
        if theirs == base:
            return mine
        if is_blocks(mine) and is_blocks(theirs):
            return self.blocks(key, base if is_blocks(base) else [], mine, theirs)
        if isinstance(mine, dict) and isinstance(theirs, dict):
            return self.parts(key, base if isinstance(base, dict) else {}, mine, theirs)
        if is_layout(mine) and is_layout(theirs) and is_layout(base):
            merged = paragraphs_merged(base, mine, theirs)
            if merged is not None:
                return merged
        return self.answer(key, base, mine, theirs)

    def parts(self, key, base, mine, theirs):
        names = [*theirs, *(name for name in mine if name not in theirs)]
        found = {
            name: self.value(f"{key}/{name}", base.get(name, ABSENT), mine.get(name, ABSENT), theirs.get(name, ABSENT))
            for name in names
        }
        return {name: value for name, value in found.items() if value is not ABSENT}

    def blocks(self, key, base, mine, theirs):
        """Blocks by identifier; their order is mine if only mine moved them, else theirs."""
        before, ours, others = by_id(base), by_id(mine), by_id(theirs)
        merged = {}
        for name in {**others, **ours}:
            value = self.block(f"{key}/{name}", *(side.get(name, ABSENT) for side in (before, ours, others)))
            if value is not ABSENT:
                merged[name] = value
        return [merged[name] for name in self.order(key, list(before), list(ours), list(others)) if name in merged]

    def block(self, key, base, mine, theirs):
        if base is ABSENT or ABSENT in (mine, theirs) or mine["type"] != theirs["type"]:
            return self.value(key, base, mine, theirs)
        inside = self.value(key, base["value"], mine["value"], theirs["value"])
        return ABSENT if inside is ABSENT else {**theirs, "value": inside}

    def order(self, key, base, mine, theirs):
        kept = set(base) & set(mine) & set(theirs)
        was, here, there = ([name for name in side if name in kept] for side in (base, mine, theirs))
        if here not in (was, there) and there != was:
            chosen = self.answer(f"{key}/order", was, here, there)
            main, other = (mine, theirs) if chosen == here else (theirs, mine)
        else:
            main, other = (mine, theirs) if there == was else (theirs, mine)
        return woven(main, other)

    def answer(self, key, base, mine, theirs):
        choice, text = self.choices.get(key, (None, ""))
        if choice == Choice.MINE:
            return mine
        if choice == Choice.THEIRS:
            return theirs
        if choice == Choice.WRITE and Conflict(key, base, mine, theirs).is_plain:
            return text
        if choice == Choice.BOTH and isinstance(mine, str) and isinstance(theirs, str):
            return joined(theirs, mine)
        self.conflicts.append(Conflict(key, *(None if each is ABSENT else each for each in (base, mine, theirs))))
        return theirs


def merge(base, mine, theirs, fields, choices=None):
    """``Merged`` for the named fields of three contents of revisions; without ``base`` all that differs is said."""
    work = Merge(choices)
    content = dict(theirs)
    for name in fields:
        sides = [opened(side.get(name, ABSENT)) if side is not None else ABSENT for side in (base, mine, theirs)]
        if sides[1] is ABSENT or sides[2] is ABSENT or sides[1] == sides[2]:
            continue
        content[name] = closed(work.value(name, *sides), like=theirs[name])
    return Merged(content, work.conflicts)


def same(one, other, fields):
    """Whether two contents say the same in the named fields."""
    return all(opened(one.get(name)) == opened(other.get(name)) for name in fields)


def changed(one, other, fields):
    return [name for name in fields if opened(one.get(name)) != opened(other.get(name))]


def opened(value):
    """A body is kept as text inside a revision: give its blocks. Keys of paragraphs are no text."""
    if isinstance(value, str):
        value = PARAGRAPH_KEY.sub("", value)
    if isinstance(value, str) and value.startswith("["):
        try:
            blocks = json.loads(value)
        except ValueError:
            return value
        return blocks if is_blocks(blocks) else value
    return value


def closed(value, like):
    return json.dumps(value) if isinstance(like, str) and not isinstance(value, str) else value


def is_blocks(value):
    return isinstance(value, list) and all(
        isinstance(each, dict) and "type" in each and "value" in each and each.get("id") for each in value
    )


def by_id(blocks):
    return {block["id"]: block for block in blocks}


def woven(main, other):
    """``main`` with what only ``other`` has, each after the neighbour it follows there."""
    result = list(main)
    for place, name in enumerate(other):
        if name not in result:
            before = next((each for each in reversed(other[:place]) if each in result), None)
            result.insert(result.index(before) + 1 if before else 0, name)
    return result


def is_layout(value):
    return isinstance(value, str) and value.lstrip().startswith("<")


def paragraphs(text):
    return [part for part in PARAGRAPH.findall(text) if part.strip()]


def paragraphs_merged(base, mine, theirs):
    """The three texts made one, or None where both changed the same paragraph."""
    was = paragraphs(base)
    edits = sorted(edits_of(was, mine, 0) + edits_of(was, theirs, 1), key=lambda edit: edit[:2])
    result, done = [], 0
    for place, (start, end, side, new) in enumerate(edits):
        if place and edits[place - 1][:2] == (start, end) and edits[place - 1][3] == new:
            continue  # both made the same change
        if place and start <= edits[place - 1][1] and edits[place - 1][2] != side:
            return None  # they touch: nobody can tell which goes first
        result += [*was[done:start], *new]
        done = max(done, end)
    return "".join([*result, *was[done:]])


def edits_of(was, text, side):
    new = paragraphs(text)
    codes = SequenceMatcher(None, was, new, autojunk=False).get_opcodes()
    return [(i1, i2, side, new[j1:j2]) for tag, i1, i2, j1, j2 in codes if tag != "equal"]


def joined(one, other):
    return one + other if is_layout(one) else f"{one}\n{other}"
