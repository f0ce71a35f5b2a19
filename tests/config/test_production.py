import pytest
from django.core.management import CommandError, call_command

from config.checks import no_demo_account


def test_the_demo_refuses_to_load_in_production(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="never enter"):
        call_command("demo")


def test_production_refuses_a_database_with_the_demo_password(settings, alice):
    alice.username = "resident"
    alice.set_password("mairie-de-demain")
    alice.save()
    assert no_demo_account(None, databases=["default"]) == []
    settings.DEMO = False
    assert [error.id for error in no_demo_account(None, databases=["default"])] == ["config.E001"]
    alice.set_password("une autre phrase de passe")
    alice.save()
    assert no_demo_account(None, databases=["default"]) == []
