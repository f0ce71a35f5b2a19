"""A first version by a machine, through a real little server that speaks as LibreTranslate does."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from wagtail.models import PageViewRestriction

from translation import queries
from translation.models import Draft, Standing

from .test_following import publish
from .test_room import address, typed


class Machine(BaseHTTPRequestHandler):
    """Answers what ``server.answer(texts)`` gives: a status and a body."""

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, asked))
        status, body = self.server.answer(asked["q"])
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

    def log_message(self, *args):
        """Quiet."""


def echo(texts):
    return 200, {"translatedText": [f"{text} (wo)" for text in texts]}


@pytest.fixture
def server(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Machine)
    server.asked, server.answer = [], echo
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.TRANSLATE_URL = f"http://127.0.0.1:{server.server_port}"
    settings.TRANSLATE_KEY = "clef"
    settings.TRANSLATE_SECONDS = 1
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def changed(wedding):
    return publish(wedding, introduction="Venez & revenez. Samedi aussi.")


@pytest.fixture
def client(changed, translator, sign_in):
    return sign_in(translator)


def ask(client, page, language="wo"):
    return client.post(address(page, language, "machine/"), follow=True)


def test_its_words_go_marked_in_a_draft_and_only_what_waits_is_sent(server, client, changed):
    html = ask(client, changed).content.decode()
    path, asked = server.asked[0]
    assert path == "/translate"
    assert asked == {
        "q": ["Venez &amp; revenez. Samedi aussi."],
        "source": "fr",
        "target": "wo",
        "format": "html",
        "api_key": "clef",
    }
    draft = Draft.objects.get()
    assert draft.texts["introduction#0"]["text"] == "Venez & revenez. Samedi aussi. (wo)"
    assert draft.is_machine_made
    assert "écrit par une machine" in html


def test_its_words_never_appear_without_two_people(server, client, changed, translator, team_lead, site, sign_in):
    ask(client, changed)
    draft = Draft.objects.get()
    assert sign_in(team_lead).post(address(changed, "wo", "valider/"), {"number": draft.number}).status_code == 409
    client.post(address(changed, "wo"), {**typed(queries.sheet(changed, "wo"), draft.number), "submit": ""})
    draft.refresh_from_db()
    assert client.post(address(changed, "wo", "valider/"), {"number": draft.number}).status_code == 403
    assert "(wo)" not in site("wo", "se-marier").introduction
    sign_in(team_lead).post(address(changed, "wo", "valider/"), {"number": draft.number})
    wolof = site("wo", "se-marier")
    assert wolof.introduction.endswith("(wo)")
    assert Standing.objects.get(page=wolof).read_at is None


def test_words_that_lost_a_placeholder_are_left_to_people(server, client, wedding):
    page = publish(wedding, introduction="Bonjour {prenom}.")
    server.answer = lambda texts: (200, {"translatedText": ["Nanga def." for _text in texts]})
    html = ask(client, page).content.decode()
    assert "1 restent à écrire" in html
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "answer",
    [
        (500, b"broken"),
        (403, {"error": "Invalid API key"}),
        (200, b"<html>"),
        (200, {"translatedText": []}),
        (200, {"translatedText": [3]}),
        (200, {}),
        (200, []),
    ],
    ids=["500", "403", "html", "short", "number", "nothing", "list"],
)
def test_an_outage_is_told_kindly_and_nothing_is_lost(answer, server, client, changed):
    server.answer = lambda texts: answer
    assert "ne répond pas bien" in ask(client, changed).content.decode()
    assert not Draft.objects.exists()


def test_a_machine_that_is_late_is_not_waited_for(server, client, changed):
    def late(texts):
        time.sleep(2)
        return echo(texts)

    server.answer = late
    assert "trop de temps" in ask(client, changed).content.decode()


def test_a_machine_that_is_not_there_is_told(server, client, changed, settings):
    settings.TRANSLATE_URL = "http://127.0.0.1:9"
    assert "ne répond pas bien" in ask(client, changed).content.decode()


def test_nothing_is_offered_or_sent_when_it_is_off(client, changed, settings):
    assert settings.TRANSLATE_URL == ""
    assert "Demander une première version" not in client.get(address(changed, "wo")).content.decode()
    assert "pas branchée" in ask(client, changed).content.decode()


def test_a_page_that_is_not_for_everybody_is_not_sent(server, client, changed):
    PageViewRestriction.objects.create(page=changed.get_parent(), restriction_type="login")
    assert "pas branchée" in ask(client, changed).content.decode()
    assert server.asked == []
