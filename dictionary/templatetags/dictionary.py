"""Pictures and words of the dictionary, for any page."""

from django import template
from django.utils.translation import get_language

from dictionary import queries
from ui import pictograms

register = template.Library()


@register.inclusion_tag("dictionary/_notion.html")
def notion(key, title="", linked=True, css="pictogram--disc"):
    """{% notion "identity-card" %}: the picture and the word in the reader's language, linked to the dictionary.

    ``title`` replaces the word; a notion that the dictionary does not have shows its pictogram and that title,
    unlinked.
    On paper ``linked=False``.
    """
    entry = queries.entries().get(str(key))
    word = None if title or entry is None else entry.here
    return {
        "url": entry.url if entry and linked else "",
        "picture": entry.drawn(css) if entry else pictograms.render(str(key), css=css),
        "title": title,
        "word": word if word and word.language != get_language() else None,
        "text": title or (word.word if word else ""),
    }
