"""The words of the public pages' templates."""

from django import template
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from cms import margins, memory, numbers, structured, wording
from ui import dates

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


@register.simple_tag
def structured_data(page):
    """What a page says to machines, as the text of a script element; "" when it has nothing to say."""
    data = structured.data_of(page)
    return structured.script_text(data) if data else ""


@register.simple_tag
def shared_picture(page):
    """The whole address of the picture shown when a page is shared; "" when there is none."""
    return structured.shared_picture(page)


@register.simple_tag
def when(event):
    """When an event takes place, in words: a day, a moment, or from one to another."""
    return wording.when(event)


@register.simple_tag
def weekday_and_date(day):
    return dates.local_date(day, "full")


@register.simple_tag
def month_name(month):
    """ "décembre 2026", in the language of the page."""
    return wording.month(month)


@register.simple_tag
def weekdays():
    """``[(short, long)]`` names of the days of the week from Monday on."""
    return wording.weekdays()
