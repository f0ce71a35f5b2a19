"""The words of the public pages' templates."""

from django import template
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from cms import margins, memory, numbers

register = template.Library()


@register.simple_tag(takes_context=True)
def stream(context, page, body):
    """The blocks of a page, each with its margin; rendered once an edition and language, a draft's each time."""
    request = context.get("request")
    if getattr(request, "is_preview", False) or not page.live:
        blocks = rendered(context, body)
    else:
        blocks = memory.remember(("blocks", page.pk, get_language()), lambda: rendered(context, body))
    parts = (part for place, html in blocks for part in (html, margins.under(request, page, place)))
    return mark_safe("".join(parts))  # noqa: S308 (Wagtail's own rendering, and safe margins)


def rendered(context, body):
    """``[(identifier, HTML), ...]`` of the blocks."""
    return [(block.id, block.render(context.flatten())) for block in body]


@register.simple_tag(takes_context=True)
def margin(context, place):
    """What the rooms above write under the introduction, the memo or the foot of the page."""
    return margins.under(context.get("request"), context["page"], place)


@register.filter
def with_numbers(text):
    """{{ line|with_numbers }}: the numbers to call in need become links."""
    return numbers.linked(str(text))
