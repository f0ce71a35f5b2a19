"""The welcome letter, in the person's language, opens the space once."""

import io
import shutil
import subprocess
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import actions, letters
from accounts.models import Activation
from journal.models import Entry

pytestmark = pytest.mark.django_db


def read(pdf):
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed (Debian: poppler-utils)")
    return subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def square(pdf):
    """What a telephone reads on the first page."""
    import cv2
    import numpy
    import pypdfium2

    page = pypdfium2.PdfDocument(io.BytesIO(pdf))[0].render(scale=3).to_pil()
    text, _points, _straight = cv2.QRCodeDetector().detectAndDecode(numpy.asarray(page.convert("RGB")))
    return text


@pytest.fixture
def newcomer_and_code(registrar):
    return actions.create_resident(actor=registrar, first_name="Nour", last_name="Haddad", language="ar")


@pytest.mark.parametrize("language", ["fr", "en", "ar", "zh-hans", "wo", "bm"])
def test_the_letter_is_one_page_that_says_number_and_code(registrar, language):
    import pypdfium2

    person, code = actions.create_resident(actor=registrar, first_name="Awa", last_name="Sow", language=language)
    pdf = letters.letter_pdf(person, code, postal_address="12 rue de Crimée\n75019 Paris\n")
    text = read(pdf).replace(" ", "")
    assert code in text
    assert person.username in text
    assert "75019Paris" in text
    assert len(pypdfium2.PdfDocument(io.BytesIO(pdf))) == 1


def test_its_square_opens_the_right_page_and_tells_no_server(newcomer_and_code):
    person, code = newcomer_and_code
    address = urlsplit(square(letters.letter_pdf(person, code)))
    assert address.path == "/ar/activer/"
    assert address.query == ""
    assert address.fragment == f"{person.username}-{code}"


def test_the_code_serves_once_and_not_after_its_day(newcomer_and_code):
    person, code = newcomer_and_code
    said = {"number": person.username, "code": code, "password": "quatre mots sans lien", "address": ""}
    Activation.objects.update(expires_at=timezone.now())
    assert actions.activate(**said) is None
    Activation.objects.update(expires_at=timezone.now() + timezone.timedelta(days=1))
    assert actions.activate(**said) == person
    assert actions.activate(**said) is None


def test_a_new_code_ends_the_one_before(newcomer_and_code, volant):
    person, code = newcomer_and_code
    actions.renew_code(user=person, actor=volant)
    assert actions.activate(number=person.username, code=code, password="quatre mots sans lien", address="") is None


def test_the_agent_prints_it_while_the_session_knows_the_code(registrar, volant, sign_in):
    desk = sign_in(registrar)
    said = {"first_name": "Nour", "last_name": "Haddad", "language": "ar"}
    slip = desk.post(reverse("accounts:create_person"), said)["Location"]
    address = slip.replace("/carte/", "/lettre/")
    assert desk.get(address).status_code == 405
    printed = desk.post(address, {"postal_address": "12 rue de Crimée\n75019 Paris"})
    assert printed["Content-Type"] == "application/pdf"
    assert "no-store" in printed["Cache-Control"]
    assert "75019" in read(printed.content)
    assert sign_in(volant).post(address).status_code == 404
    entry = Entry.objects.get(verb="person.letter_printed")
    assert "Crimée" not in str(entry.payload)
