"""The small public site, collections and links on it."""

import pytest

from tests.cms.conftest import module_site, site  # noqa: F401
from upkeep import actions
from upkeep.models import Listing


@pytest.fixture
def listing(site, editor):  # noqa: F811
    """``listing(kinds=[...])``: a collection that is online."""

    def make(slug="nos-services", **criteria):
        texts = {"fr": {"title": "Nos services", "introduction": "Tout ce que nous faisons."}}
        texts["ar"] = {"title": "خدماتنا", "introduction": ""}
        given = {"slug": slug, "texts": texts, "is_live": True, **criteria}
        return actions.save_listing(listing=Listing(**given), actor=editor)

    return make


@pytest.fixture
def write(site):  # noqa: F811
    """``write(page, html)``: one paragraph, published."""

    def make(page, html, **fields):
        page.body = [("paragraph", {"title": "Le titre", "text": html})]
        for name, value in fields.items():
            setattr(page, name, value)
        page.save_revision().publish()
        page.refresh_from_db()
        return page

    return make
