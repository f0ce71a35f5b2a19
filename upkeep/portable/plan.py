"""Whether what an archive says makes sense here, before anything is written."""

import re
import uuid
from html.parser import HTMLParser

from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.models import get_page_models

from .fields import carried
from .opening import texts
from .shape import BadArchive

LANGUAGES = {code for code, _name in settings.LANGUAGES}
TAGS = {
    "p",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "b",
    "strong",
    "i",
    "em",
    "ol",
    "ul",
    "li",
    "a",
    "br",
    "hr",
    "embed",
    "sup",
    "sub",
    "s",
    "del",
    "code",
    "blockquote",
    "u",
    "small",
    "div",
    "span",
}
ATTRIBUTES = {
    "ref",
    "id",
    "href",
    "linktype",
    "embedtype",
    "format",
    "alt",
    "data-block-key",
    "data-entity-type",
    "url",
    "lang",
    "dir",
    "class",
}
ADDRESS = re.compile(r"(https?:|mailto:|tel:|/|#|\?)", re.I)
DANGEROUS = re.compile(r"[\s\x00-\x20]*(javascript|vbscript|data)\s*:", re.I)


class Allowed(HTMLParser):
    """Rich text as our editor writes it; anything else (a script, an event) is refused."""

    def __init__(self, html):
        super().__init__()
        self.feed(html)
        self.close()

    def refuse(self, *_args):
        raise BadArchive(_("Un texte de l’archive contient du code qui n’est pas permis."))

    # What a browser may read as tags, where a parser sees none.
    handle_comment = handle_decl = unknown_decl = handle_pi = refuse

    def handle_starttag(self, tag, attrs):
        names = {name for name, _value in attrs}
        addresses = [value or "" for name, value in attrs if name in ("href", "url")]
        if (
            tag not in TAGS
            or names - ATTRIBUTES
            or any(address and not ADDRESS.match(address) for address in addresses)
        ):
            self.refuse()


def check_pages(records):
    """Raise ``BadArchive`` unless the pages are of known kinds, stand in a tree, and hold only what is allowed."""
    known = {model._meta.label_lower for model in get_page_models()}
    seen = set()
    for record in shaped(records):
        if record["type"] not in known:
            raise BadArchive(_("Ce site ne connaît pas ce genre de page : %(type)s.") % {"type": record["type"][:100]})
        check_key(record["key"])
        if record["key"] in seen or (record["parent"] is not None and record["parent"] not in seen):
            raise BadArchive(_("L’arbre des pages de l’archive ne tient pas debout."))
        seen.add(record["key"])
        check_values(apps.get_model(record["type"]), record["fields"])
    if any(record["alias_of"] is not None and record["alias_of"] not in seen for record in records):
        raise BadArchive(_("L’arbre des pages de l’archive ne tient pas debout."))


SHAPE = {"key": str, "type": str, "live": bool, "fields": dict, "rows": dict}
OPTIONAL = {
    "parent": str,
    "alias_of": str,
    "closed": dict,
    "first_published_at": str,
    "last_published_at": str,
}


def shaped(records):
    """The records, each with all it must have."""
    is_right = isinstance(records, list) and all(
        isinstance(each, dict)
        and all(isinstance(each.get(name), kind) for name, kind in SHAPE.items())
        and all(name in each and isinstance(each[name], (kind, type(None))) for name, kind in OPTIONAL.items())
        for each in records
    )
    if not is_right:
        raise BadArchive(_("Une page de l’archive est mal écrite."))
    return records


def check_key(key):
    same, _colon, language = key.partition(":")
    try:
        uuid.UUID(same)
    except ValueError as error:
        raise BadArchive(_("Une page de l’archive est mal écrite.")) from error
    if language not in LANGUAGES:
        raise BadArchive(_("Ce site ne parle pas cette langue : %(language)s.") % {"language": language[:20]})


def check_values(model, values):
    if any(DANGEROUS.match(text) for text in texts(values)):
        raise BadArchive(_("Un texte de l’archive contient du code qui n’est pas permis."))
    for field in carried(model):
        value = values.get(field.name)
        if isinstance(field, RichTextField) and value:
            Allowed(str(value))
        elif isinstance(field, StreamField):
            check_block(field.stream_block, value or [])


def check_block(block, raw):
    """Blocks that this site has, and rich texts as the editor writes them."""
    if isinstance(block, blocks.RichTextBlock):
        Allowed(raw if isinstance(raw, str) else "")
    elif isinstance(block, blocks.StreamBlock):
        for each in raw:
            if not isinstance(each, dict) or each.get("type") not in block.child_blocks:
                raise BadArchive(_("Ce site ne connaît pas un des blocs de l’archive."))
            check_block(block.child_blocks[each["type"]], each.get("value"))
    elif isinstance(block, blocks.StructBlock) and isinstance(raw, dict):
        for name, value in raw.items():
            if name in block.child_blocks:
                check_block(block.child_blocks[name], value)
    elif isinstance(block, blocks.ListBlock) and isinstance(raw, list):
        for each in raw:
            is_item = isinstance(each, dict) and each.get("type") == "item" and "value" in each
            check_block(block.child_block, each["value"] if is_item else each)


def check_rows(model, rows):
    """The rows of a page, of models of its own."""
    for row in rows:
        check_values(model, row)
