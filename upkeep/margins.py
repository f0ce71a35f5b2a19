"""« Vérifié le… », at the foot of the pages whose editors chose to say it."""

from django.template.loader import render_to_string
from django.utils import translation

from cms import memory
from cms.margins import FOOT

from .models import Review


def under(request, page, place):
    """HTML for the foot of a page, empty for most; remembered for an edition."""
    if place != FOOT:
        return ""
    shown = memory.remember("reviews shown", read_shown)
    day = shown.get(page.pk)
    if day is None:
        return ""
    language = getattr(request, "LANGUAGE_CODE", None) or translation.get_language()
    with translation.override(language):
        return render_to_string("upkeep/_verified.html", {"day": day, "language": language})


def read_shown():
    """``{page: day}``, whole: one query for the site."""
    return dict(Review.objects.filter(is_shown=True).values_list("page", "reviewed_at"))
