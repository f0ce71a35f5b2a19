"""Files begun and left: told of, then closed, unless somebody comes back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.actions import message
from cases.enums import CaseState
from notifications.models import Message
from workflows import drafts

TODAY = timezone.now()


def days(number):
    return TODAY + timedelta(days=number)


def told(person, kind="draft_asleep"):
    return Message.objects.filter(recipient=person, kind=kind).count()


def test_a_file_left_for_ten_months_is_told_of_once_to_both(couple, alice, benoit):
    assert drafts.tend(days(300)) == (0, 0)
    assert drafts.tend(days(310)) == (1, 0)
    assert drafts.tend(days(311)) == (0, 0)
    assert (told(alice), told(benoit)) == (1, 1)


def test_it_is_closed_a_month_after_it_was_told_of_and_papers_stay(couple, alice, paper):
    papers = alice.documents.count()
    drafts.tend(days(400))  # the worker was away: told late, and not closed the same night
    Message.objects.update(created_at=days(400))
    assert drafts.tend(days(420)) == (0, 0)
    assert drafts.tend(days(431)) == (0, 1)
    couple.refresh_from_db()
    assert couple.state == CaseState.WITHDRAWN
    assert couple.closing_reason
    assert told(alice, "draft_closed") == 1
    assert alice.documents.count() == papers
    assert drafts.tend(days(432)) == (0, 0)


def test_somebody_who_comes_back_keeps_it(couple, alice):
    drafts.tend(days(310))
    Message.objects.update(created_at=days(310))
    message(case=couple, actor=alice, text="je reviens")
    couple.acts.filter(kind="message").update(at=days(330))
    assert drafts.tend(days(380)) == (0, 0)
    couple.refresh_from_db()
    assert couple.state == CaseState.DRAFT
    assert drafts.tend(days(640)) == (1, 0)


@pytest.mark.parametrize("state", [CaseState.OPEN, CaseState.DONE])
def test_what_was_sent_is_never_closed_so(couple, state):
    type(couple).objects.filter(pk=couple.pk).update(state=state, submitted_at=TODAY)
    assert drafts.tend(days(999)) == (0, 0)
