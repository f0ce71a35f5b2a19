from .load import load
from .site import served


def figures():
    """The home page made anew at each visit, beside a Django view that renders a template of 28 kB."""
    with served("tests.benchmarks.bare:application", "/page/") as address:
        limit = load(f"{address}/page/").rate
    with served("config.wsgi:application", "/health/live", PAGE_CACHE="false") as address:
        value = load(f"{address}/fr/").rate
    yield "public page, nothing cached", value, "requests/s", limit, value / limit
