"""Signing up with an e-mail address or a telephone, and signing in."""

import re

import pytest
from django.test import Client

from accounts.models import User
from journal.models import Entry
from notifications.models import Message
from notifications.rendering import words

PASSWORD = "girafe-couscous-phare-violet"
SIGN_UP = "/fr/compte/signup/"
LOGIN = "/fr/compte/login/"
INVITATION = "/fr/invitation/un-jeton/"


@pytest.fixture(autouse=True)
def a_town_hall_that_sends_sms(settings):
    settings.SMS_BACKEND = "console"


def form(**changes):
    typed = {
        "first_name": "Awa",
        "last_name": "Diop",
        "language": "fr",
        "password1": PASSWORD,
        "email": "",
        "phone": "",
    }
    return {**typed, **changes}


def sign_up(client, query="", **changes):
    return client.post(SIGN_UP + query, form(**changes))


def code_sent():
    text = str(Message.objects.latest("pk").context)
    return re.search(r"[A-Z0-9]{3,4}-[A-Z0-9]{3,4}|\b\d{6}\b", text).group()


def errors(response):
    return " ".join(str(error) for errors in response.context["form"].errors.values() for error in errors)


def test_a_person_signs_up_by_e_mail_and_confirms_with_the_code(db):
    client = Client()
    response = sign_up(client, email="Awa@Example.org")
    assert response.url == "/fr/compte/confirm-email/"
    assert "_auth_user_id" not in client.session
    answer = client.post(response.url, {"code": code_sent()})
    assert answer.url == "/fr/espace/"
    awa = User.objects.get(email="awa@example.org")
    assert client.session["_auth_user_id"] == str(awa.pk)
    assert awa.username.isdigit()
    assert Entry.objects.filter(verb="person.signed_up", subject=awa).exists()


def test_a_person_signs_up_by_telephone_written_the_french_way(db):
    client = Client()
    response = sign_up(client, phone="06 12 34 56 78", language="wo")
    assert response.url == "/fr/compte/phone/verify/"
    message = Message.objects.get()
    assert (message.phone, message.email) == ("+33612345678", "")
    assert code_sent() in words(message).subject, "a short message carries the subject alone"
    assert client.post(response.url, {"code": code_sent()}).url == "/wo/espace/"
    awa = User.objects.get()
    assert (awa.phone, awa.phone_verified, awa.email, awa.language) == ("+33612345678", True, None, "wo")


def test_a_wrong_code_opens_nothing(db):
    client = Client()
    url = sign_up(client, phone="0612345678").url
    assert client.post(url, {"code": "ZZZ-ZZZ"}).status_code == 200
    assert "_auth_user_id" not in client.session


def test_signing_up_from_an_invitation_comes_back_to_it(db):
    client = Client()
    page = client.get(f"{LOGIN}?next={INVITATION}").content.decode()
    assert f"{SIGN_UP}?next={INVITATION.replace('/', '%2F')}" in page
    url = sign_up(client, f"?next={INVITATION}", email="awa@example.org").url
    assert client.post(url, {"code": code_sent()}).url == INVITATION


def test_the_form_carries_next_even_when_it_comes_back_with_an_error(db):
    response = Client().post(SIGN_UP, {**form(), "next": INVITATION})
    assert f'name="next" value="{INVITATION}"' in response.content.decode()


@pytest.mark.parametrize("next_url", ["https://ailleurs.example/", "//ailleurs.example/", "javascript:alert(1)"])
def test_next_never_leaves_the_site(alice, next_url):
    alice.set_password(PASSWORD)
    alice.email = None
    alice.save()
    response = Client().post(LOGIN, {"login": "alice", "password": PASSWORD, "next": next_url})
    assert response.url == "/fr/espace/"


def test_one_of_e_mail_or_telephone_is_asked(db):
    assert "Donnez une adresse e-mail ou un numéro de téléphone." in errors(sign_up(Client()))


def test_where_no_sms_leaves_an_e_mail_address_is_asked_for(db, settings):
    settings.SMS_BACKEND = ""
    assert 'name="phone"' not in Client().get(SIGN_UP).content.decode()
    assert Client().post(SIGN_UP, form(phone="0612345678")).context["form"].errors.keys() == {"email"}
    assert sign_up(Client(), email="awa@example.org").url == "/fr/compte/confirm-email/"
    assert User.objects.get(email="awa@example.org").phone is None


def test_a_telephone_that_cannot_ring_is_refused_kindly(db):
    assert "Ce numéro ne semble pas complet" in errors(sign_up(Client(), phone="0612"))


@pytest.mark.parametrize("password", ["court", "motdepasse1234", "azertyuiop123", "aaaaaaaaaaaaaa", "AwaDiopAwaDiop"])
def test_a_weak_password_is_refused(db, password):
    response = sign_up(Client(), email="awa@example.org", password1=password)
    assert response.status_code == 200
    assert response.context["form"].errors["password1"]
    assert not User.objects.exists()


def test_signing_up_with_a_known_address_tells_its_owner_and_nobody_else(alice):
    client, stranger = Client(), Client()
    taken = sign_up(client, email="alice@example.org")
    free = sign_up(stranger, email="libre@example.org")
    assert (taken.status_code, taken.url) == (free.status_code, free.url)
    words = Message.objects.get(email="alice@example.org").context
    assert "déjà" in words["subject"]
    assert User.objects.filter(email="alice@example.org").count() == 1


def test_signing_up_with_a_known_telephone_tells_its_owner_and_nobody_else(alice):
    alice.phone = "+33612345678"
    alice.save()
    taken = sign_up(Client(), phone="0612345678")
    free = sign_up(Client(), phone="0612345679")
    assert (taken.status_code, taken.url) == (free.status_code, free.url)
    assert Message.objects.get(phone="+33612345678").kind == "phone_known"


@pytest.mark.parametrize("name", ["4827356199", "4827 356 199", "06 12 34 56 78", "+33612345678", "awa@example.org"])
def test_one_signs_in_by_card_telephone_or_e_mail(db, name):
    awa = User(username="4827356199", phone="+33612345678", phone_verified=True, email="awa@example.org")
    awa.set_password(PASSWORD)
    awa.save()
    from accounts import cards

    assert cards.is_number("4827356199")
    client = Client()
    response = client.post(LOGIN, {"login": name, "password": PASSWORD})
    assert response.status_code == 302
    assert response.url == "/fr/espace/"


def test_wrong_password_and_unknown_person_read_the_same(alice):
    alice.set_password(PASSWORD)
    alice.save()
    wrong = Client().post(LOGIN, {"login": "alice", "password": "autre-chose-encore"})
    unknown = Client().post(LOGIN, {"login": "personne", "password": "autre-chose-encore"})
    assert errors(wrong) == errors(unknown) != ""


@pytest.mark.parametrize("login", ["a\x00b", "'; drop table", "𝕬" * 200, "x" * 5000])
def test_hostile_names_are_refused_without_noise(db, login):
    assert Client().post(LOGIN, {"login": login, "password": PASSWORD}).status_code == 200


def test_a_closed_account_does_not_open(alice):
    alice.set_password(PASSWORD)
    alice.is_active = False
    alice.save()
    client = Client()
    client.post(LOGIN, {"login": "alice", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
