"""Corrections and questions: asked, answered within a month, told to both sides."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from journal.models import Entry
from notifications.models import Message
from privacy.actions import requests
from privacy.models import Request


def asked(person, part="birth_date", kind="correction"):
    return requests.ask(person=person, kind=kind, part=part, text="Je suis née le 4 mai.")


def test_a_correction_is_asked_answered_and_done(alice, lead, sign_in):
    page = reverse("privacy:correct")
    client = sign_in(alice)
    said = {"kind": "correction", "part": "birth_date", "text": "Je suis née le 4 mai."}
    assert client.post(page, said).status_code == 302
    request = Request.objects.get()
    assert request.due_on == timezone.localdate() + timedelta(days=30)
    agents = sign_in(lead)
    assert "Alice Martin" in agents.get(reverse("privacy:requests")).content.decode()
    answer = reverse("privacy:answer", args=[request.public_id])
    said = {"outcome": "accept", "answer": "Vu sur l’acte.", "part": "birth_date"}
    assert agents.post(answer, said).status_code == 422
    done = {"outcome": "accept", "answer": "Vu sur l’acte.", "value": "1990-05-04", "part": "birth_date"}
    assert agents.post(answer, done).status_code == 302
    alice.refresh_from_db()
    assert alice.birth_date == date(1990, 5, 4)
    line = Entry.objects.get(verb="person.corrected")
    assert line.data == {"field": "birth_date", "had_one_before": False, "has_one_after": True}
    assert "1990" not in line.payload
    assert "Vu sur l’acte." in client.get(page).content.decode()
    assert Message.objects.filter(recipient=alice, kind="data_request_answered").exists()


def test_a_refusal_says_why_and_how_to_appeal(alice, lead, sign_in):
    request = asked(alice)
    requests.refuse(request=request, actor=lead, answer="Il nous faut l’acte.")
    page = sign_in(alice).get(reverse("privacy:correct")).content.decode()
    assert "Il nous faut l’acte." in page
    assert "CNIL" in page
    assert "tribunal" in page


def test_who_answers_second_is_told_who_was_first(alice, lead, administrator, sign_in):
    request = asked(alice, kind="question", part="other")
    client = sign_in(administrator)
    requests.accept(request=request, actor=lead, answer="Voilà.")
    page = client.post(
        reverse("privacy:answer", args=[request.public_id]), {"outcome": "refuse", "answer": "Non.", "part": "other"}
    )
    assert page.status_code == 409
    assert "Louise" in page.content.decode()
    request.refresh_from_db()
    assert request.answer == "Voilà."


def test_a_request_can_be_taken_back_until_it_is_answered(alice, outsider, lead, sign_in):
    request = asked(alice)
    address = reverse("privacy:withdraw_request", args=[request.public_id])
    assert sign_in(outsider).post(address).status_code == 404
    assert sign_in(outsider).get(address).status_code == 404
    client = sign_in(alice)
    assert "Je suis née le 4 mai." in client.get(address).content.decode()
    request.refresh_from_db()
    assert request.is_open
    client.post(address)
    request.refresh_from_db()
    assert request.state == "withdrawn"
    with pytest.raises(requests.AlreadyAnswered):
        requests.refuse(request=request, actor=lead, answer="x")


def test_nobody_answers_ones_own_and_other_roles_do_not_answer(lead, volant, alice, sign_in):
    own, hers = asked(lead), asked(alice)
    assert sign_in(lead).get(reverse("privacy:answer", args=[own.public_id])).status_code == 404
    assert sign_in(volant).get(reverse("privacy:answer", args=[hers.public_id])).status_code == 403
    assert sign_in(alice).get(reverse("privacy:requests")).status_code == 404


def test_a_mistake_keeps_what_was_typed(alice, sign_in):
    client = sign_in(alice)
    page = client.post(reverse("privacy:correct"), {"kind": "question", "part": "nonsense", "text": "Mes mots"})
    assert page.status_code == 422
    assert "Mes mots" in page.content.decode()
    for _time in range(requests.AT_ONCE):
        asked(alice)
    page = client.post(reverse("privacy:correct"), {"kind": "question", "part": "other", "text": "Encore"})
    assert page.status_code == 422
    assert Request.objects.count() == requests.AT_ONCE


def test_the_agents_page_costs_the_same_with_one_and_three(alice, benoit, outsider, lead, sign_in):
    client = sign_in(lead)
    asked(alice)
    client.get(reverse("privacy:requests"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("privacy:requests"))
    asked(benoit)
    asked(outsider)
    with CaptureQueriesContext(connection) as three:
        client.get(reverse("privacy:requests"))
    assert len(three) == len(one)


def test_nothing_is_chosen_beforehand_of_what_a_request_is_about(alice, sign_in):
    client = sign_in(alice)
    page = client.get(reverse("privacy:correct")).content.decode()
    assert '<option value="" selected>' in page
    assert client.post(reverse("privacy:correct"), {"kind": "correction", "part": "", "text": "x"}).status_code == 422
    assert not Request.objects.exists()


def test_an_agent_sees_what_is_held_and_mends_the_line_that_was_chosen(alice, lead, sign_in):
    request = asked(alice, part="first_name")
    client, answer = sign_in(lead), reverse("privacy:answer", args=[request.public_id])
    page = client.get(answer).content.decode()
    assert "Son prénom" in page
    assert "Mon prénom" not in page
    assert "<strong><bdi>Alice</bdi></strong>" in page
    same = {"outcome": "accept", "part": "first_name", "value": "Alice", "answer": "Voilà."}
    assert client.post(answer, same).status_code == 422
    assert 'type="date"' in client.get(answer, {"part": "birth_date"}).content.decode()
    assert client.get(answer, {"part": "nonsense"}).status_code == 200
    mended = {"outcome": "accept", "part": "birth_date", "value": "1990-05-04", "answer": "Voilà."}
    assert client.post(answer, mended).status_code == 302
    alice.refresh_from_db()
    request.refresh_from_db()
    assert (alice.first_name, alice.birth_date, request.part) == ("Alice", date(1990, 5, 4), "birth_date")
    assert f'href="{answer}"' in client.get(reverse("privacy:requests")).content.decode()
    assert "Voilà." in client.get(answer).content.decode()
