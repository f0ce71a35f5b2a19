"""The links that are written in a page: in its fields, its blocks and its texts."""

import re
from html.parser import HTMLParser
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import RichTextField, StreamField

ADDRESS = re.compile(r"https?://[^\s<>\"'«»]+", re.I)
NOT_OURS = {"path", "url_path", "slug"}
MODELS = {"page": "wagtailcore.Page", "document": "wagtaildocs.Document"}


class Written(NamedTuple):
    """``target`` is ``page:12``, ``document:3`` or an address; ``part`` names where it stands, for machines."""

    part: str
    part_name: str
    target: str


class Anchors(HTMLParser):
    """The targets of a rich text as the database has it."""

    def __init__(self, html):
        super().__init__()
        self.targets = []
        self.feed(html or "")
        self.close()

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag != "a":
            return
        if attrs.get("linktype") in MODELS:
            self.targets.append(f"{attrs['linktype']}:{attrs.get('id', '')}")
        elif target := attrs.get("href"):
            self.targets.append(target.strip())


def links_of(page):
    """Every link of a page of its own kind, each once a part."""
    found = []
    for field in page._meta.concrete_fields:
        if field.name not in NOT_OURS and not field.name.endswith("_ptr"):
            found += of_field(page, field)
    return list(dict.fromkeys(link for link in found if is_followed(link.target)))


def is_followed(target):
    """An address that leads somewhere: neither a telephone nor a mail nor a place of the same page."""
    return target.startswith(("page:", "document:", "/", "http://", "https://"))


def of_field(page, field):
    name = str(field.verbose_name).capitalize()
    if isinstance(field, StreamField):
        return [link for child in field.value_from_object(page) for link in of_stream_child(child)]
    if isinstance(field, RichTextField):
        targets = Anchors(field.value_from_object(page)).targets
    elif isinstance(field, (models.CharField, models.TextField)):
        targets = in_text(field.value_from_object(page))
    elif field.is_relation and field.remote_field.model._meta.label in MODELS.values() and field.attname not in KEPT:
        key = field.value_from_object(page)
        kind = next(kind for kind, label in MODELS.items() if label == field.remote_field.model._meta.label)
        targets = [f"{kind}:{key}"] if key else []
    else:
        targets = []
    return [Written(field.name, name, target) for target in targets]


KEPT = {"alias_of_id"}  # a page's own bookkeeping


def of_stream_child(child):
    name = str(child.block.label or child.block_type)
    title = child.value.get("title") if hasattr(child.value, "get") else ""
    shown = f"{name} : {title}" if isinstance(title, str) and title else name or _("Bloc")
    return [Written(child.id or "", shown[:120], target) for target in of_value(child.block, child.value)]


def of_value(block, value):
    """The targets in the value of a block, whatever it is made of."""
    if value is None:
        return []
    if isinstance(block, blocks.StreamBlock):
        return [target for child in value for target in of_value(child.block, child.value)]
    if isinstance(block, blocks.StructBlock):
        return [target for name, part in block.child_blocks.items() for target in of_value(part, value.get(name))]
    if isinstance(block, blocks.ListBlock):
        return [target for each in value for target in of_value(block.child_block, each)]
    return of_leaf(block, value)


def of_leaf(block, value):
    if isinstance(block, blocks.RichTextBlock):
        return Anchors(value.source).targets
    if isinstance(block, blocks.PageChooserBlock):
        return [f"page:{value.pk}"]
    if isinstance(block, DocumentChooserBlock):
        return [f"document:{value.pk}"]
    return in_text(value) if isinstance(value, str) else []


def in_text(text):
    """Addresses written out, and a text that is a path of our site and nothing else."""
    text = (text or "").strip()
    if text.startswith("/") and not text.startswith("//") and len(text.split()) == 1:
        return [text]
    return [found.rstrip(".,;:!?)") for found in ADDRESS.findall(text)]
