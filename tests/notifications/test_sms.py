import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from notifications import sms
from notifications.actions import send
from notifications.delivering import attempt
from notifications.enums import DeliveryState
from notifications.errors import Permanent, Temporary
from notifications.models import Delivery


@pytest.fixture
def gateway():
    """A real HTTP gateway on loopback: ``gateway.status`` is its answer, ``gateway.seen`` what came."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            server.seen.append((self.path, body, self.headers))
            self.send_response(server.status)
            self.end_headers()

        do_GET = do_POST = answer

        def log_message(self, *args):
            """Silent."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.status, server.seen = 200, []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def text():
    return {"to": "+33612345678", "text": "Votre dossier & vous : مرحبا", "reference": "abc.sms"}


def test_a_gateway_gets_the_text_as_json_with_its_password(gateway, settings, text):
    settings.SMS_BACKEND = f"http://town:s%40cret@127.0.0.1:{gateway.server_port}/send"
    sms.send(**text)
    ((path, body, headers),) = gateway.seen
    assert (path, json.loads(body)) == ("/send", text)
    assert base64.b64decode(headers["Authorization"].removeprefix("Basic ")) == b"town:s@cret"


def test_a_gateway_with_places_in_its_address_gets_them_filled(gateway, settings, text):
    settings.SMS_BACKEND = f"http://127.0.0.1:{gateway.server_port}/cgi-bin/sendsms?to={{to}}&text={{text}}&coding=2"
    sms.send(**text)
    assert gateway.seen[0][0].startswith("/cgi-bin/sendsms?to=%2B33612345678&text=Votre%20dossier%20%26%20vous")


@pytest.mark.parametrize(("status", "error"), [(400, Permanent), (422, Permanent), (401, Temporary), (503, Temporary)])
def test_a_refusal_is_for_good_or_may_pass(gateway, settings, text, status, error):
    settings.SMS_BACKEND = f"http://127.0.0.1:{gateway.server_port}/"
    gateway.status = status
    with pytest.raises(error, match=str(status)):
        sms.send(**text)


def test_a_closed_gateway_may_open_again(settings, text):
    settings.SMS_BACKEND = "http://127.0.0.1:1/"
    with pytest.raises(Temporary):
        sms.send(**text)


def test_on_one_s_own_machine_the_text_goes_to_a_file(settings, tmp_path, text):
    settings.SMS_BACKEND, settings.VAR_DIR = "file", tmp_path
    sms.send(**text)
    assert (tmp_path / "sms" / "abc.sms.txt").read_text().splitlines() == [text["to"], text["text"]]


def test_an_sms_says_the_subject_and_where_to_read_on(kinds, alice, settings, capsys):
    settings.SMS_BACKEND = "console"
    alice.phone, alice.email = "+33612345678", None
    alice.save()
    send("test_kind", recipient=alice, url="/fr/espace/")
    delivery = Delivery.objects.get()
    attempt(delivery.pk)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT
    assert capsys.readouterr().out == "SMS +33612345678: Bonjour Alice & co http://127.0.0.1:8000/fr/espace/\n"
