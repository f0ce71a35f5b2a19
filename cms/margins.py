"""The margins of a page: what the rooms above write under its paragraphs, where readers are."""

from django.utils.safestring import mark_safe

INTRODUCTION, MEMO, FOOT = "introduction", "memo", "page"
"""Places of a page besides its blocks, which are named by their identifiers."""

writers = []
"""Functions ``(request, page, place) -> safe HTML`` of those above, empty where there is nothing to say."""


def under(request, page, place):
    """What stands under one place of a published page; nothing in a draft's preview, nor on paper."""
    if request is None or getattr(request, "is_preview", False) or not page.live:
        return ""
    return mark_safe("".join(write(request, page, place) for write in writers))  # noqa: S308 (each is safe)
