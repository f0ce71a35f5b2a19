"""A counter, its computer, and people in front of it."""

from pathlib import Path

import pytest
from django.test import Client

from kiosk import actions, devices, entering
from kiosk.models import Kiosk

PIN = "481526"


@pytest.fixture
def folder(settings, tmp_path):
    """The scanner's folder of the counter ``hall``; what is written there is whole at once."""
    settings.KIOSK_SCANNER_ROOT = str(tmp_path / "scanner")
    settings.KIOSK_SCANNER_STILL_SECONDS = 0
    made = Path(settings.KIOSK_SCANNER_ROOT, "hall")
    made.mkdir(parents=True)
    return made


@pytest.fixture
def kiosk(administrator, folder):
    return actions.save(kiosk=Kiosk(code="hall", name="Borne du hall", scanner_folder="hall"), actor=administrator)


def enrol(kiosk, actor):
    """A browser enrolled through the page, as at the counter."""
    client = Client()
    client.post(f"/borne/{kiosk.code}/", {"code": devices.give_pairing_code(kiosk=kiosk, actor=actor)})
    return client


@pytest.fixture
def computer(kiosk, administrator):
    return enrol(kiosk, administrator)


@pytest.fixture
def carded(alice):
    """Alice with a card's number and six digits of her own."""
    alice.username = "4827356199"
    alice.set_password("quatre mots sans lien")
    alice.save()
    entering.choose_pin(user=alice, digits=PIN)
    return alice


def enter(computer, person, secret=PIN):
    return computer.post("/borne/hall/carte/code/", {"number": person.username, "secret": secret})


@pytest.fixture
def entered(computer, carded):
    assert enter(computer, carded).status_code == 302
    return computer
