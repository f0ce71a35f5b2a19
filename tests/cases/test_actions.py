"""Starting, answering, inviting, providing, consenting, writing."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cases import actions, queries
from cases.enums import ActKind, CaseState, PieceState
from cases.models import Case, Invitation
from journal.models import Entry
from notifications.models import Message
from vault.enums import ScanState
from vault.signals import version_scanned


def piece_for(case, requirement, user=None):
    party = queries.party_of(case, user) if user else None
    return case.pieces.get(requirement=requirement, party=party)


def codes(case, party):
    pieces = case.pieces.filter(party=party, is_needed=True)
    return set(pieces.values_list("requirement", flat=True))


def test_a_case_starts_with_a_number_one_party_and_its_first_pieces(draft, alice):
    assert re.fullmatch(rf"M-{timezone.localdate().year}-\d{{6}}", draft.number)
    assert draft.state == CaseState.DRAFT
    assert [party.user for party in draft.parties.all()] == [alice]
    assert codes(draft, draft.parties.get()) == {"identity", "birth-record", "proof-of-address"}
    assert codes(draft, None) == {"witness-1", "witness-2"}
    assert "alice" in draft.search_text


def test_numbers_never_repeat(procedures, alice):
    cases = [actions.start_case(procedure=procedures[code], actor=alice) for code in ("marriage", "pacs", "marriage")]
    assert len({case.number[2:] for case in cases}) == 3
    assert cases[1].number.startswith("P-")


def test_starting_twice_gives_the_same_draft(procedures, alice):
    first, is_new = actions.resume_or_start(procedure=procedures["marriage"], actor=alice)
    second, again = actions.resume_or_start(procedure=procedures["marriage"], actor=alice)
    assert (first, is_new, again) == (second, True, False)


def test_a_closed_procedure_cannot_be_started(procedures, alice):
    procedures["pacs"].is_open = False
    with pytest.raises(ValidationError, match="pas ouverte"):
        actions.start_case(procedure=procedures["pacs"], actor=alice)


def test_answers_change_the_list_and_no_file_is_lost(draft, alice, paper):
    party = draft.parties.get()
    actions.answer(case=draft, party=party, answers={"nationality": "other"}, actor=alice)
    piece = draft.pieces.get(requirement="custom-certificate")
    actions.provide_piece(piece=piece, actor=alice, version=paper(alice, "custom-certificate"))
    actions.answer(case=draft, party=party, answers={"nationality": "french"}, actor=alice)
    piece.refresh_from_db()
    assert not piece.is_needed
    assert piece.version is not None
    actions.answer(case=draft, party=party, answers={"nationality": "eu"}, actor=alice)
    piece.refresh_from_db()
    assert piece.is_needed
    assert piece.state == PieceState.PROVIDED


@pytest.mark.parametrize(
    "answers",
    [
        {"nationality": "martian"},
        {"children": "yes"},
        {"wished_date": "31/31/2026"},
        {"nobody": 1},
        {"town": "x" * 201},
    ],
)
def test_an_impossible_answer_is_refused_and_changes_nothing(draft, alice, answers):
    with pytest.raises(ValidationError) as refusal:
        actions.answer(case=draft, party=draft.parties.get(), answers=answers, actor=alice)
    assert set(refusal.value.message_dict) == set(answers)
    draft.refresh_from_db()
    assert draft.answers == {}


def test_nobody_answers_for_somebody_else(couple, alice, benoit, outsider):
    first, second = couple.parties.all()
    for actor, party in [(alice, second), (outsider, first)]:
        with pytest.raises(PermissionDenied):
            actions.answer(case=couple, party=party, answers={"town": "Ailleurs"}, actor=actor)


def test_a_changed_answer_takes_consent_back(couple, alice, benoit):
    for party in couple.parties.all():
        actions.consent(party=party, actor=party.user)
    first, second = couple.parties.all()
    actions.answer(case=couple, party=first, answers={"town": "Lyon"}, actor=alice)
    assert [bool(party.consented_at) for party in couple.parties.all()] == [False, True]
    actions.answer(case=couple, party=second, answers={"children": True}, actor=benoit)
    assert [bool(party.consented_at) for party in couple.parties.all()] == [False, False]


def test_consent_waits_for_the_answers_and_is_ones_own(draft, couple, alice, benoit):
    first, second = couple.parties.all()
    with pytest.raises(PermissionDenied):
        actions.consent(party=second, actor=alice)
    actions.answer(case=couple, party=first, answers={"town": None}, actor=alice)
    with pytest.raises(ValidationError, match="Répondez d’abord"):
        actions.consent(party=first, actor=alice)


# Invitations


def test_the_invited_person_joins_from_another_account(draft, alice, benoit):
    invitation, token = actions.invite(case=draft, actor=alice, email="Someone@Example.org ")
    assert invitation.email == "someone@example.org"
    assert token not in invitation.token_hash
    message = Message.objects.get(kind="spouse_invited")
    assert token in message.url
    party = actions.accept_invitation(token=token, actor=benoit)
    assert party.role == "spouse"
    assert codes(draft, party) == {"identity", "birth-record", "proof-of-address"}
    assert Message.objects.get(kind="spouse_joined").recipient == alice
    assert "diallo" in Case.objects.get(pk=draft.pk).search_text


def test_a_spouse_is_not_invited_twice(draft, alice):
    actions.invite(case=draft, actor=alice, email="someone@example.org")
    with pytest.raises(ValidationError, match="déjà en route"):
        actions.invite(case=draft, actor=alice, email="other@example.org")
    assert Invitation.objects.count() == 1


def test_an_invitation_sent_again_closes_the_link_before(draft, alice, benoit):
    invitation, old = actions.invite(case=draft, actor=alice, email="someone@example.org")
    _again, new = actions.resend_invitation(invitation=invitation, actor=alice)
    with pytest.raises(ValidationError, match="annulée"):
        actions.accept_invitation(token=old, actor=benoit)
    actions.accept_invitation(token=new, actor=benoit)


@pytest.mark.parametrize("email", ["alice@example.org", "ALICE@example.org"])
def test_nobody_invites_oneself(draft, alice, email):
    with pytest.raises(ValidationError, match="votre propre adresse"):
        actions.invite(case=draft, actor=alice, email=email)


def test_nobody_accepts_ones_own_invitation(draft, alice):
    _invitation, token = actions.invite(case=draft, actor=alice, email="other@example.org")
    with pytest.raises(ValidationError, match="votre propre dossier"):
        actions.accept_invitation(token=token, actor=alice)


def test_a_forged_link_opens_nothing(draft, benoit):
    with pytest.raises(ValidationError, match="n’est pas une invitation"):
        actions.accept_invitation(token="x" * 43, actor=benoit)


def test_an_expired_link_says_so_and_another_can_be_sent(draft, alice, benoit):
    _invitation, token = actions.invite(case=draft, actor=alice, email="someone@example.org")
    Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(ValidationError, match="expiré"):
        actions.accept_invitation(token=token, actor=benoit)
    actions.invite(case=draft, actor=alice, email="someone@example.org")


def test_a_link_serves_once(draft, alice, benoit, outsider):
    _invitation, token = actions.invite(case=draft, actor=alice, email="someone@example.org")
    actions.accept_invitation(token=token, actor=benoit)
    with pytest.raises(ValidationError, match="déjà servi"):
        actions.accept_invitation(token=token, actor=outsider)
    with pytest.raises(ValidationError, match="déjà ses deux"):
        actions.invite(case=draft, actor=alice, email="third@example.org")
    assert draft.parties.count() == 2


# Pieces


def test_a_paper_of_the_vault_answers_a_piece(couple, alice, paper):
    piece = piece_for(couple, "identity", alice)
    version = paper(alice, "passport")
    actions.provide_piece(piece=piece, actor=alice, version=version)
    piece.refresh_from_db()
    assert (piece.version, piece.state) == (version, PieceState.PROVIDED)
    entry = Entry.objects.get(verb="piece.provided")
    assert entry.subject == alice
    actions.withdraw_piece(piece=piece, actor=alice)
    piece.refresh_from_db()
    assert (piece.version, piece.state) == (None, PieceState.MISSING)


def test_papers_that_do_not_do_are_refused_with_a_reason(couple, alice, benoit, paper):
    piece = piece_for(couple, "birth-record", alice)
    refusals = [
        (paper(benoit, "birth-record"), "pas dans votre coffre"),
        (paper(alice, "passport"), "pas le document demandé"),
        (paper(alice, "birth-record", scan_state=ScanState.REFUSED), "antivirus"),
        (paper(alice, "birth-record", days_old=100), "trop ancien"),
    ]
    for version, reason in refusals:
        with pytest.raises(ValidationError, match=reason):
            actions.provide_piece(piece=piece, actor=alice, version=version)


def test_a_birth_record_from_abroad_may_be_older(couple, alice, paper):
    first = couple.parties.first()
    actions.answer(case=couple, party=first, answers={"birth_record": "abroad"}, actor=alice)
    piece = piece_for(couple, "birth-record", alice)
    actions.provide_piece(piece=piece, actor=alice, version=paper(alice, "birth-record", days_old=150))


@pytest.mark.parametrize(
    ("issued", "expires", "field", "sentence"),
    [(1, None, "issued_on", "futur"), (-200, None, "issued_on", "trop ancien"), (None, None, "issued_on", "moins de"),
     (-1, -1, "expires_on", "plus valable")],
)  # fmt: skip
def test_impossible_dates_are_told_by_field(couple, alice, issued, expires, field, sentence):
    today = timezone.localdate()
    issued_on, expires_on = (None if days is None else today + timedelta(days=days) for days in (issued, expires))
    with pytest.raises(ValidationError) as refusal:
        actions.provide_piece(
            piece=piece_for(couple, "birth-record", alice),
            actor=alice,
            uploaded_file=object(),
            issued_on=issued_on,
            expires_on=expires_on,
        )
    assert sentence in refusal.value.message_dict[field][0]


def test_neither_spouse_touches_the_others_pieces(couple, alice, benoit, paper):
    with pytest.raises(PermissionDenied):
        actions.provide_piece(
            piece=piece_for(couple, "identity", benoit), actor=alice, version=paper(alice, "passport")
        )


def test_a_piece_seen_complete_stays(opened, alice, paper):
    piece = piece_for(opened, "identity", alice)
    piece = actions.provide_piece(piece=piece, actor=alice, version=paper(alice, "passport"))
    opened.pieces.filter(pk=piece.pk).update(state=PieceState.COMPLETE)
    with pytest.raises(PermissionDenied):
        actions.withdraw_piece(piece=piece, actor=alice)


def test_a_refused_scan_sends_the_piece_back_once(couple, alice, paper):
    piece = piece_for(couple, "identity", alice)
    version = paper(alice, "passport", scan_state=ScanState.AWAITING)
    actions.provide_piece(piece=piece, actor=alice, version=version)
    version.scan_state = ScanState.REFUSED
    version.save()
    for _time in range(2):
        version_scanned.send(type(version), version=version)
    piece.refresh_from_db()
    assert (piece.state, piece.version) == (PieceState.MISSING, None)
    assert "antivirus" in piece.remark
    assert Message.objects.filter(kind="piece_refused").count() == 1


# The liaison sheet


def test_notes_between_agents_are_never_shown_to_residents(opened, alice, benoit, volant):
    actions.note(case=opened, actor=volant, text="À rappeler")
    actions.annotate(case=opened, actor=alice, text="Merci !")
    actions.message(case=opened, actor=volant, text="Il manque une page")
    assert {act.kind for act in queries.liaison(opened, volant)} >= {ActKind.NOTE}
    assert all(act.kind != ActKind.NOTE for act in queries.liaison(opened, alice))
    assert Message.objects.filter(kind="case_message").count() == 2


def test_an_agent_who_is_also_a_party_reads_no_note_of_agents(opened, alice, volant, registrar):
    opened.parties.filter(user=alice).update(user=registrar)
    actions.note(case=opened, actor=volant, text="Entre nous")
    assert all(act.kind != ActKind.NOTE for act in queries.liaison(Case.objects.get(pk=opened.pk), registrar))


def test_an_empty_word_is_refused(opened, alice):
    with pytest.raises(ValidationError, match="Écrivez un mot"):
        actions.annotate(case=opened, actor=alice, text="  \x00 ")


def test_residents_do_not_write_notes_of_agents(opened, alice):
    with pytest.raises(PermissionDenied):
        actions.note(case=opened, actor=alice, text="x")


def test_a_step_is_added_to_the_booklet_then_done(opened, volant):
    with pytest.raises(ValidationError):
        actions.adjust_step(case=opened, actor=volant, change="added", milestone="date", title="", text="")
    step = actions.adjust_step(
        case=opened, actor=volant, change="added", milestone="date", title="Visiter la salle", text="À 10 h"
    )
    actions.finish_step(adjustment=step, actor=volant)
    assert step.done_at
    assert Entry.objects.filter(verb="step.done").count() == 1


def test_every_write_of_a_case_is_in_the_log(couple):
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert verbs >= {"case.started", "party.invited", "party.joined", "case.answered"}


def test_what_stops_a_file_from_leaving_is_said_line_by_line(couple, alice, benoit, paper):
    reasons = queries.obstacles(couple)
    assert any("Alice" in reason and "accord" in reason for reason in reasons)
    assert any("8 sur 8" in reason for reason in reasons)
    for piece in couple.pieces.filter(is_needed=True):
        owner = piece.party.user if piece.party else alice
        code = {"identity": "passport", "witness-1": "witness-identity", "witness-2": "witness-identity"}
        version = paper(owner, code.get(piece.requirement, piece.requirement))
        actions.provide_piece(piece=piece, actor=owner, version=version)
    for party in couple.parties.all():
        actions.consent(party=party, actor=party.user)
    assert queries.obstacles(Case.objects.get(pk=couple.pk)) == []


def test_a_couple_from_elsewhere_is_told_before_sending(couple, alice, benoit):
    for party in couple.parties.all():
        actions.answer(case=couple, party=party, answers={"arrondissement": "no"}, actor=party.user)
    assert any("doit habiter le 19e" in reason for reason in queries.obstacles(Case.objects.get(pk=couple.pk)))


def test_a_papers_age_counts_on_the_day_of_filing_its_end_until_the_ceremony(couple, alice, paper):
    party = queries.party_of(couple, alice)
    wished = timezone.localdate() + timedelta(days=200)
    actions.answer(case=couple, party=party, answers={"wished_date": wished}, actor=alice)
    given = [
        ("proof-of-address", paper(alice, "proof-of-address", days_old=10)),
        ("identity", paper(alice, "passport", expires_on=wished - timedelta(days=1))),
    ]
    for requirement, version in given:
        actions.provide_piece(piece=piece_for(couple, requirement, alice), actor=alice, version=version)
    couple = Case.objects.get(pk=couple.pk)
    warned = {line.requirement.code for line in queries.lines(queries.pieces_of(couple)) if line.warning}
    assert warned == {"identity"}
