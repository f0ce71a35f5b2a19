"""The state of a page, beside its editing form."""

from django import template

from publishing import house, queries

register = template.Library()


@register.simple_tag
def state_of(page):
    """The state of the page, or None where no scheme holds."""
    return house.state_of(page) if page.pk and page.path else None


@register.simple_tag
def open_ways(page, user):
    """The transitions this person may take the page through now."""
    return [way for way in queries.ways(user, page) if way.refusal is None]
