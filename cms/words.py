"""Titles as people paste them: pictures, and marks nobody sees that turn the order of letters."""

import re

from django.utils.text import slugify

# Left-to-right and right-to-left marks, embeddings, overrides, isolates, and what joins nothing visible.
MARKS = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


def without_marks(text):
    """The text without invisible marks of direction; the joiners that Arabic and emoji need stay."""
    return " ".join(MARKS.sub("", text).split())


def slug_of(text):
    """The address of a title, in its own letters; "" when no letter is left."""
    return slugify(without_marks(text), allow_unicode=True)[:200].strip("-_")


def with_plain_slug(data):
    """The form as it was sent, its slug without marks and pictures: only what an address may hold."""
    sent = data.get("slug", "")
    plain = slug_of(sent) or slug_of(data.get("title", "")) or "page"
    if plain == sent:
        return data
    data = data.copy()
    data["slug"] = plain
    return data
