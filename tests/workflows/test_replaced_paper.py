"""What an agent did not look at is never seen complete."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from cases import actions as case_actions
from cases.enums import PieceState
from cases.models import Piece
from cases.queries import pieces_of
from vault.enums import ScanState
from vault.models import Version
from workflows import actions

from .conftest import task_of
from .test_agent_pages import verdicts


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


def test_the_form_shown_again_does_not_vouch_for_a_paper_swapped_meanwhile(sent, volant, alice, sign_in, paper):
    actions.claim(task=task_of(sent), actor=volant)
    client, address = sign_in(volant), reverse("workflows:task", args=[task_of(sent).pk])
    typed = verdicts(sent)
    swapped = next(piece for piece in pieces_of(sent) if piece.party and piece.party.user == alice)
    new = paper(alice, swapped.version.document.type.code)
    case_actions.provide_piece(piece=Piece.objects.get(pk=swapped.pk), actor=alice, version=new)
    page = client.post(address, typed).content.decode()
    assert "Ce papier vient d’être remplacé" in page
    client.post(address, kept_by(page))
    sent.refresh_from_db()
    assert sent.completed_at is None
    assert not hasattr(Version.objects.get(pk=new.pk), "check_done")


def kept_by(page):
    """What a browser would send back: hidden fields and what is ticked."""
    fields = dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="(piece-\d+-version)"[^>]*value="(\d*)"', page))
    for tag in re.findall(r"<input[^>]*type=\"radio\"[^>]*>", page):
        if "checked" in tag:
            fields[re.search(r'name="([^"]+)"', tag)[1]] = re.search(r'value="([^"]+)"', tag)[1]
    return {"message": "", **fields}


def test_a_paper_the_antivirus_has_not_seen_is_not_signed_complete(sent, volant):
    pieces = pieces_of(sent)
    Version.objects.filter(pk=pieces[0].version_id).update(scan_state=ScanState.AWAITING)
    said = {piece.pk: (True, "") for piece in pieces}
    with pytest.raises(ValidationError, match="antivirus"):
        actions.check_pieces(task=task_of(sent), actor=volant, verdicts=said)
