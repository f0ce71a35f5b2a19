"""A paper that will be too old on the day is told in time, once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases import actions, expiry
from notifications.models import Message

from .test_actions import piece_for


@pytest.fixture
def given(opened, alice, paper):
    opened.answers["wished_date"] = (timezone.localdate() + timedelta(days=100)).isoformat()
    opened.save()
    version = paper(alice, "passport", expires_on=timezone.localdate() + timedelta(days=200))
    return actions.provide_piece(piece=piece_for(opened, "identity", alice), actor=alice, version=version)


def ends_in(piece, days):
    document = piece.version.document
    document.expires_on = timezone.localdate() + timedelta(days=days)
    document.save()


def test_the_person_and_the_sheet_are_told_once(given, alice, volant):
    assert expiry.tell() == 0
    ends_in(given, 60)
    assert expiry.tell() == 1
    assert expiry.tell() == 0
    [message] = Message.objects.filter(kind="piece_expiring")
    assert message.recipient == alice
    assert given.case.acts.filter(verb="piece.expiring").count() == 1


def test_nothing_is_said_when_the_paper_is_good_on_the_day(given):
    ends_in(given, 101)
    assert expiry.tell() == 0


def test_a_closed_case_is_left_alone(given):
    ends_in(given, 10)
    type(given.case).objects.update(state="cancelled")
    assert expiry.tell() == 0
