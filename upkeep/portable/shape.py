"""What an archive is made of, and how the references inside pages are written so that another site understands them."""

import re

from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

FORMAT = "mairie-site"
VERSION = 1
PARTS = ("site.json", "pages.json", "pictures.json", "documents.json", "redirects.json")
FILE = re.compile(r"files/[0-9a-f]{64}")
PAGE, PICTURE, DOCUMENT = "page", "picture", "document"

# Wagtail's own bookkeeping: made again where the page arrives.
NOT_CARRIED = {
    "id",
    "path",
    "depth",
    "numchild",
    "url_path",
    "translation_key",
    "locale",
    "content_type",
    "owner",
    "latest_revision",
    "live_revision",
    "latest_revision_created_at",
    "alias_of",
    "draft_title",
    "locked",
    "locked_at",
    "locked_by",
    "has_unpublished_changes",
    "live",
    "expired",
    "first_published_at",
    "last_published_at",
    "go_live_at",
    "expire_at",
    "page_ptr",
}

TAG = re.compile(r"<(a|embed)\b[^>]*>", re.I)
KIND = re.compile(r'\b(?:linktype|embedtype)="(page|document|image)"')
NUMBER = re.compile(r'\bid="(\d+)"')
REFERENCE = re.compile(r'\bref="([^"]*)"')
KINDS = {"page": PAGE, "document": DOCUMENT, "image": PICTURE}


class BadArchive(Exception):
    """An archive that cannot be taken in; the sentence is for people, and nothing was changed."""


def kind_of(block):
    """What a block points to: a page, a picture, a document; None for a block that points to nothing."""
    if isinstance(block, blocks.PageChooserBlock):
        return PAGE
    if isinstance(block, ImageChooserBlock):
        return PICTURE
    return DOCUMENT if isinstance(block, DocumentChooserBlock) else None


def rewritten(block, raw, change, html):
    """The raw value of a block where ``change(kind, reference)`` replaces references and ``html(text)`` rich texts."""
    if raw is None:
        return None
    if isinstance(block, ImageBlock) and isinstance(raw, dict):  # a picture and its alternative
        return {**raw, "image": change(PICTURE, raw["image"]) if raw.get("image") else None}
    if kind := kind_of(block):
        return change(kind, raw)
    if isinstance(block, blocks.RichTextBlock):
        return html(raw)
    return of_many(block, raw, change, html)


def of_many(block, raw, change, html):
    """Values made of others: streams, structures, lists."""
    if isinstance(block, blocks.StreamBlock):
        children = block.child_blocks
        return [
            {**each, "value": rewritten(children[each["type"]], each["value"], change, html)}
            for each in raw
            if each["type"] in children
        ]
    if isinstance(block, blocks.StructBlock):
        return {
            name: rewritten(block.child_blocks[name], value, change, html)
            for name, value in raw.items()
            if name in block.child_blocks
        }
    if isinstance(block, blocks.ListBlock):
        return [of_item(block.child_block, each, change, html) for each in raw]
    return raw


def of_item(block, raw, change, html):
    """Lists are kept in two ways: bare values, as they once were, and items with an identifier."""
    if isinstance(raw, dict) and raw.get("type") == "item" and "value" in raw:
        return {**raw, "value": rewritten(block, raw["value"], change, html)}
    return rewritten(block, raw, change, html)


def named_html(html, name):
    """Rich text of the database, with references: ``name(kind, number)`` gives one, None when it leads nowhere."""

    def change(found):
        tag, kind, number = found.group(), KIND.search(found.group()), NUMBER.search(found.group())
        if not kind or not number:
            return tag
        reference = name(KINDS[kind[1]], int(number[1])) or ""
        return NUMBER.sub(f'ref="{reference}"', tag, count=1)

    return TAG.sub(change, html)


def numbered_html(html, number):
    """Rich text of an archive, with the numbers of this site; a link that leads nowhere keeps a number nobody has."""

    def change(found):
        tag, kind, reference = found.group(), KIND.search(found.group()), REFERENCE.search(found.group())
        if not kind or not reference:
            return tag
        return REFERENCE.sub(f'id="{number(KINDS[kind[1]], reference[1]) or 0}"', tag, count=1)

    return TAG.sub(change, html)
