from .load import requests_per_second
from .site import served


def figures():
    """The home page, nothing cached, beside a Django view that renders a template of 28 kB."""
    with served("tests.benchmarks.bare:application", "/page/") as address:
        limit, _ = requests_per_second(f"{address}/page/")
    with served("config.wsgi:application", "/health/live") as address:
        value, _ = requests_per_second(f"{address}/fr/")
    yield "public page", value, "requests/s", limit, value / limit
