"""Calling an agent from a counter, printing there, and which rooms it opens."""

import pytest
from django.urls import reverse

from journal.models import Entry
from kiosk.models import Kiosk

pytestmark = pytest.mark.django_db


def test_somebody_calls_and_the_agents_see_where(computer, kiosk, volant, sign_in):
    Kiosk.objects.update(place="Près de l’escalier")
    assert "Appeler quelqu’un" in computer.get("/borne/hall/").content.decode()
    answer = computer.post("/borne/hall/appeler/", follow=True)
    assert "Un agent est prévenu" in answer.content.decode()
    computer.post("/borne/hall/appeler/")
    assert Entry.objects.filter(verb="kiosk.called").count() == 1, "calling twice is once"
    agent = sign_in(volant)
    assert "Près de l’escalier" in agent.get(reverse("workflows:inbox")).content.decode()
    assert "On appelle un agent" in agent.get("/agent/bornes/").content.decode()


def test_one_goes_and_the_next_is_told(computer, kiosk, volant, lead, sign_in):
    computer.post("/borne/hall/appeler/")
    agent = sign_in(volant)
    assert "vous y allez" in agent.post("/agent/bornes/hall/y-aller/", follow=True).content.decode()
    assert "déjà allé" in agent.post("/agent/bornes/hall/y-aller/", follow=True).content.decode()
    assert Entry.objects.get(verb="kiosk.call_answered").actor == volant
    assert "On appelle" not in agent.get("/agent/bornes/").content.decode()


def test_a_get_calls_nobody_and_no_other_computer_does(computer, kiosk, client):
    assert computer.get("/borne/hall/appeler/").status_code == 405
    assert client.post("/borne/hall/appeler/").status_code == 404
    assert Kiosk.objects.get().called_at is None


def test_within_a_session_the_call_is_the_persons(entered, carded):
    assert entered.post("/borne/hall/appeler/").status_code == 302
    assert Entry.objects.get(verb="kiosk.called").actor == carded


def test_one_sees_who_helps_and_what_is_kept_but_binds_nothing(entered):
    for name in ("mandates:mandates", "privacy:home", "privacy:correct"):
        assert entered.get(reverse(name)).status_code == 200
    for name in ("mandates:give", "mandates:ask", "privacy:erase", "privacy:ask_export"):
        assert entered.post(reverse(name)).status_code == 403


def test_without_script_one_is_told_how_to_print(entered):
    assert "le menu du navigateur" in entered.get("/fr/espace/").content.decode()
