"""What no form expects: refused or kept as text, never a fault of ours."""

import pytest
from django.urls import reverse

from tests.security.test_hostile_text import HOSTILE, faults
from translation import checks, queries
from translation.models import Draft

from .test_room import address, typed


@pytest.fixture
def client(translator, sign_in):
    client = sign_in(translator)
    client.raise_request_exception = False
    return client


def test_every_form_of_the_room_takes_any_text(wedding, client):
    pages = [
        reverse("translation:board"),
        reverse("translation:receive"),
        address(wedding, "ar"),
        address(wedding, "wo"),
    ]
    assert faults(client, pages) == []


def test_the_forms_of_a_second_person_take_any_text(wedding, client, team_lead, sign_in):
    sheet = queries.sheet(wedding, "ar")
    client.post(address(wedding, "ar"), {**typed(sheet, title="عنوان"), "submit": ""})
    draft = Draft.objects.get()
    other = sign_in(team_lead)
    other.raise_request_exception = False
    for text in HOSTILE:
        for data in ({"number": text, "comment": "x"}, {"number": draft.number + 9, "comment": text}):
            for verb in ("valider/", "rendre/", "jeter/"):
                assert other.post(address(wedding, "ar", verb), data).status_code in (409, 422)
    assert Draft.objects.get().state == draft.state


@pytest.mark.parametrize("text", HOSTILE)
def test_what_stands_for_a_sentence_may_be_anything(text, wedding, client):
    row = next(iter(queries.sheet(wedding, "ar").rows))
    for name in (text, f"{text}|{row.digest}", f"{row.key}|{text}"):
        answer = client.post(address(wedding, "ar"), {"number": 0, "r-0": name, "t-0": "x", "save": ""})
        assert answer.status_code in (302, 422)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_asked_of_a_file_may_be_anything(text, wedding, client):
    place = reverse("translation:export")
    assert client.get(place, {"langue": text}).status_code == 404
    assert client.get(place, {"langue": "ar", "format": text}).status_code == 404
    assert client.get(place, {"langue": "ar", "page": [text, wedding.pk]}).status_code == 200


@pytest.mark.parametrize(
    "hidden",
    ["<!--><img src=x onerror=alert(1)>-->", "<![CDATA[><img src=x>]]>", "<!DOCTYPE x>", "<?xml ?>", "<!-- mot -->"],
)
def test_nothing_that_a_browser_reads_otherwise_hides_in_a_sentence(hidden):
    from types import SimpleNamespace

    sentence = SimpleNamespace(text="Venez <b>ici</b>", is_rich=True, key="body", field_name="body")
    assert checks.faults(sentence, "Come <b>here</b>") == []
    assert checks.faults(sentence, f"Come <b>here</b> {hidden}")
