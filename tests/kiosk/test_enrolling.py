"""Only the hall's own computer is a counter."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from journal.models import Entry
from kiosk import actions, devices
from kiosk.models import Device, Pairing

from .conftest import enrol, enter

pytestmark = pytest.mark.django_db


def test_a_browser_at_home_finds_a_kind_page_and_no_sign_in(kiosk, carded):
    home = Client()
    for address in ("/borne/hall/", "/borne/hall/carte/", "/borne/hall/agent/", "/borne/nulle-part/"):
        answer = home.get(address)
        assert answer.status_code == 404
        assert "pas installée" in answer.content.decode()
    enter(home, carded)
    assert "_auth_user_id" not in home.session


def test_the_pairing_code_serves_once_and_its_hash_alone_is_kept(kiosk, administrator):
    code = devices.give_pairing_code(kiosk=kiosk, actor=administrator)
    assert code not in Pairing.objects.get().code_hash
    first, second = Client(), Client()
    assert first.post("/borne/hall/", {"code": code.lower()}).status_code == 302
    assert first.get("/borne/hall/").status_code == 200
    assert second.post("/borne/hall/", {"code": code}).status_code == 404
    assert second.get("/borne/hall/").status_code == 404
    assert Entry.objects.filter(verb="kiosk.enrolled").count() == 1


def test_an_old_pairing_code_does_not_serve(kiosk, administrator):
    code = devices.give_pairing_code(kiosk=kiosk, actor=administrator)
    Pairing.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().post("/borne/hall/", {"code": code}).status_code == 404


def test_pairing_is_not_guessed_for_long(kiosk, administrator):
    code = devices.give_pairing_code(kiosk=kiosk, actor=administrator)
    client = Client()
    answers = [client.post("/borne/hall/", {"code": "AAAA-AAAA"}).status_code for _ in range(6)]
    assert answers == [404] * 5 + [429]
    assert client.post("/borne/hall/", {"code": code}).status_code == 429


def test_the_cookie_lasts_is_signed_and_its_secret_is_not_in_the_database(computer):
    cookie = computer.cookies[settings.KIOSK_COOKIE]
    assert cookie["max-age"] > 300 * 24 * 3600
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert Device.objects.get().secret_digest not in cookie.value
    forged = Client()
    forged.cookies[settings.KIOSK_COOKIE] = cookie.value[:-3] + "abc"
    assert forged.get("/borne/hall/").status_code == 404


def test_a_computer_taken_away_is_a_counter_no_more(computer, kiosk, administrator, carded):
    enter(computer, carded)
    devices.revoke(device=Device.objects.get(), actor=administrator)
    assert computer.get("/fr/espace/").status_code == 303
    assert computer.get("/borne/hall/").status_code == 404


def test_a_new_computer_takes_the_place_of_the_old(computer, kiosk, administrator):
    other = enrol(kiosk, administrator)
    assert other.get("/borne/hall/").status_code == 200
    assert computer.get("/borne/hall/").status_code == 404


def test_one_counter_is_not_another(computer, administrator):
    from kiosk.models import Kiosk

    actions.save(kiosk=Kiosk(code="etage", name="Étage"), actor=administrator)
    assert computer.get("/borne/etage/").status_code == 404


def test_the_usual_sign_in_leads_to_the_counters_own(computer, carded):
    assert computer.get("/fr/compte/login/")["Location"] == "/borne/hall/"
    typed = {"login": carded.username, "password": "quatre mots sans lien"}
    computer.post("/fr/compte/login/", typed)
    assert "_auth_user_id" not in computer.session


def test_pages_of_agents_manage_counters(kiosk, sign_in, administrator, volant):
    client = sign_in(administrator)
    typed = {"name": "Étage", "code": "etage", "language": "ar", "scanner_folder": "hall", "is_active": "on"}
    assert client.post("/agent/bornes/creer/", typed).status_code == 422
    assert client.post("/agent/bornes/creer/", {**typed, "scanner_folder": "../secret"}).status_code == 422
    assert client.post("/agent/bornes/creer/", {**typed, "scanner_folder": ""}).status_code == 302
    assert "Étage" in client.get("/agent/bornes/").content.decode()
    answer = sign_in(volant).post("/agent/bornes/hall/jumeler/")
    assert "15 minutes" in answer.content.decode()
    assert sign_in(volant).post("/agent/bornes/creer/", typed).status_code == 403


def test_the_list_asks_as_much_for_one_counter_as_for_three(kiosk, administrator, sign_in):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from kiosk.models import Kiosk

    client = sign_in(administrator)
    client.get("/agent/bornes/")

    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get("/agent/bornes/")
        return len(queries)

    enrol(kiosk, administrator)
    one = asked()
    for code in ("a", "b"):
        enrol(actions.save(kiosk=Kiosk(code=code, name=code), actor=administrator), administrator)
    assert asked() == one
