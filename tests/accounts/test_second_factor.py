"""The second factor of agents."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

PASSWORD = "girafe-couscous-phare-violet"
SECRET = "MAIRIEDEMAINREGISTRARAAAAAAAAAAA"
LOGIN = "/fr/compte/login/"


def code(offset=0):
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + offset))


@pytest.fixture
def registrar_with_password(registrar):
    registrar.set_password(PASSWORD)
    registrar.save()
    return registrar


@pytest.fixture
def registrar_with_authenticator(registrar_with_password):
    Authenticator.objects.create(user=registrar_with_password, type="totp", data={"secret": SECRET})
    return registrar_with_password


def enter(client):
    return client.post(LOGIN, {"login": "registrar", "password": PASSWORD})


def test_signing_in_asks_the_code_and_then_opens_the_inbox(registrar_with_authenticator):
    client = Client()
    assert enter(client).url == "/fr/compte/2fa/authenticate/"
    assert client.get("/agent/personnes/").status_code == 302
    assert client.post("/fr/compte/2fa/authenticate/", {"code": code()}).url == "/agent/"
    assert client.get("/agent/personnes/").status_code == 200


def test_the_same_code_does_not_serve_twice(registrar_with_authenticator):
    first, second, one_code = Client(), Client(), code()
    enter(first)
    first.post("/fr/compte/2fa/authenticate/", {"code": one_code})
    enter(second)
    assert second.post("/fr/compte/2fa/authenticate/", {"code": one_code}).status_code == 200


def test_the_sixth_wrong_code_in_five_minutes_is_not_even_judged(registrar_with_authenticator):
    client = Client()
    enter(client)
    answers = [client.post("/fr/compte/2fa/authenticate/", {"code": "000000"}).status_code for _n in range(5)]
    assert answers == [200] * 5
    refused = client.post("/fr/compte/2fa/authenticate/", {"code": code()})
    assert refused.status_code == 429
    assert refused["Retry-After"]


@pytest.mark.django_db(transaction=True)
def test_an_agent_without_authenticator_is_sent_to_set_one_up(registrar_with_password):
    client = Client()
    assert enter(client).url == "/agent/"
    response = client.get("/agent/personnes/")
    assert response.url.startswith("/fr/compte/2fa/totp/activate/?next=%2Fagent%2Fpersonnes%2F")
    page = client.get(response.url)
    secret = page.context["form"].secret
    right = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    client.post(response.url, {"code": right})
    assert Authenticator.objects.filter(user=registrar_with_password, type="totp").exists()
    assert client.get("/agent/personnes/").status_code == 200


def test_an_agent_who_skipped_the_code_is_asked_it_at_the_staff_door(registrar_with_authenticator, sign_in):
    client = sign_in(registrar_with_authenticator, second_factor=False)
    response = client.get("/agent/personnes/")
    assert response.url == "/fr/compte/2fa/reauthenticate/?next=%2Fagent%2Fpersonnes%2F"
    assert client.post(response.url, {"code": code()}).url == "/agent/personnes/"
    assert client.get("/agent/personnes/").status_code == 200


def test_the_editors_door_asks_it_too(editor, sign_in):
    assert sign_in(editor, second_factor=False).get("/redaction/").status_code == 302


def test_the_mark_of_one_person_does_not_serve_another(registrar, administrator, sign_in):
    client = sign_in(registrar)
    client.force_login(administrator, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/agent/personnes/").status_code == 302
