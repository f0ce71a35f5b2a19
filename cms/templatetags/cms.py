"""The words of the public pages' templates."""

from django import template
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from cms import memory, numbers

register = template.Library()


@register.simple_tag(takes_context=True)
def stream(context, page, body):
    """The blocks of a page, rendered once an edition and language; a draft's each time."""
    if getattr(context.get("request"), "is_preview", False) or not page.live:
        return rendered(context, body)
    return memory.remember(("blocks", page.pk, get_language()), lambda: rendered(context, body))


def rendered(context, body):
    return mark_safe("".join(block.render(context.flatten()) for block in body))  # noqa: S308 (Wagtail's own rendering)


@register.filter
def with_numbers(text):
    """{{ line|with_numbers }}: the numbers to call in need become links."""
    return numbers.linked(str(text))
