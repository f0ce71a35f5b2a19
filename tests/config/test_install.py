"""A new town hall, without the demo."""

import io

import pytest
from django.core.management import call_command

from accounts.actions import activate
from accounts.enums import Role
from accounts.models import Service, User
from cases.models import Procedure
from cms.models import HomePage
from coworking.models import Resource
from tests import snapshots
from vault.models import DocumentType

KEPT = [Service, Procedure, DocumentType, Resource, HomePage, User]


@pytest.fixture(autouse=True)
def production(settings):
    settings.DEMO = False


@pytest.fixture
def installed(db):
    """A town hall already installed, once for all tests."""
    snapshots.loaded("install", lambda: call_command("install"))


def test_it_may_run_again_and_makes_nobody(installed):
    first = [model.objects.count() for model in KEPT]
    call_command("install")
    assert [model.objects.count() for model in KEPT] == first
    assert all(first[:-1])
    assert first[-1] == 0


def test_what_an_administrator_changed_stays(installed):
    Service.objects.filter(code="accueil").update(name="La porte")
    call_command("install")
    assert Service.objects.get(code="accueil").name == "La porte"


def test_the_first_administrator_comes_in_by_card_and_code(installed):
    out = io.StringIO()
    call_command("install", "--administrator", "Ada", "Byron", "ada@example.org", stdout=out)
    ada = User.objects.get(email="ada@example.org")
    assert ada.has_role(Role.ADMINISTRATOR)
    code = out.getvalue().split("code ")[1].split(";")[0]
    assert activate(number=ada.username, code=code, password="trois nuages et un tram", address="") == ada
