"""A card and six digits, a password or a text message; one answer for all that is wrong."""

import io
import re
from datetime import date

import pytest
import segno
from allauth.account.signals import password_changed, password_reset
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts import limits
from kiosk import entering
from kiosk.models import Pin, TextedCode, Visit
from notifications.models import Message

from .conftest import PIN, enter

pytestmark = pytest.mark.django_db


def without_token(answer, number):
    text = re.sub(r'value="[A-Za-z0-9]{64}"', "", answer.content.decode())
    return text.replace(number, "N")


def test_card_and_digits_open_the_space_for_a_short_while(computer, carded):
    answer = enter(computer, carded)
    assert answer["Location"] == "/fr/espace/"
    page = computer.get("/fr/espace/")
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    assert "counter-bar" in page.content.decode()
    visit = Visit.objects.get()
    assert (visit.person, visit.way) == (carded, "pin")
    assert not computer.cookies["sessionid"]["max-age"]


def test_the_password_opens_too(computer, carded):
    assert enter(computer, carded, "quatre mots sans lien").status_code == 302


def test_a_code_by_text_message_serves_once(computer, carded):
    carded.phone, carded.phone_verified = "+33612345678", True
    carded.save()
    computer.post("/borne/hall/carte/sms/", {"number": carded.username})
    code = Message.objects.get(kind="kiosk_code").context["code"]
    assert code not in TextedCode.objects.get().digits_hash
    assert enter(computer, carded, code).status_code == 302
    computer.post("/borne/hall/fin/")
    assert enter(computer, carded, code).status_code == 422


def test_answers_do_not_tell_whether_a_card_exists(computer, carded):
    nobody = "5555555553"
    for address in ("/borne/hall/carte/", "/borne/hall/carte/sms/"):
        there = computer.post(address, {"number": carded.username})
        nowhere = computer.post(address, {"number": nobody})
        assert without_token(there, carded.username) == without_token(nowhere, nobody)
    wrong = computer.post("/borne/hall/carte/code/", {"number": carded.username, "secret": "000000"})
    none = computer.post("/borne/hall/carte/code/", {"number": nobody, "secret": "000000"})
    assert (wrong.status_code, none.status_code) == (422, 422)
    assert without_token(wrong, carded.username) == without_token(none, nobody)


@pytest.mark.parametrize("number", ["4827356199", "5555555553"])
def test_guesses_at_a_card_are_counted_whether_it_exists_or_not(computer, carded, number):
    answers = [
        computer.post("/borne/hall/carte/code/", {"number": number, "secret": "000000"}).status_code for _ in range(6)
    ]
    assert answers == [422] * 5 + [429]


def test_a_card_is_not_tried_day_after_day(computer, carded, monkeypatch):
    monkeypatch.setattr(limits, "PER_ACCOUNT", limits.Limit(1000, limits.PER_ACCOUNT.period))
    answers = [enter(computer, carded, "000000").status_code for _ in range(16)]
    assert answers == [422] * 15 + [429]


def test_guesses_at_a_counter_are_counted_whatever_the_card(computer, monkeypatch):
    monkeypatch.setattr(entering, "PER_KIOSK", limits.Limit(3, limits.PER_ACCOUNT.period))
    answers = [
        computer.post("/borne/hall/carte/code/", {"number": f"card{n}", "secret": "000000"}).status_code
        for n in range(4)
    ]
    assert answers == [422] * 3 + [429]


def test_agents_do_not_enter_at_a_counter(computer, volant):
    volant.set_password("quatre mots sans lien")
    volant.save()
    assert enter(computer, volant, "quatre mots sans lien").status_code == 422
    assert "_auth_user_id" not in computer.session


def test_a_second_lock_is_not_gone_round_with_the_password_alone(computer, carded):
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=carded, type="totp", data={"secret": "x"})
    assert enter(computer, carded, "quatre mots sans lien").status_code == 422


@pytest.mark.parametrize(
    "digits", ["000000", "123456", "987654", "121212", "123123", "120390", "900312", "482735", "112211"]
)
def test_obvious_digits_are_refused(carded, digits):
    carded.birth_date = date(1990, 3, 12)
    with pytest.raises(ValidationError):
        entering.choose_pin(user=carded, digits=digits)


def test_digits_are_chosen_changed_and_removed_in_ones_space(alice, sign_in):
    client = sign_in(alice)
    page = "/fr/espace/profil/borne/"
    assert client.post(page, {"digits": "123456", "again": "123456"}).status_code == 422
    assert client.post(page, {"digits": "481526", "again": "481527"}).status_code == 422
    assert client.post(page, {"digits": "481526", "again": "481526"}).status_code == 302
    assert "481526" not in Pin.objects.get().digits_hash
    assert client.post(page, {"digits": "730592", "again": "730592"}).status_code == 302
    assert client.post("/fr/espace/profil/borne/retirer/").status_code == 302
    assert not Pin.objects.exists()


def picture_of(text):
    out = io.BytesIO()
    segno.make_qr(text, error="m").save(out, kind="png", scale=8, border=4)
    page = Image.new("L", (900, 700), 200)
    page.paste(Image.open(out).convert("L"), (300, 200))
    jpeg = io.BytesIO()
    page.save(jpeg, "JPEG", quality=85)
    return SimpleUploadedFile("frame.jpg", jpeg.getvalue())


def test_the_camera_reads_the_square_of_a_card_and_nothing_else(computer, carded):
    read = lambda text: computer.post("/borne/hall/carte/image/", {"frame": picture_of(text)}).json()  # noqa: E731
    assert read(carded.username) == {"number": carded.username}
    assert read("https://evil.example/") == {"number": ""}
    broken = SimpleUploadedFile("frame.jpg", b"\xff\xd8\xff" + b"x" * 5000)
    assert computer.post("/borne/hall/carte/image/", {"frame": broken}).json() == {"number": ""}
    assert computer.post("/borne/hall/carte/image/").status_code == 422


def test_the_slip_bears_the_square_of_the_card(sign_in, volant):
    client = sign_in(volant)
    made = client.post("/agent/personnes/creer/", {"first_name": "Nour", "last_name": "Haddad", "language": "fr"})
    assert "data:image/svg+xml;base64," in client.get(made["Location"]).content.decode()


def test_the_language_is_chosen_at_the_counter(computer, carded):
    computer.post("/borne/hall/langue/", {"language": "ar"})
    assert 'lang="ar"' in computer.get("/borne/hall/").content.decode()
    assert enter(computer, carded)["Location"] == "/ar/espace/"


def test_the_digits_are_a_lasting_door_so_one_says_again_who_one_is_and_hears_of_it(alice, client):
    alice.set_password("quatre mots sans lien")
    alice.save()
    client.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post(reverse("kiosk:pin"), {"digits": PIN, "again": PIN})
    assert "/compte/reauthenticate/" in answer["Location"]
    assert not Pin.objects.exists()
    entering.choose_pin(user=alice, digits=PIN)
    assert Message.objects.filter(recipient=alice, kind="kiosk_pin_chosen").exists()


@pytest.mark.parametrize("signal", [password_changed, password_reset])
def test_a_new_password_closes_the_doors_at_the_counters(carded, signal, rf):
    signal.send(type(carded), request=rf.get("/"), user=carded)
    assert not Pin.objects.exists()


def test_a_second_lock_is_not_gone_round_by_six_digits(computer, carded):
    Authenticator.objects.create(user=carded, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert enter(computer, carded).status_code == 422
    with pytest.raises(ValidationError):
        entering.choose_pin(user=carded, digits="739152")


def test_the_counter_offers_no_text_message_where_none_can_be_sent(computer, carded, settings):
    settings.SMS_BACKEND = ""
    assert "SMS" not in computer.post("/borne/hall/carte/", {"number": carded.username}).content.decode()
    settings.SMS_BACKEND = "console"
    assert "SMS" in computer.post("/borne/hall/carte/", {"number": carded.username}).content.decode()
