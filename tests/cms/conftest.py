"""A small site: three front doors, two families, three services, three commandments; made once a module."""

import pytest
from django.db import transaction

from tests import snapshots

SERVICES = {"etat-civil", "accueil", "avocats"}

SITUATIONS = {"se-marier", "arriver-dans-le-19e"}


def smaller(read):
    def content(name):
        texts = dict(read(name))
        if name.startswith("words/"):
            # The small site keeps pages that are not translated.
            return {"kit": texts["kit"]} if "kit" in texts else {}
        if name == "services":
            texts["service"] = [each for each in texts["service"] if each["service"] in SERVICES]
        if name == "commandments":
            texts["commandment"] = [each for each in texts["commandment"] if each["number"] in (6, 7, 8)]
        if name == "guide":
            texts["situation"] = [each for each in texts["situation"] if each["slug"] in SITUATIONS]
        if name == "pages":
            texts["family"] = [each for each in texts["family"] if each["family"] in ("citizenship", "neighbourhood")]
        return texts

    return content


@pytest.fixture(scope="module")
def module_site(django_db_setup, django_db_blocker):
    from cms import demo

    read, demo.content = demo.content, smaller(demo.content)
    try:
        with django_db_blocker.unblock(), transaction.atomic():
            snapshots.loaded("cms", load_site)
            yield
            transaction.set_rollback(True)
    finally:
        demo.content = read


def load_site():
    from accounts.seeds import ensure_services
    from cms import demo

    ensure_services()
    demo.load()


@pytest.fixture
def site(module_site, db):
    """The pages, by language and slug: ``site("fr", "etat-civil")``."""
    from wagtail.models import Page

    def find(language, slug):
        return Page.objects.get(locale__language_code=language, slug=slug).specific

    return find
