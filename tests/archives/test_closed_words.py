"""The answers and texts of a closed case stay as they were, whoever asks the database."""

import pytest
from django.db import IntegrityError, transaction

from cases import actions
from cases.models import Act, Case, Party


@pytest.fixture
def closed(sent, alice, registrar):
    actions.annotate(case=sent, actor=alice, text="Nous arrivons à deux.")
    Case.objects.filter(pk=sent.pk).update(state="cancelled", closing_reason="x")
    return Case.objects.get(pk=sent.pk)


@pytest.mark.parametrize(
    ("rows", "change"),
    [(Case.objects, {"answers": {}}), (Party.objects, {"answers": {}}), (Act.objects, {"text": "autre chose"})],
)
def test_nothing_is_written_over(closed, rows, change):
    with pytest.raises(IntegrityError, match="archives"), transaction.atomic():
        rows.update(**change)
    assert closed.parties.exclude(answers={}).exists()


def test_while_it_is_open_answers_change(sent):
    assert Party.objects.filter(case=sent).update(answers={"profession": "verrier"}) == 2


def test_what_names_people_otherwise_may_change(closed, registrar):
    """One no longer finds it by the name of somebody who was erased."""
    assert Case.objects.filter(pk=closed.pk).update(search_text="") == 1


def test_a_draft_never_sent_may_be_emptied(draft):
    Case.objects.filter(pk=draft.pk).update(state="withdrawn", closing_reason="x")
    assert Case.objects.filter(pk=draft.pk).update(answers={}) == 1
