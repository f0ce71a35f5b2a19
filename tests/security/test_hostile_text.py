"""Every form, every field, with what no form expects: refused or kept as text, never a fault of ours.

The forms are found on the pages themselves, as a browser finds them.
"""

from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from postits.models import Note
from privacy.actions import requests
from tests.access_objects import OBJECTS
from tests.workflows.conftest import task_of

HOSTILE = [
    "\x00",
    "a\x00b",
    "\x01\x02\x1b[2J",
    "\r\nBcc: someone@example.org",
    "\ud7ff\ufffe\uffff",
    "\u202eevil\u2066",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 20,
    "e" + "\u0301" * 300,
    "İıſK",
    "٣٤٥",
    "²",
    "½",
    "𝟘𝟙𝟚",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ settings.SECRET_KEY }}{% debug %}",
    "%(name)s %s %d {0} {x}",
    "' OR 1=1; --",
    "../../etc/passwd",
    "http://127.0.0.1:1/",
    "99999999999999999999",
    "-1",
    "1e309",
    "NaN",
    "2024-13-45",
    "2024-13-45T99:99:99+99:99",
    "9999-12-31",
    "0001-01-01",
    "x" * 5000,
    "9" * 5000,
    "[]",
    "null",
]
NOT_FOR_FUZZ = ("/compte/logout/", "/static/")


class Forms(HTMLParser):
    """``forms``: ``[(method, action, {name: value}), ...]`` of a page."""

    def __init__(self, page):
        super().__init__()
        self.forms = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "form":
            self.forms.append((found.get("method", "get").lower(), found.get("action") or "", {}))
        elif tag in ("input", "textarea", "select", "button") and found.get("name") and self.forms:
            self.forms[-1][2].setdefault(found["name"], found.get("value") or "")
        elif tag == "option" and "selected" in found and self.forms and self.forms[-1][2]:
            fields = self.forms[-1][2]
            fields[next(reversed(fields))] = found.get("value") or ""


def faults(client, pages):
    """What answered 500: ``[(method, address, field, text), ...]``; in each form every text goes into one field."""
    found, done = [], set()
    for page in pages:
        for method, action, fields in Forms(client.get(page).content.decode()).forms:
            address, names = action or page, sorted(fields.keys() - {"csrfmiddlewaretoken"})
            if (method, address) in done or not names or any(part in address for part in NOT_FOR_FUZZ):
                continue
            done.add((method, address))
            for turn, text in enumerate(HOSTILE):
                name = names[turn % len(names)]
                answer = getattr(client, method)(address, {**fields, name: text})
                if answer.status_code >= 500:
                    found.append((method, address, name, text[:30]))
    return found


@pytest.fixture
def careful():
    """A client whose faults come back as pages."""

    def make(client):
        client.raise_request_exception = False
        return client

    return make


def test_public_forms_take_any_text(db, procedures, careful):
    pages = [
        "compte/login/",
        "compte/signup/",
        "compte/password/reset/",
        "activer/",
        "recherche/",
        "demarches/marriage/",
    ]
    assert faults(careful(Client()), [*(f"/fr/{page}" for page in pages), "/verifier/"]) == []


def test_a_residents_forms_take_any_text(draft, alice, sign_in, careful):
    case = f"/fr/espace/dossiers/{draft.public_id}/"
    papers = [f"{case}pieces/{piece.public_id}/" for piece in draft.pieces.all()[:1]]
    space = [f"/fr/espace/{page}" for page in ("", "profil/", "coffre/ajouter/", "messages/preferences/", "messages/")]
    own = [case, f"{case}questions/", f"{case}inviter/", f"{case}accord/", *papers, f"{case}retirer/"]
    account = [f"/fr/compte/{page}" for page in ("email/", "phone/change/", "password/set/", "2fa/")]
    assert faults(careful(sign_in(alice)), [*space, *own, *account]) == []


def test_the_couples_steps_take_any_text(to_plan, alice, sign_in, careful):
    step = f"/fr/espace/dossiers/{to_plan.public_id}/etapes/{task_of(to_plan).pk}/"
    client = careful(sign_in(alice))
    assert faults(client, [step]) == []
    assert [client.get(step, {"du": text}).status_code for text in HOSTILE] == [200] * len(HOSTILE)


def test_agents_forms_take_any_text(sent, lead, sign_in, careful):
    case = f"/agent/dossiers/{sent.public_id}/"
    piece = f"{case}pieces/{sent.pieces.filter(is_needed=True).first().public_id}/deposer/"
    task = f"/agent/taches/{task_of(sent).pk}/"
    client = careful(sign_in(lead))
    client.post(f"{task}prendre/")
    pages = ["/agent/", "/agent/personnes/", "/agent/personnes/creer/", task, case, piece]
    assert faults(client, [*pages, f"{case}remettre/", f"{case}annuler/"]) == []


def test_an_administrators_forms_take_any_text(sent, alice, administrator, sign_in, careful):
    pages = [
        f"/agent/personnes/{alice.public_id}/",
        f"/agent/qui-voit/?objet=cases.case:{sent.public_id}",
        "/agent/qui-voit/",
        "/agent/journal/",
        "/agent/envois/",
    ]
    client = careful(sign_in(administrator))
    assert faults(client, pages) == []
    for name in ("personne", "objet", "avant"):
        assert {client.get("/agent/journal/", {name: text}).status_code for text in HOSTILE} == {200}


@pytest.mark.parametrize("number", ["99999999999999999999", "9" * 400, "9223372036854775808"])
def test_a_number_too_large_names_nothing(draft, alice, registrar, administrator, sign_in, number):
    for who, address in [
        (registrar, f"/agent/taches/{number}/"),
        (alice, f"/fr/espace/dossiers/{draft.public_id}/etapes/{number}/"),
    ]:
        assert sign_in(who).get(address).status_code == 404
    for verb in ("prendre", "rendre", "confier"):
        assert sign_in(registrar).post(f"/agent/taches/{number}/{verb}/").status_code == 404
    assert sign_in(administrator).post(f"/agent/envois/{number}/relancer/").status_code == 404


@pytest.mark.parametrize("name", ["2024-13-45", "2024-13-45T99:99:99+99:99", "{{ url }}", "<b>x</b>"])
def test_words_that_look_like_something_else_are_shown_as_they_are(draft, alice, sign_in, name):
    from notifications.actions import send

    message = send("spouse_joined", recipient=alice, context={"name": name, "number": draft.number}, url="/fr/espace/")
    page = sign_in(alice).get(f"/fr/espace/messages/{message.public_id}/")
    assert page.status_code == 200
    assert "<b>x</b>" not in page.content.decode()


MARK = 'mot <b>"gardé"</b> é'


class TextFields(HTMLParser):
    """``[(action, {name: value}, [names of what one types]), ...]`` of the forms a page posts."""

    def __init__(self, page):
        super().__init__()
        self.forms = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "form":
            self.forms.append((found.get("method", "get").lower(), found.get("action") or "", {}, []))
        elif self.forms and tag in ("input", "textarea", "select") and found.get("name"):
            self.forms[-1][2].setdefault(found["name"], found.get("value") or "")
            typed = tag == "textarea" or (tag == "input" and found.get("type", "text") in ("text", "search"))
            if typed and found.get("autocomplete") not in ("off", "one-time-code"):
                self.forms[-1][3].append(found["name"])


def forgotten(client, pages):
    """The fields whose words are lost when the form comes back with a mistake: ``[(address, field), ...]``."""
    found = []
    for page in pages:
        for method, action, fields, typed in TextFields(client.get(page).content.decode()).forms:
            for name in typed if method == "post" else ():
                answer = client.post(action or page, {**dict.fromkeys(fields, ""), name: MARK})
                if answer.status_code == 422 and escape(MARK) not in answer.content.decode():
                    found.append((action or page, name))
    return found


def asks(answer):
    """Whether a page has a form besides those of its frame."""
    forms = Forms(answer.content.decode()).forms
    return any(fields.keys() - {"csrfmiddlewaretoken", "language", "next"} for _method, _action, fields in forms)


def well_taken(client, addresses):
    """Every page has a form, none of them fails, and none forgets what was typed."""
    pages = [reverse(name, args=arguments) for name, *arguments in addresses]
    assert [page for page in pages if not asks(client.get(page))] == [], "pages without a form of their own"
    assert forgotten(client, pages) == []
    assert faults(client, pages) == []


@pytest.fixture
def cast(request):
    return request.getfixturevalue


def test_the_letterboxs_forms_take_any_text(cast, alice, types, sign_in, careful):
    mail, file = (OBJECTS[f"letterbox:{name}"](cast).kwargs["public_id"] for name in ("mail", "keep"))
    opened = careful(sign_in(alice))
    opened.post(reverse("letterbox:open_address"))
    well_taken(
        opened, [("letterbox:mail", mail), ("letterbox:address",), ("letterbox:tray",), ("letterbox:keep", file)]
    )


def test_the_mandates_forms_take_any_text(cast, alice, registrar, services, procedures, sign_in, careful):
    well_taken(careful(sign_in(alice)), [("mandates:give",), ("mandates:ask",)])


def test_forms_about_ones_data_take_any_text(alice, administrator, sign_in, careful):
    asked = requests.ask(person=alice, kind="question", part="other", text="Où est mon dossier ?")
    well_taken(careful(sign_in(alice)), [("privacy:home",), ("privacy:correct",)])
    well_taken(careful(sign_in(administrator)), [("privacy:answer", asked.public_id)])


def test_the_archives_forms_take_any_text(archivist, procedures, types, sign_in, careful):
    rules = [("archives:retention_rule", "passport"), ("archives:conservation_rule", "marriage", "concluded")]
    keeper = careful(sign_in(archivist))
    well_taken(keeper, [("archives:place_hold",), ("archives:holds",), *rules])
    prepare = reverse("archives:prepare")
    assert {keeper.post(prepare, {"rule": text, "year": text}).status_code for text in HOSTILE} == {400}


def test_the_counters_forms_take_any_text(alice, administrator, volant, kiosk, computer, sign_in, careful):
    well_taken(careful(sign_in(administrator)), [("kiosk:create",), ("kiosk:change", "hall")])
    helper = careful(sign_in(volant))
    well_taken(helper, [("kiosk:search", "hall"), ("kiosk:help", "hall", alice.public_id)])
    pages = [reverse(f"kiosk:{name}", args=["hall"]) for name in ("home", "card", "secret")]
    assert faults(careful(computer), pages) == []
    assert faults(careful(Client()), pages) == [], "a computer that is no counter"
    assert faults(careful(sign_in(alice)), [reverse("kiosk:pin")]) == []


def test_the_forms_of_readers_notes_take_any_text(cast, alice, editor, sign_in, careful):
    page = OBJECTS["postits:leave"](cast).kwargs["page"]
    note = Note.objects.create(page_id=page, place="introduction", kind="question", language="fr", text="Une question")
    leave = ("postits:leave", page, "introduction")
    well_taken(careful(Client()), [leave])
    well_taken(careful(sign_in(alice)), [leave])
    agents = [("postits:tray",), ("postits:note", note.public_id), ("postits:pages",), ("postits:page", page)]
    well_taken(careful(sign_in(editor)), agents)
