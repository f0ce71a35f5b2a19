"""What an agent did not look at is never seen complete."""

import pytest
from django.core.exceptions import ValidationError

from cases.enums import PieceState
from cases.queries import pieces_of
from workflows import actions

from .conftest import task_of


def test_a_paper_replaced_since_the_agent_looked_is_not_signed(sent, volant):
    pieces = pieces_of(sent)
    verdicts = {piece.pk: (True, "") for piece in pieces}
    seen = {piece.pk: piece.version_id for piece in pieces}
    with pytest.raises(ValidationError):
        actions.check_pieces(task=task_of(sent), actor=volant, verdicts=verdicts, seen={**seen, pieces[0].pk: 0})
    assert not sent.pieces.filter(state=PieceState.COMPLETE).exists()
    actions.check_pieces(task=task_of(sent), actor=volant, verdicts=verdicts, seen=seen)
    sent.refresh_from_db()
    assert sent.completed_by == volant
