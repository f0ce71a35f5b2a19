"""What editors put in the library is read by the antivirus before anybody can take it home."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import Collection

from tests.servers import EICAR

pytestmark = pytest.mark.usefixtures("site")


def send(client, name, content):
    data = {"title": name, "collection": Collection.get_first_root_node().pk}
    return client.post(reverse("wagtaildocs:add"), data | {"file": SimpleUploadedFile(name, content)})


def send_with_others(client, name, content):
    data = {"title": name, "collection": Collection.get_first_root_node().pk}
    files = {"files[]": SimpleUploadedFile(name, content)}
    return client.post(reverse("wagtaildocs:add_multiple"), data | files)


def test_a_clean_file_is_kept_and_taken_home_as_a_file(editor, sign_in, clamd):
    assert send(sign_in(editor), "plan.txt", b"tout droit").status_code == 302
    document = get_document_model().objects.get()
    served = Client().get(document.url)
    assert b"".join(served.streaming_content) == b"tout droit"
    assert served.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("door", [send, send_with_others])
def test_a_file_the_antivirus_refuses_is_not_kept(door, editor, sign_in, clamd):
    said = door(sign_in(editor), "plan.txt", EICAR).content.decode()
    assert "antivirus refuse" in said
    assert not get_document_model().objects.exists()


@pytest.mark.parametrize("door", [send, send_with_others])
def test_nothing_is_kept_while_the_antivirus_is_away(door, editor, sign_in):
    assert "quelques minutes" in door(sign_in(editor), "plan.txt", b"tout droit").content.decode()
    assert not get_document_model().objects.exists()


def test_a_new_file_in_the_place_of_the_old_is_read_too(editor, sign_in, clamd):
    client = sign_in(editor)
    send(client, "plan.txt", b"tout droit")
    document = get_document_model().objects.get()
    address = reverse("wagtaildocs:edit", args=[document.pk])
    data = {"title": "Le plan", "collection": document.collection_id, "tags": ""}
    assert client.post(address, data).status_code == 302
    assert "refuse" in client.post(address, data | {"file": SimpleUploadedFile("b.txt", EICAR)}).content.decode()
    document.refresh_from_db()
    assert (document.title, document.file.read()) == ("Le plan", b"tout droit")


def test_what_runs_and_what_is_too_heavy_stay_outside(editor, sign_in, clamd, settings):
    settings.MOST_BYTES_OF_A_DOCUMENT = 5
    client = sign_in(editor)
    assert "trop lourd" in send(client, "plan.txt", b"tout droit").content.decode()
    for name in ("page.html", "dessin.svg", "programme.exe"):
        assert send(client, name, b"<b>").status_code == 200
    assert not get_document_model().objects.exists()
