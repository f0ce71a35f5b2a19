"""The content of a page, as revisions hold it, and what of it editors write."""

import json
import re
from difflib import SequenceMatcher
from itertools import zip_longest

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import strip_tags
from wagtail.models import Page

from . import merging
from .enums import Against

WORD = re.compile(r"\s+|\S+")
TITLES = {"title", "heading", "name", "question"}
# In the editing form, and not words of the page.
NOT_MERGED = {"go_live_at", "expire_at", "comment_notifications", "comments"}


def fields(page):
    """The names of the fields that editors write on this kind of page."""
    names = page.specific_class.get_edit_handler().get_form_class().base_fields
    return [name for name in names if name not in NOT_MERGED]


def live(page):
    """What everybody reads."""
    return content_of(page.specific_class.objects.get(pk=page.pk))


def content_of(page):
    """The content of this very object, as a revision would hold it."""
    return json.loads(json.dumps(page.serializable_data(), cls=DjangoJSONEncoder))


def draft(page):
    """What the editing form shows: the last revision, or the page itself."""
    revision = page.get_latest_revision()
    return revision.content if revision else live(page)


def theirs(copy):
    """What the copy meets."""
    return draft(copy.page) if copy.against == Against.DRAFT else live(copy.page)


def merged(copy, choices=None):
    """``Merged`` of a working copy and what it meets."""
    return merging.merge(copy.base, copy.content, theirs(copy), fields(copy.page), choices)


def undone(change):
    """The former text put over the page of today: a merge whose base is what the set published."""
    page = change.page
    return merging.merge(change.after, change.before, live(page), fields(page))


def as_page(page, content):
    """The page as it would be with this content; not saved."""
    return page.specific.with_content_json(content)


def stamp(page):
    """Changes whenever somebody saves or publishes the page: what was on the screen is then out of date."""
    columns = ("latest_revision_id", "live_revision_id", "latest_revision__created_at")
    latest, live_one, saved_at = Page.objects.filter(pk=page.pk).values_list(*columns).get()
    return f"{latest}-{live_one}-{saved_at.timestamp() if saved_at else 0}"


def label(page, key):
    """What a place of the page is called on screen: its field, and which block of it."""
    name, _, rest = key.partition("/")
    field = page.specific_class._meta.get_field(name)
    words = str(field.verbose_name).capitalize()
    if not rest:
        return words
    block, _, inside = rest.partition("/")
    return f"{words} : {block_label(field, block, page, inside)}"


def block_label(field, block, page, inside):
    if block == "order":
        return field.verbose_name
    for content in (draft(page), live(page)):
        found = merging.opened(content.get(field.name)) or []
        kind = next((each["type"] for each in found if each["id"] == block), None) if isinstance(found, list) else None
        if kind:
            definition = field.stream_block.child_blocks[kind]
            part = getattr(definition, "child_blocks", {}).get(inside.partition("/")[0])
            return f"{definition.label}, {part.label}" if part else str(definition.label)
    return block[:8]


def readable(value):
    """A value of a content as lines of text, to be shown and compared."""
    if value is None or value == "":
        return []
    if merging.is_layout(value):
        return [strip_tags(part).strip() for part in merging.paragraphs(value)]
    if isinstance(value, dict):
        inside = value["value"] if "type" in value and "value" in value else value
        if isinstance(inside, dict):
            inside = [inside[name] for name in sorted(inside, key=titles_first)]
        return readable(inside)
    if isinstance(value, list):
        return [line for each in value for line in readable(each)]
    return [line for line in str(value).splitlines() if line.strip()]


def titles_first(name):
    """Two saved contents may hold the parts of a block in another order: they are read in one."""
    return name not in TITLES, name


def compared(theirs, mine):
    """``(mine, theirs)`` as lines of ``[(words, are only on this side)]``; a changed line is told word by word."""
    theirs, mine = readable(merging.opened(theirs)), readable(merging.opened(mine))
    left, right = [], []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, theirs, mine, autojunk=False).get_opcodes():
        here, there = mine[j1:j2], theirs[i1:i2]
        for one, other in zip_longest(here, there):
            for side, line, against in ((left, one, other), (right, other, one)):
                if line is not None:
                    side.append([(line, False)] if tag == "equal" else words(line, against or ""))
    return left, right


def words(line, other):
    """The line in pieces: ``[(text, is not in the other line)]``."""
    mine, theirs = WORD.findall(line), WORD.findall(other)
    codes = SequenceMatcher(None, theirs, mine, autojunk=False).get_opcodes()
    return [("".join(mine[j1:j2]), tag != "equal") for tag, _i1, _i2, j1, j2 in codes if j1 < j2]
