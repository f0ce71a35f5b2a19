"""How the languages of a page are, for the side of its editor."""

from django import template
from django.urls import reverse

from .. import queries

register = template.Library()


@register.simple_tag
def languages_of(page):
    """``{"count", "stale", "url"}`` for French, ``{"source", "url"}`` for a translation, nothing for anything else."""
    if not getattr(page, "pk", None) or not hasattr(page, "introduction"):
        return {}
    if page.locale.language_code in queries.LANGUAGES:
        return beside(page)
    found = queries.summary(page)
    first = found["first"] or next(iter(queries.LANGUAGES))
    url = reverse("translation:edit", args=[page.pk, first])
    return {
        "count": found["languages"],
        "stale": found["stale"],
        "url": url if page.live else reverse("translation:board"),
    }


def beside(page):
    source = queries.source_of(page)
    if source is None or not source.live:
        return {}
    return {"source": source, "url": reverse("translation:edit", args=[source.pk, page.locale.language_code])}
