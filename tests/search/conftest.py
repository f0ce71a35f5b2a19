"""The small site of the public pages, found."""

import pytest

from search import index
from search.sources import Text
from tests.cms.conftest import module_site, site  # noqa: F401


@pytest.fixture
def find(client, site):  # noqa: F811
    """``find(words, language)``: the titles of what answers."""

    def titles(words, language="fr"):
        response = client.get(f"/{language}/recherche/", {"q": words})
        assert response.status_code == 200
        return titles_of(response)

    return titles


def titles_of(response):
    return ["".join(piece for piece, _asked in each.title) for each in response.context["answer"].results]


def make(language, title, body="", key=None, **fields):
    """An entry of the index as a source would have it."""
    given = Text(language=language, title=title, address=f"/{language}/x/", body=body, **fields)
    entry = index.entry_of("page", key or title, given, index.readers_of(language, {language}))
    index.write([entry])
    return entry
