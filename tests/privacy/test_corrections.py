"""What the counter corrects about a person who stands there."""

from datetime import date

import pytest
from django.urls import reverse

from journal.models import Entry
from notifications.models import Message

TYPED = {"first_name": "Alice", "last_name": "Martin-Sow", "birth_date": "1990-05-04", "reason": "seen"}


def page_of(person):
    return reverse("privacy:correct_person", args=[person.public_id])


def test_the_counter_corrects_a_name_and_a_birth_date_with_a_reason(alice, volant, sign_in):
    client = sign_in(volant)
    assert 'value="Martin"' in client.get(page_of(alice)).content.decode()
    assert client.post(page_of(alice), TYPED | {"reason": ""}).status_code == 422
    assert client.post(page_of(alice), TYPED).url == reverse("accounts:person", args=[alice.public_id])
    alice.refresh_from_db()
    assert (alice.last_name, alice.birth_date) == ("Martin-Sow", date(1990, 5, 4))
    lines = Entry.objects.filter(verb="person.corrected", subject=alice.pk, actor=volant.pk)
    assert {(line.data["field"], line.reason) for line in lines} == {("last_name", "seen"), ("birth_date", "seen")}
    assert not any(word in line.payload for line in lines for word in ("1990", "Sow"))
    assert Message.objects.get(recipient=alice).kind == "person_corrected"


def test_a_correction_that_changes_nothing_is_not_written(alice, volant, sign_in):
    sign_in(volant).post(page_of(alice), TYPED | {"last_name": "Martin", "birth_date": ""})
    assert not Entry.objects.filter(verb="person.corrected").exists()
    assert not Message.objects.exists()


def test_a_day_to_come_is_no_birth_date(alice, volant, sign_in):
    page = sign_in(volant).post(page_of(alice), TYPED | {"birth_date": "2999-01-01"})
    assert page.status_code == 422
    assert "Martin-Sow" in page.content.decode()


def test_nobody_corrects_oneself_and_agents_are_for_the_administration(
    alice, volant, registrar, administrator, sign_in
):
    assert sign_in(volant).get(page_of(volant)).status_code == 404
    assert sign_in(volant).get(page_of(registrar)).status_code == 403
    assert sign_in(administrator).get(page_of(registrar)).status_code == 200
    assert sign_in(registrar).get(page_of(alice)).status_code == 403
    assert sign_in(alice).get(page_of(alice)).status_code == 404


@pytest.mark.parametrize("who", ["volant", "administrator"])
def test_the_card_of_a_person_leads_there(who, alice, request, sign_in):
    client = sign_in(request.getfixturevalue(who))
    assert page_of(alice) in client.get(reverse("accounts:person", args=[alice.public_id])).content.decode()
