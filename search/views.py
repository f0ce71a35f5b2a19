"""The search page, and what is proposed while one writes."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.access import Access, access
from cms import page_cache, routing

from . import engine, help, report, text
from .enums import MOST_RESULTS, PER_PAGE

# What a kept page says of itself to the report; it stays here.
FOUND, SOMETHING, NOTHING = "X-Found", "something", "nothing"


@access(Access.PUBLIC)
@require_safe
def search(request):
    """What answers the words; a page that helps when nothing does. The same words asked again are answered at once."""
    words, language = text.clean(request.GET.get("q", "")), routing.active_language()
    number = page_number(request.GET.get("page"))
    response = page_cache.kept_answer(request, (words, number), lambda: answered(request, words, language, number))
    found = response.headers.get(FOUND)  # none where the browser has the page already: it was counted
    del response.headers[FOUND]
    if words and number == 1 and found:
        report.note(words, language, is_empty=found == NOTHING)
    return response


def answered(request, words, language, number):
    answer = engine.search(words, language, number) if words else engine.Answer()
    found = NOTHING if answer.is_corrected or not answer.total else SOMETHING
    if number > 1 and not answer.total:  # past the last page
        number, answer = 1, engine.search(words, language)
    context = {
        "query": words,
        "language": language,
        "answer": answer,
        "pages": Paginator(range(answer.total), PER_PAGE).get_page(number),
        "phone": "" if answer.results else help.reception_phone(),
        "is_cut": answer.total >= MOST_RESULTS,
    }
    response = render(request, "search/search.html", context)
    response.headers[FOUND] = found
    return response


def page_number(asked):
    """A page that exists, whatever is written in the address."""
    number = int(asked) if asked and asked.isascii() and asked.isdigit() and len(asked) < 5 else 1
    return number if 1 <= number <= MOST_RESULTS // PER_PAGE else 1


@access(Access.PUBLIC)
@require_safe
@cache_control(max_age=60, public=True)
def suggestions(request):
    """The options of the list under the field: a piece of page."""
    words, language = text.clean(request.GET.get("q", "")), routing.active_language()
    found = engine.suggestions(words, language) if words else []
    return render(request, "search/_suggestions.html", {"found": found, "query": words})
