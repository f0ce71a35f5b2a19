"""What a session at a counter may do, how it ends, and who tries to take it over."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished
from django.test import Client
from django.utils import timezone

from journal.models import Entry
from kiosk import actions, devices, visits
from kiosk.models import Visit
from kiosk.tasks import tidy
from letterbox.models import File, Mail
from notifications.models import Message
from tests.cases.conftest import paper, procedures  # noqa: F401
from vault.demo import paper as pdf_of
from vault.models import Document, DocumentType
from vault.reading import Reading

from .conftest import enter

pytestmark = pytest.mark.django_db


def is_out(answer):
    return answer.status_code == 303 and "storage" in answer["Clear-Site-Data"]


def back_by(**time):
    moved = timezone.now() - timedelta(**time)
    Visit.objects.update(seen_at=moved)


def test_ending_flushes_the_session_empties_the_browser_and_keeps_the_computer(entered):
    answer = entered.post("/borne/hall/fin/")
    assert is_out(answer)
    assert "no-store" in answer["Cache-Control"]
    assert Session.objects.count() == 0
    gone = {name for name, cookie in answer.cookies.items() if cookie["max-age"] == 0}
    assert {"sessionid", "csrftoken"} <= gone
    assert settings.KIOSK_COOKIE not in gone
    assert entered.get("/borne/hall/").status_code == 200
    assert entered.get("/fr/espace/").status_code == 302


def test_ending_asks_for_the_forms_token(computer, carded):
    enter(computer, carded)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies.update(computer.cookies)
    assert strict.post("/borne/hall/fin/").status_code == 403
    assert Visit.objects.get().ended_at is None


def test_a_link_to_the_end_only_asks(entered):
    assert entered.get("/borne/hall/fin/").status_code == 200
    assert Visit.objects.get().ended_at is None


def test_after_ninety_seconds_without_anybody_the_server_refuses(entered):
    assert settings.KIOSK_IDLE_SECONDS == 90
    back_by(seconds=89)
    assert entered.get("/fr/espace/").status_code == 200
    back_by(seconds=90)
    assert is_out(entered.get("/fr/espace/"))
    assert Visit.objects.get().end == "idle"


def test_a_script_that_asks_how_long_is_left_prolongs_nothing(entered):
    back_by(seconds=80)
    before = Visit.objects.get().seen_at
    assert 0 < entered.get("/borne/hall/reste/").json()["left"] <= 600
    assert Visit.objects.get().seen_at == before
    entered.post("/borne/hall/encore/")
    assert Visit.objects.get().seen_at > before


def test_twenty_minutes_are_the_most(entered):
    Visit.objects.update(opened_at=timezone.now() - timedelta(minutes=9), until=timezone.now() + timedelta(minutes=1))
    entered.post("/borne/hall/plus-de-temps/")
    assert Visit.objects.get().until > timezone.now() + timedelta(minutes=9)
    Visit.objects.update(opened_at=timezone.now() - timedelta(minutes=19), until=timezone.now() + timedelta(seconds=9))
    entered.post("/borne/hall/plus-de-temps/")
    visit = Visit.objects.get()
    assert visit.until == visit.opened_at + timedelta(minutes=20)
    Visit.objects.update(opened_at=timezone.now() - timedelta(minutes=20), until=timezone.now() - timedelta(seconds=1))
    assert is_out(entered.get("/fr/espace/"))
    assert Visit.objects.get().end == "time"


def test_a_session_cookie_played_again_after_the_end_opens_nothing(entered):
    kept = entered.cookies["sessionid"].value
    entered.post("/borne/hall/fin/")
    entered.cookies["sessionid"] = kept
    assert entered.get("/fr/espace/").status_code == 302
    assert "_auth_user_id" not in entered.session


def test_a_session_cookie_taken_home_opens_nothing_and_ends_the_session(entered):
    thief = Client()
    thief.cookies["sessionid"] = entered.cookies["sessionid"].value
    assert is_out(thief.get("/fr/espace/"))
    assert Visit.objects.get().end == "stolen"
    assert entered.get("/fr/espace/").status_code == 302


def test_a_counter_closed_meanwhile_puts_everybody_out(entered, kiosk, administrator):
    kiosk.is_active = False
    actions.save(kiosk=kiosk, actor=administrator)
    assert is_out(entered.get("/fr/espace/"))
    assert entered.get("/borne/hall/").status_code == 404


def test_an_account_closed_meanwhile_is_out(entered, carded):
    carded.is_active = False
    carded.save()
    assert entered.get("/fr/espace/").status_code in (302, 303)
    assert "_auth_user_id" not in entered.session


def test_whoever_enters_next_puts_the_former_out(entered, kiosk, carded, benoit):
    other = visits.open_(device=kiosk.devices.get(), person=benoit, way="pin")
    assert is_out(entered.get("/fr/espace/"))
    assert Visit.objects.get(person=carded).end == "next"
    assert Visit.objects.get(pk=other.pk).ended_at is None


@pytest.mark.parametrize(
    "address",
    [
        "/fr/compte/password/change/",
        "/fr/compte/email/",
        "/fr/compte/phone/change/",
        "/fr/compte/2fa/",
        "/fr/espace/profil/",
        "/fr/espace/profil/borne/",
        "/fr/espace/messages/preferences/",
    ],
)
def test_what_goes_too_far_is_refused_kindly(entered, address):
    answer = entered.get(address)
    assert answer.status_code == 403
    assert "pas à la borne" in answer.content.decode()


def test_agents_pages_do_not_exist_there(entered):
    assert entered.get("/agent/").status_code in (403, 404)


def test_papers_are_looked_at_and_never_saved(entered, carded, procedures, paper):  # noqa: F811
    version = paper(carded, "identity-card")
    answer = entered.get(f"/fr/espace/coffre/versions/{version.public_id}/")
    assert answer["Location"] == f"/fr/espace/coffre/versions/{version.public_id}/voir/"
    assert entered.get(answer["Location"]).status_code == 200


def test_no_link_leads_out_of_the_house():
    from django.http import HttpResponse
    from django.test import RequestFactory

    from kiosk.middleware import no_trace

    html = '<a class="x" href="https://evil.example/a">a</a><a href="mailto:x@y.z">m</a><a href="/fr/">in</a>'
    text = no_trace(RequestFactory().get("/"), HttpResponse(html)).content.decode()
    assert "evil.example" not in text
    assert "mailto" not in text
    assert '<a href="/fr/">' in text


def test_public_pages_stay_in_the_frame_of_the_counter(computer):
    page = computer.get("/fr/demarches/")
    assert "counter-bar" in page.content.decode()
    assert page["Cache-Control"] == "no-store"


def test_the_worker_ends_what_nobody_came_back_to(entered):
    back_by(seconds=95)
    tidy(0)
    assert Visit.objects.get().end == "idle"


# An agent beside


def open_for(sign_in, agent, person, code, **more):
    typed = {"code": code, "identity_seen": "identity_card", **more}
    return sign_in(agent).post(f"/agent/bornes/hall/aider/{person.public_id}/", typed)


def test_an_agent_opens_the_counter_beside_and_all_that_is_done_says_so(
    computer,
    kiosk,
    carded,
    volant,
    sign_in,
    procedures,  # noqa: F811
):
    shown = devices.help_code(kiosk.devices.get())
    assert shown in computer.get("/borne/hall/agent/").content.decode()
    assert open_for(sign_in, volant, carded, shown.lower()).status_code == 302
    assert "Bonjour Alice" in computer.get("/borne/hall/agent/").content.decode()
    assert computer.post("/borne/hall/agent/entrer/")["Location"] == "/fr/espace/"
    page = computer.get("/fr/espace/").content.decode()
    assert "avec l’aide de Viviane" in page
    opened = Entry.objects.get(verb="kiosk.helped")
    assert Message.objects.filter(recipient=carded, kind="kiosk_helped").count() == 1
    assert (opened.actor, opened.subject, opened.data["seen"]) == (volant, carded, "identity_card")
    typed = {
        "type": DocumentType.objects.get(code="identity-card").pk,
        "file": SimpleUploadedFile("a.pdf", pdf_of("Exemple")),
    }
    assert computer.post("/fr/espace/coffre/ajouter/", typed).status_code == 302
    assert Document.objects.get().owner == carded
    assert Entry.objects.get(verb="document.stored").data["helped_by"] == volant.pk
    told = computer.get("/fr/espace/qui-a-regarde/").content.decode()
    assert "vous a ouvert une borne" in told
    assert "Avec l’aide de Viviane Agent, à la borne « Borne du hall »" in told


def test_a_wrong_or_old_code_opens_nothing_and_is_not_guessed(kiosk, computer, carded, volant, sign_in):
    device = kiosk.devices.get()
    assert open_for(sign_in, volant, carded, devices.help_code(device, before=3)).status_code == 422
    answers = [open_for(sign_in, volant, carded, "AAAAA").status_code for _ in range(5)]
    assert answers == [422] * 4 + [429]
    assert not Visit.objects.exists()


def test_a_photograph_of_the_code_is_of_no_use_without_an_agents_tablet(kiosk, computer, carded, outsider, sign_in):
    shown = devices.help_code(kiosk.devices.get())
    assert open_for(sign_in, outsider, carded, shown).status_code == 404
    assert Client().post("/borne/hall/agent/entrer/").status_code == 404


def test_a_session_opened_by_an_agent_is_entered_once_and_there_only(kiosk, computer, carded, volant, sign_in):
    open_for(sign_in, volant, carded, devices.help_code(kiosk.devices.get()))
    waiting = visits.waiting_at(kiosk.devices.get())
    assert visits.enter(waiting)
    assert not visits.enter(waiting)
    assert computer.post("/borne/hall/agent/entrer/")["Location"] == "/borne/hall/agent/"


def test_an_agent_is_not_helped_at_a_counter(kiosk, computer, registrar, volant, sign_in):
    assert open_for(sign_in, volant, registrar, devices.help_code(kiosk.devices.get())).status_code == 422


def test_the_agent_closes_from_the_tablet(entered, sign_in, volant):
    assert sign_in(volant).post("/agent/bornes/hall/fermer/").status_code == 302
    assert is_out(entered.get("/fr/espace/"))
    assert Visit.objects.get().end == "agent"


def test_the_journal_says_each_thing_in_words():
    """Each verb a counter writes, as the sources have it, has a sentence; and no sentence is left of another time."""
    from journal import labels

    files = [path for path in (settings.BASE_DIR / "kiosk").rglob("*.py") if path.stem != "labels"]
    sources = "".join(path.read_text() for path in files if path.parent.name != "migrations")
    written = set(re.findall(r"[\"'](kiosk\.[a-z_]+)[\"']", sources)) - {"kiosk.device", "kiosk.tidy"}  # no verbs
    assert {"kiosk.entered", "kiosk.scans_destroyed"} <= written
    assert {verb for verb in labels.known() if verb.startswith("kiosk.")} == written


# What came by mail


@pytest.fixture
def attachment(carded):
    """A paper that the antivirus has seen, in Alice's tray."""
    mail = Mail.objects.create(owner=carded, sender_address="a@b.example", subject="Quittance", size=1, fingerprint="1")
    kept = {"object_name": "none/1", "content_type": "application/pdf", "size": 1, "pages": 1, "scan_state": "safe"}
    return File.objects.create(mail=mail, file_name="quittance.pdf", **kept)


def test_an_attachment_is_kept_at_a_counter_and_never_taken_away(entered, attachment):
    """The view is not even asked: the log does not say that it was read."""
    page = entered.get(f"/fr/espace/courrier/{attachment.mail.public_id}/").content.decode()
    assert "Ranger dans mon coffre" in page
    assert "Télécharger" not in page
    answer = entered.get(f"/fr/espace/courrier/pieces/{attachment.public_id}/")
    assert answer.status_code == 403
    assert "pas à la borne" in answer.content.decode()
    assert not Entry.objects.filter(verb="mail.file_read").exists()


def test_a_file_nobody_thought_of_is_not_sent_and_the_request_goes_on(entered, attachment, monkeypatch):
    """What it read from is closed when the answer is; the site hears of the end of one request, once."""
    monkeypatch.setattr("kiosk.middleware.FILES", set())
    closed, told = [], []

    def chunks():
        try:
            yield b"x"
        finally:
            closed.append(True)

    def ends(sender, **kwargs):
        told.append(sender)

    reading = Reading("application/pdf", "quittance.pdf", 1, chunks())
    next(reading.chunks)
    monkeypatch.setattr("letterbox.actions.read_file", lambda **given: reading)
    request_finished.connect(ends)
    try:
        answer = entered.get(f"/fr/espace/courrier/pieces/{attachment.public_id}/")
        page = answer.content.decode()
    finally:
        request_finished.disconnect(ends)
    assert answer.status_code == 403
    assert "pas à la borne" in page
    assert closed == [True]
    assert len(told) == 1
