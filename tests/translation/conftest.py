"""A small site in six languages, a translator, the head of the team, and a reviewer."""

import pytest
from django.db import transaction

from accounts.enums import Role
from accounts.models import Membership
from tests import snapshots
from tests.cms.conftest import SITUATIONS
from tests.conftest import agent

PAGES = {"home", "families"}


def smaller(read):
    """The front door and two situations in six languages, one service in two; nothing else."""

    def content(name):
        texts = dict(read(name))
        if name.startswith("words/"):
            return {"pages": {key: each for key, each in texts.get("pages", {}).items() if key in PAGES}}
        if name == "guide":
            texts["situation"] = [each for each in texts["situation"] if each["slug"] in SITUATIONS]
        if name == "services":
            texts["service"] = []
        if name == "commandments":
            texts["commandment"] = []
        if name == "pages":
            standard = [each for each in texts["standard"] if each["slug"] == "accessibilite"]
            texts = {**texts, "family": [], "standard": standard}
        return texts

    return content


@pytest.fixture(scope="module")
def module_site(django_db_setup, django_db_blocker):
    from cms import demo

    read, demo.content = demo.content, smaller(demo.content)
    try:
        with django_db_blocker.unblock(), transaction.atomic():
            snapshots.loaded("translation", load_site)
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
    """The pages, by language and slug: ``site("fr", "se-marier")``."""
    from wagtail.models import Page

    def find(language, slug):
        return Page.objects.get(locale__language_code=language, slug=slug).specific

    return find


@pytest.fixture
def wedding(site):
    return site("fr", "se-marier")


@pytest.fixture
def translator(services):
    return agent("translator", "Tariq", services["communication"], Role.EDITOR)


@pytest.fixture
def team_lead(services):
    user = agent("team_lead", "Thérèse", services["communication"], Role.EDITOR)
    Membership.objects.create(user=user, service=services["communication"], role=Role.TEAM_LEAD)
    return user
