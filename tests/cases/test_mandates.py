"""What a mandate opens of a case, and what it never opens: Oscar helps Alice, who marries Benoît."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import policy
from accounts.enums import Role
from accounts.models import Membership, User
from cases import actions, queries
from cases.models import Act, Case
from journal.models import Entry
from mandates import actions as mandates
from mandates import queries as given
from mandates.models import Mandate
from tests.cases.conftest import COUPLE, YES, picture
from tests.vault.papers import pdf_of
from vault.models import Document, DocumentType


def let(giver, helper, *acts, everything=("cases",), chosen=None):
    """A mandate in force."""
    terms = {"acts": acts, "until": timezone.now() + timedelta(days=30), "everything": everything, "chosen": chosen}
    asked = mandates.give(giver=giver, to=helper.email, **terms)
    return mandates.accept(mandate=asked, actor=helper)


def place(case, rest=""):
    return f"/fr/espace/dossiers/{case.public_id}/{rest}"


def own_piece(case, user):
    """The paper that says who somebody is."""
    return next(piece for piece in queries.pieces_of(case) if piece.party and piece.party.user == user)


PAGES = {
    "": {"prepare", "messages", "dates"},
    "questions/": {"prepare"},
    "pieces/": {"prepare"},
    "accord/": set(),
    "inviter/": set(),
    "retirer/": set(),
    "parcours/": set(),
}
POSTS = {"annoter/": {"messages"}, "envoyer/": set(), "accord/": set(), "retirer/": set(), "inviter/annuler/": set()}


@pytest.mark.parametrize("act", ["prepare", "messages", "dates", "add_papers"])
def test_each_act_opens_its_pages_and_no_other(couple, alice, outsider, sign_in, act):
    let(alice, outsider, act)
    client = sign_in(outsider)
    for rest, acts in PAGES.items():
        assert client.get(place(couple, rest)).status_code == (200 if act in acts else 404), rest
    for rest, acts in POSTS.items():
        assert client.post(place(couple, rest), {"text": "Bonjour"}).status_code == (302 if act in acts else 404), rest
    piece = own_piece(couple, alice)
    assert policy.can(outsider, "cases.provide_piece", piece) is (act == "prepare")
    assert policy.can(outsider, "cases.edit_answers", couple) is (act == "prepare")
    assert policy.can(outsider, "cases.message", couple) is (act == "messages")
    for action in ("cases.invite", "cases.note", "workflows.submit", "workflows.withdraw"):
        assert not policy.can(outsider, action, couple)


STATES = {
    "none": lambda mandate: Mandate.objects.filter(pk=mandate.pk).delete(),
    "asked": lambda mandate: Mandate.objects.filter(pk=mandate.pk).update(state="asked"),
    "expired": lambda mandate: Mandate.objects.filter(pk=mandate.pk).update(until=timezone.now()),
    "revoked": lambda mandate: mandates.end(mandate=mandate, actor=mandate.giver),
    "giver closed": lambda mandate: User.objects.filter(pk=mandate.giver_id).update(is_active=False),
    "helper erased": lambda mandate: User.objects.filter(pk=mandate.helper_id).update(erased_at=timezone.now()),
}


@pytest.mark.parametrize("state", STATES)
def test_a_mandate_that_is_not_in_force_opens_nothing(couple, alice, outsider, sign_in, state):
    STATES[state](let(alice, outsider, "prepare", "messages"))
    client = sign_in(outsider)
    for rest in PAGES:
        assert client.get(place(couple, rest)).status_code == 404
    assert not policy.can(outsider, "cases.view_case", couple)
    assert not queries.cases_visible_to(outsider).exists()


def test_a_helper_whose_account_is_closed_may_do_nothing(couple, alice, outsider):
    let(alice, outsider, "prepare", "messages")
    User.objects.filter(pk=outsider.pk).update(is_active=False)
    closed = User.objects.get(pk=outsider.pk)
    for action in ("cases.view_case", "cases.edit_answers", "cases.message"):
        assert not policy.can(closed, action, couple)
    assert not queries.cases_followed_by(closed).exists()


def test_only_the_chosen_case_is_open(couple, procedures, alice, outsider, sign_in):
    other = actions.start_case(procedure=procedures["pacs"], actor=alice)
    let(alice, outsider, "prepare", everything=(), chosen={"cases": [couple.pk]})
    client = sign_in(outsider)
    assert client.get(place(couple)).status_code == 200
    assert client.get(place(other)).status_code == 404
    assert list(queries.cases_followed_by(outsider)) == list(queries.cases_visible_to(outsider)) == [couple]


def test_the_helper_sees_the_giver_s_papers_and_never_the_other_person_s(couple, alice, benoit, outsider, sign_in):
    let(alice, outsider, "prepare")
    client = sign_in(outsider)
    theirs = own_piece(couple, benoit)
    assert client.get(place(couple, f"pieces/{own_piece(couple, alice).public_id}/")).status_code == 200
    assert client.get(place(couple, f"pieces/{theirs.public_id}/")).status_code == 404
    assert not policy.can(outsider, "cases.view_piece", theirs)
    assert not policy.can(outsider, "cases.provide_piece", theirs)


def test_the_buttons_that_cannot_be_entrusted_are_not_shown(couple, alice, outsider, sign_in):
    let(alice, outsider, "prepare", "messages")
    page = sign_in(outsider).get(place(couple)).content.decode()
    assert "Vous aidez" in page
    for words in ("Renoncer à cette démarche", "Relire et donner mon accord", "Mon parcours", "inviter/"):
        assert words not in page
    only = sign_in(alice).get(place(couple)).content.decode()
    assert "Vous aidez" not in only


def test_a_helper_serves_one_side_for_as_long_as_the_case_lives(couple, alice, benoit, outsider, sign_in):
    first = let(alice, outsider, "prepare")
    second = let(benoit, outsider, "prepare")
    client = sign_in(outsider)
    assert "Alice Martin" in client.get(place(couple)).content.decode().split("</aside>")[0]
    mandates.end(mandate=first, actor=alice)
    assert client.get(place(couple)).status_code == 404
    assert not policy.can(outsider, "cases.view_case", Case.objects.get(pk=couple.pk))
    room = client.get(f"/fr/espace/pour/{second.public_id}/dossiers/").content.decode()
    assert "on n’aide qu’une seule des deux" in room
    assert couple.number not in room


def test_a_party_helps_nobody_in_the_same_case(couple, alice, benoit, sign_in):
    let(alice, benoit, "prepare", "messages")
    page = sign_in(benoit).get(place(couple)).content.decode()
    assert "Vous aidez" not in page
    assert sign_in(benoit).get(place(couple, f"pieces/{own_piece(couple, alice).public_id}/")).status_code == 404
    case = Case.objects.get(pk=couple.pk)
    with pytest.raises(Exception, match="Chacun répond pour soi"):
        actions.answer(case=case, party=queries.party_of(case, alice), answers={"town": "Lyon"}, actor=benoit)


def test_answers_are_the_givers_and_say_by_whom_to_both(draft, alice, outsider, sign_in):
    mandate = let(alice, outsider, "prepare")
    answers = {**YES, **COUPLE, "previous": "none", "protected": "no", "interpreter": "no"}
    answers |= {"children": "no", "contract": "no"}
    client = sign_in(outsider)
    answer = client.post(place(draft, "questions/"), answers)
    assert answer.status_code == 302
    party = draft.parties.get()
    assert party.answers["nationality"] == "french"
    line = Act.objects.get(case=draft, verb="case.prepared")
    assert (line.author, line.on_behalf_of, line.signature) == (outsider, alice, "Oscar Petit, pour Alice Martin")
    entry = Entry.objects.get(verb="case.answered")
    assert (entry.actor, entry.subject, entry.data["mandate"]) == (outsider, alice, str(mandate.public_id))
    assert "Oscar" not in str(entry.data) + entry.reason
    assert "Oscar Petit, pour Alice Martin" in sign_in(alice).get(place(draft)).content.decode()
    for person in (alice, outsider):
        history = sign_in(person).get(f"/fr/espace/aide/{mandate.public_id}/").content.decode()
        assert draft.number in history
        assert "a répondu aux questions" in history


def test_consent_given_before_is_asked_again_when_a_helper_changes_an_answer(couple, alice, outsider):
    party = queries.party_of(couple, alice)
    actions.consent(party=party, actor=alice)
    let(alice, outsider, "prepare")
    actions.answer(case=couple, party=party, answers={"profession": "pâtissière"}, actor=outsider)
    party.refresh_from_db()
    assert party.consented_at is None
    with pytest.raises(Exception, match="Chacun donne son accord pour soi"):
        actions.consent(party=party, actor=outsider)


def test_nothing_of_the_helpers_own_cases_nor_of_the_givers_others_is_offered(
    draft, procedures, alice, outsider, sign_in
):
    for person, job in ((outsider, "plombier"), (alice, "luthière")):
        case = actions.start_case(procedure=procedures["marriage"], actor=person)
        actions.answer(case=case, party=case.parties.get(), answers={"profession": job}, actor=person)
    let(alice, outsider, "prepare", everything=(), chosen={"cases": [draft.pk]})
    page = sign_in(outsider).get(place(draft, "questions/")).content.decode()
    assert "plombier" not in page
    assert "luthière" not in page
    assert "luthière" in sign_in(alice).get(place(draft, "questions/")).content.decode()


def test_a_paper_given_is_the_givers_and_says_by_whom(couple, alice, outsider, sign_in, clamd):
    let(alice, outsider, "prepare")
    piece = own_piece(couple, alice)
    said = {"document_type": "passport", "file": SimpleUploadedFile("a.pdf", pdf_of())}
    assert sign_in(outsider).post(place(couple, f"pieces/{piece.public_id}/"), said).status_code == 302
    document = Document.objects.get()
    assert (document.owner, document.last.uploaded_by) == (alice, outsider)
    page = sign_in(alice).get(f"/fr/espace/coffre/{document.public_id}/").content.decode()
    assert "Ajouté par Oscar Petit, pour Alice Martin" in page
    assert "Oscar Petit, pour Alice Martin" in sign_in(alice).get("/fr/espace/qui-a-regarde/").content.decode()
    assert Act.objects.get(verb="piece.helped").signature == "Oscar Petit, pour Alice Martin"
    assert sign_in(outsider).get(f"/fr/espace/coffre/{document.public_id}/").status_code == 404


def test_pages_photographed_for_somebody_are_hers_too(couple, alice, outsider, sign_in, clamd):
    let(alice, outsider, "prepare")
    piece = own_piece(couple, alice)
    kind = DocumentType.objects.get(code="passport")
    photo = picture("red")
    address = place(couple, f"pieces/{piece.public_id}/photos/")
    assert sign_in(outsider).post(address, {"type": kind.pk, "page_1": photo}).status_code == 302
    document = Document.objects.get()
    assert (document.owner, document.last.content_type) == (alice, "application/pdf")
    assert Act.objects.get(verb="piece.helped").on_behalf_of == alice


def test_only_papers_the_mandate_lets_one_read_are_offered_and_given(couple, alice, outsider, paper, sign_in):
    read, other = paper(alice, "passport"), paper(alice, "passport")
    paper(outsider, "passport")
    mandates.give(giver=alice, to=outsider.email, acts=["add_papers"], until=timezone.now() + timedelta(days=3))
    let(alice, outsider, "prepare", "read_papers", chosen={"papers": [read.document_id]})
    client, piece = sign_in(outsider), own_piece(couple, alice)
    page = client.get(place(couple, f"pieces/{piece.public_id}/")).content.decode()
    assert str(read.public_id) in page
    assert page.count('name="version"') == 1
    address = place(couple, f"pieces/{piece.public_id}/choisir/")
    assert client.post(address, {"version": other.public_id}).status_code == 404
    assert client.post(address, {"version": read.public_id}).status_code == 302
    piece.refresh_from_db()
    assert piece.version == read
    assert client.post(place(couple, f"pieces/{piece.public_id}/reprendre/")).status_code == 302
    assert [act.verb for act in Act.objects.filter(on_behalf_of=alice)] == ["piece.helped", "piece.helped_back"]


def test_what_is_written_is_read_only_with_the_act_for_it(couple, alice, outsider, sign_in):
    actions.annotate(case=couple, actor=alice, text="Ma mère viendra.")
    mandate = let(alice, outsider, "prepare")
    assert "Ma mère" not in sign_in(outsider).get(place(couple)).content.decode()
    mandates.end(mandate=mandate, actor=alice)
    let(alice, outsider, "messages")
    client = sign_in(outsider)
    assert "Ma mère" in client.get(place(couple)).content.decode()
    client.post(place(couple, "annoter/"), {"text": "Son interprète aussi."})
    line = Act.objects.get(text="Son interprète aussi.")
    assert line.signature == "Oscar Petit, pour Alice Martin"


def test_a_helping_agent_reads_no_note_between_agents(opened, alice, outsider, volant, services, sign_in):
    actions.note(case=opened, actor=volant, text="Entre nous.")
    Membership.objects.create(user=outsider, service=services["accueil"], role=Role.RECEPTION)
    outsider.__dict__.pop("roles", None)
    let(alice, outsider, "messages")
    page = sign_in(outsider).get(place(opened)).content.decode()
    assert "Entre nous." not in page
    assert "Entre nous." in sign_in(volant).get(f"/agent/dossiers/{opened.public_id}/").content.decode()
    assert "/compte/2fa/" in sign_in(outsider, second_factor=False).get(place(opened))["Location"]


def test_the_agents_page_says_by_whom_and_for_whom(opened, alice, outsider, volant, sign_in):
    let(alice, outsider, "messages")
    sign_in(outsider).post(place(opened, "annoter/"), {"text": "Elle parle arabe."})
    assert (
        "Oscar Petit, pour Alice Martin" in sign_in(volant).get(f"/agent/dossiers/{opened.public_id}/").content.decode()
    )


def test_who_sees_what_names_the_helper(couple, alice, outsider):
    let(alice, outsider, "prepare")
    seen = [(sight.action, sight.reason) for sight in policy.who(couple) if sight.user == outsider]
    assert ("cases.view_case", "mandat de Alice Martin") in seen
    assert {action for action, _reason in seen} == {"cases.view_case", "cases.edit_answers"}


def test_a_mandate_stopped_while_one_writes_gives_the_text_back_and_says_nothing_of_whom(
    couple, alice, outsider, benoit, sign_in
):
    mandate = let(alice, outsider, "messages")
    client = sign_in(outsider)
    mandates.end(mandate=mandate, actor=alice)
    answer = client.post(place(couple, "annoter/"), {"text": "Un long texte, écrit avec soin."})
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "L’aide est arrêtée" in page
    assert "Un long texte, écrit avec soin." in page
    assert not [name for name in ("Alice", "Benoît", couple.number) if name in page]
    assert not Act.objects.filter(text__contains="long texte").exists()
    assert "L’aide est arrêtée" not in sign_in(benoit).get(place(couple, "pieces/x/")).content.decode()
    Mandate.objects.update(ended_at=timezone.now() - timedelta(days=2))
    assert "L’aide est arrêtée" not in client.get(place(couple)).content.decode()


def test_an_act_begun_before_the_end_is_undone_after_it(couple, alice, outsider, sign_in, monkeypatch):
    mandate = let(alice, outsider, "messages")
    annotate = actions.annotate

    def stopped_meanwhile(**said):
        act = annotate(**said)
        mandates.end(mandate=mandate, actor=alice)
        return act

    monkeypatch.setattr(actions, "annotate", stopped_meanwhile)
    assert sign_in(outsider).post(place(couple, "annoter/"), {"text": "Trop tard."}).status_code == 404
    assert not Act.objects.filter(text="Trop tard.").exists()


def test_the_form_offers_ones_cases_and_a_stranger_s_is_not_taken(couple, alice, outsider, newcomer, sign_in):
    page = sign_in(alice).get("/fr/espace/aide/donner/").content.decode()
    assert couple.number in page
    assert couple.number not in sign_in(outsider).get("/fr/espace/aide/donner/").content.decode()
    terms = {"acts": ["prepare"], "until": timezone.now() + timedelta(days=3), "chosen": {"cases": [couple.pk]}}
    stolen = mandates.give(giver=outsider, to=newcomer.email, **terms)
    assert not stolen.covered.exists()


def test_the_desk_chooses_among_the_cases_it_may_see(couple, opened, alice, volant, housing, sign_in):
    address = f"/agent/personnes/{alice.public_id}/mandat/"
    assert couple.number in sign_in(volant).get(address).content.decode()
    assert couple.number not in sign_in(housing).get(address).content.decode()


def test_things_without_an_act_on_them_are_not_entrusted(alice, outsider, couple):
    mandate = let(alice, outsider, "add_papers", everything=("cases", "papers"))
    assert mandate.everything == ["papers"]
    assert given.things(mandate) == [("vault", "tous ses papiers")]


def test_the_helpers_lists_cost_the_same_with_one_case_and_three(draft, procedures, alice, benoit, outsider, sign_in):
    mandate = let(alice, outsider, "prepare")
    client, counts = sign_in(outsider), []
    addresses = ["/fr/espace/aide/", f"/fr/espace/pour/{mandate.public_id}/dossiers/"]
    for more in (0, 2):
        for _number in range(more):
            actions.start_case(procedure=procedures["pacs"], actor=alice)
        for address in addresses:
            assert draft.number in client.get(address).content.decode()
            with CaptureQueriesContext(connection) as seen:
                client.get(address)
            counts.append(len(seen))
    assert counts[:2] == counts[2:]


def test_the_papers_page_costs_the_same_for_a_helper_however_many_papers(couple, alice, outsider, sign_in, paper):
    let(alice, outsider, "prepare", "read_papers", everything=("cases", "papers"))
    client, address, counts = sign_in(outsider), place(couple, f"pieces/{own_piece(couple, alice).public_id}/"), []
    for _number in range(3):
        paper(alice, "passport")
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        counts.append(len(seen))
    assert counts[0] == counts[2]
