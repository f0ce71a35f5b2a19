"""Those who answer learn that somebody asks."""

import pytest
from django.urls import reverse

from notifications.models import Message
from privacy.actions import requests
from privacy.enums import Part, RequestKind


@pytest.fixture
def asked(alice, administrator, lead, volant):
    return requests.ask(person=alice, kind=RequestKind.QUESTION, part=Part.OTHER, text="Qui lit mon dossier ?")


def test_each_who_may_answer_gets_a_message_and_nobody_else(asked, administrator, lead):
    told = Message.objects.filter(kind="data_request_made")
    assert {message.recipient for message in told} == {administrator, lead}
    assert all("Alice" not in str(message.context) for message in told)


def test_their_inbox_says_so_until_it_is_answered(asked, administrator, volant, sign_in):
    inbox = reverse("workflows:inbox")
    assert "1 demande sur des données" in sign_in(administrator).get(inbox).content.decode()
    assert reverse("privacy:requests") in sign_in(administrator).get(inbox).content.decode()
    assert "données personnelles" not in sign_in(volant).get(inbox).content.decode()
    requests.refuse(request=asked, actor=administrator, answer="Voici pourquoi.")
    assert "demande sur des données" not in sign_in(administrator).get(inbox).content.decode()


def test_ones_own_request_is_not_ones_own_task(administrator, lead, sign_in):
    requests.ask(person=administrator, kind=RequestKind.QUESTION, part=Part.OTHER, text="Et moi ?")
    assert not Message.objects.filter(kind="data_request_made", recipient=administrator).exists()
    assert "demande sur des données" not in sign_in(administrator).get(reverse("workflows:inbox")).content.decode()
