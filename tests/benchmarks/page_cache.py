from .load import load
from .site import served


def figures():
    """The home page from the page cache, beside a Django view that gives back 24 kB it has at hand."""
    with served("tests.benchmarks.bare:application", "/ready/") as address:
        limit = load(f"{address}/ready/").rate
    with served("config.wsgi:application", "/health/live") as address:
        value = load(f"{address}/fr/").rate
    yield "public page, from the page cache", value, "requests/s", limit, value / limit
