"""What a mandate opens of a vault, and what it never opens, in each state of the mandate."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts import policy
from accounts.enums import Role
from accounts.models import Membership, User
from journal.models import Entry
from mandates import actions, queries
from mandates.models import Mandate
from tests.vault.papers import pdf_of, store
from vault import queries as vault
from vault.readings import lines_about


def expire(mandate):
    Mandate.objects.filter(pk=mandate.pk).update(until=timezone.now() - timedelta(seconds=1))


STATES = {
    "none": lambda mandate: Mandate.objects.filter(pk=mandate.pk).delete(),
    "asked": lambda mandate: Mandate.objects.filter(pk=mandate.pk).update(state="asked"),
    "active": lambda mandate: None,
    "expired": expire,
    "revoked": lambda mandate: actions.end(mandate=mandate, actor=mandate.giver),
    "giver closed": lambda mandate: User.objects.filter(pk=mandate.giver_id).update(is_active=False),
    "giver erased": lambda mandate: User.objects.filter(pk=mandate.giver_id).update(erased_at=timezone.now()),
    "helper erased": lambda mandate: User.objects.filter(pk=mandate.helper_id).update(erased_at=timezone.now()),
}
SCOPES = ["all", "chosen", "other", "only add"]
NEVER = ["renommer/", "effacer/", "remplacer/", "partager/"]


def give(alice, benoit, terms, scope, document, other):
    acts = ["add_papers"] if scope == "only add" else ["read_papers"]
    things = {"all": {"everything": ["papers"]}, "chosen": {"chosen": {"papers": [document.pk]}}}
    things |= {"other": {"chosen": {"papers": [other.pk]}}, "only add": {}}
    given = actions.give(giver=alice, to=benoit.email, **{**terms, "acts": acts}, **things[scope])
    return actions.accept(mandate=given, actor=benoit)


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("state", STATES)
def test_a_paper_is_open_to_its_mandate_and_to_nothing_else(alice, benoit, terms, paper, sign_in, state, scope):
    version, other = paper(alice, "passport"), paper(alice, "lease").document
    document = version.document
    mandate = give(alice, benoit, terms, scope, document, other)
    STATES[state](mandate)
    open_to = state == "active" and scope in ("all", "chosen")
    assert policy.can(benoit, "vault.view_document", document) is open_to
    assert policy.can(benoit, "vault.read_version", version) is open_to
    assert vault.documents_visible_to(benoit).filter(pk=document.pk).exists() is open_to
    assert vault.versions_visible_to(benoit).filter(pk=version.pk).exists() is open_to
    assert not policy.can(benoit, "vault.change_document", document)
    assert not policy.can(benoit, "vault.share_document", document)
    client, page = sign_in(benoit), f"/fr/espace/coffre/{document.public_id}/"
    assert client.get(page).status_code == (200 if open_to else 404)
    for verb in NEVER:
        assert client.get(page + verb).status_code == client.post(page + verb).status_code == 404
    room = f"/fr/espace/pour/{mandate.public_id}/"
    adds = state == "active" and scope == "only add"
    assert client.get(room).status_code == (200 if state == "active" else 404)
    assert client.get(room + "coffre/").status_code == (200 if state == "active" else 404)
    assert client.get(room + "coffre/ajouter/").status_code == (200 if adds else 404)


def test_a_paper_added_is_the_givers_and_says_by_whom(active, alice, benoit, sign_in, clamd):
    client = sign_in(benoit)
    address = f"/fr/espace/pour/{active.public_id}/coffre/ajouter/"
    kind = vault.types().get(code="passport").pk
    sent = client.post(address, {"type": kind, "file": SimpleUploadedFile("a.pdf", pdf_of())})
    assert sent.status_code == 302, sent.content.decode()
    document = vault.documents_of(alice).get()
    assert (document.last.uploaded_by, vault.documents_of(benoit).count()) == (benoit, 0)
    (line,) = lines_about(alice)
    assert "Benoît Diallo, pour Alice Martin" in line.sentence
    assert [entry.verb for entry in queries.entries_under(active)] == ["document.stored"]
    for person in (alice, benoit):
        history = sign_in(person).get(f"/fr/espace/aide/{active.public_id}/").content.decode()
        assert "Passeport" in history


def test_a_mandate_stopped_while_a_paper_is_sent_stores_nothing(active, alice, benoit, sign_in, monkeypatch, clamd):
    from vault import reception

    inspect = reception.inspect

    def stopped_meanwhile(*args):
        actions.end(mandate=active, actor=alice)
        return inspect(*args)

    monkeypatch.setattr(reception, "inspect", stopped_meanwhile)
    kind = vault.types().get(code="passport").pk
    sent = sign_in(benoit).post(
        f"/fr/espace/pour/{active.public_id}/coffre/ajouter/",
        {"type": kind, "file": SimpleUploadedFile("a.pdf", pdf_of())},
    )
    assert sent.status_code == 404
    assert not vault.documents_of(alice).exists()


def test_an_agent_who_helps_gives_the_second_factor_here_too(active, benoit, services, paper, alice, sign_in):
    Membership.objects.create(user=benoit, service=services["accueil"], role=Role.RECEPTION)
    document = paper(alice, "passport").document
    client = sign_in(benoit, second_factor=False)
    for address in (f"/fr/espace/pour/{active.public_id}/", f"/fr/espace/coffre/{document.public_id}/"):
        assert "/compte/2fa/" in client.get(address)["Location"]
    benoit.__dict__.pop("roles", None)
    assert sign_in(benoit).get(f"/fr/espace/coffre/{document.public_id}/").status_code == 200


def test_who_sees_what_names_the_mandate_and_the_log_no_name(active, alice, benoit, paper):
    document = paper(alice, "passport").document
    assert ("vault.view_document", "mandat donné par Alice Martin") in [
        (sight.action, sight.reason) for sight in policy.who(document) if sight.user == benoit
    ]
    assert not Entry.objects.filter(reason__contains="Alice").exists()


def test_the_page_says_whom_one_helps(active, alice, benoit, paper, sign_in):
    document = paper(alice, "passport").document
    page = sign_in(benoit).get(f"/fr/espace/coffre/{document.public_id}/").content.decode()
    assert "Vous aidez" in page
    assert "Arrêter d’aider" in page
    mine = sign_in(benoit).get("/fr/espace/coffre/").content.decode()
    assert "Vous aidez" not in mine
    assert str(document.public_id) not in mine


def test_a_paper_chosen_under_one_givers_mandate_is_not_read_through_anothers(
    alice, newcomer, benoit, terms, paper, sign_in
):
    """The thing chosen and whose it is are one condition: never the one of a mandate with the other of the next."""
    theirs, hers = paper(newcomer, "passport").document, paper(newcomer, "lease").document
    given = {**terms, "acts": ["read_papers"]}
    actions.accept(
        mandate=actions.give(giver=newcomer, to=benoit.email, **given, chosen={"papers": [hers.pk]}), actor=benoit
    )
    own = paper(alice, "passport").document
    odd = actions.accept(
        mandate=actions.give(giver=alice, to=benoit.email, **given, chosen={"papers": [own.pk]}), actor=benoit
    )
    odd.covered.update(object_id=theirs.pk)
    assert set(vault.documents_visible_to(benoit)) == {hers}
    assert not vault.versions_visible_to(benoit).filter(document=theirs).exists()
    assert not policy.can(benoit, "vault.view_document", theirs)


def test_a_list_seen_is_not_a_paper_opened(active, alice, benoit, sign_in):
    from vault import previews
    from vault.enums import ScanState
    from vault.models import Version

    kinds = {kind.code: kind for kind in vault.types()}
    version = store(alice, kinds, pdf_of()).last
    Version.objects.filter(pk=version.pk).update(scan_state=ScanState.SAFE)
    previews.make(version.pk)
    client, verbs = sign_in(benoit), Entry.objects.filter(actor=benoit).order_by("pk").values_list("verb", flat=True)
    for _time in range(2):
        assert client.get(f"/fr/espace/coffre/versions/{version.public_id}/pages/0/").status_code == 200
    assert list(verbs.filter(verb__startswith="document.")) == ["document.glimpsed"]
    assert "a vu ce document dans une liste" in lines_about(alice)[0].sentence
    for _time in range(2):
        client.get(f"/fr/espace/coffre/{version.document.public_id}/")
    client.get(f"/fr/espace/coffre/versions/{version.public_id}/pages/1/")
    client.get(f"/fr/espace/coffre/versions/{version.public_id}/pages/0/")
    assert list(verbs.filter(verb__startswith="document.")) == [
        "document.glimpsed",
        "document.visited",
        "document.read",
    ]


def test_a_paper_s_page_without_a_picture_is_written_too(active, alice, benoit, paper, sign_in):
    document = paper(alice, "lease").document
    sign_in(benoit).get(f"/fr/espace/coffre/{document.public_id}/")
    assert "a ouvert la page de ce document" in lines_about(alice)[0].sentence
    assert not lines_about(alice, document=document)[0].mine
