"""Papers leave vaults by rule, after two notices, unless somebody says no."""

import time
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from archives import holds, retention
from archives.enums import CountsFrom
from archives.models import Departure, Hold, Keeping, RetentionRule
from journal.models import Entry
from notifications.models import Message
from tests.vault.papers import pdf_of, store
from vault import actions as vault
from vault.models import DocumentType

from .conftest import beside

pytestmark = pytest.mark.django_db


def today():
    return timezone.localdate()


@pytest.fixture
def paper_of(procedures, paper):
    def make(owner, code="lease", **fields):
        return paper(owner, code, **fields).document

    return make


@pytest.fixture
def ruled(archivist, procedures):
    """A rule on leases: a year after they were put away."""

    def make(months=12, counts_from=CountsFrom.DEPOSIT, code="lease", **options):
        kind = DocumentType.objects.get(code=code)
        return retention.rule(
            type=kind, actor=archivist, counts_from=counts_from, months=months, reason="Loi", **options
        )

    return make


def nights(first, last):
    """The nightly task, from one day to another."""
    day = first
    while day <= last:
        yield day, retention.run(day)
        day += timedelta(days=1)


def test_without_a_rule_nothing_ever_leaves(alice, paper_of):
    paper_of(alice)
    assert retention.run(today() + timedelta(days=20000)) == {"told": 0, "reminded": 0, "left": 0, "stayed": 0}


def test_told_thirty_days_before_then_seven_then_it_leaves(alice, paper_of, ruled):
    document = paper_of(alice)
    in_force = ruled()
    due = retention.due_on(retention.candidates(in_force).get(), in_force)
    happened = {}
    for day, counts in nights(due - timedelta(days=33), due):
        for step, count in counts.items():
            if count:
                happened.setdefault(step, []).append((due - day).days)
    assert happened == {"told": [30], "reminded": [7], "left": [0]}
    document.refresh_from_db()
    assert document.deleted_at
    assert Message.objects.filter(recipient=alice, kind="paper_leaving").count() == 2
    assert Entry.objects.filter(verb="retention.left", actor=None, subject=alice).exists()


def test_a_task_that_slept_still_gives_thirty_days_and_seven(alice, paper_of, ruled):
    paper_of(alice)
    ruled()
    late = today() + timedelta(days=800)
    retention.run(late)
    assert Departure.objects.get().leaves_on == late + timedelta(days=30)
    retention.run(late + timedelta(days=29))
    assert Departure.objects.get().leaves_on == late + timedelta(days=36)
    assert retention.run(late + timedelta(days=35))["left"] == 0
    assert retention.run(late + timedelta(days=36))["left"] == 1


def test_papers_already_there_wait_sixty_days_at_least(alice, paper_of, ruled):
    paper_of(alice, days_old=1)
    in_force = ruled(months=1)
    assert retention.due_on(retention.candidates(in_force).get(), in_force) == today() + timedelta(days=60)
    assert retention.run(today())["told"] == 0


def test_the_same_night_run_again_says_nothing_twice(alice, paper_of, ruled):
    paper_of(alice)
    ruled()
    day = today() + timedelta(days=400)
    assert retention.run(day)["told"] == 1
    assert retention.run(day)["told"] == 0
    assert Message.objects.filter(kind="paper_leaving").count() == 1


def test_its_owner_keeps_it_with_one_press_and_everything_begins_again(alice, paper_of, ruled, sign_in):
    document = paper_of(alice)
    ruled()
    day = today() + timedelta(days=400)
    retention.run(day)
    leaves_on = Departure.objects.get().leaves_on
    client = sign_in(alice)
    page = client.get(reverse("vault:document", args=[document.public_id])).content.decode()
    assert "Ce papier quittera votre coffre le" in page
    assert "Ce papier quittera votre coffre le" in client.get(reverse("vault:documents")).content.decode()
    answer = client.post(reverse("archives:keep", args=[document.public_id]), follow=True)
    assert "ce papier reste au moins" in answer.content.decode()
    assert Keeping.objects.get().until.year == leaves_on.year + 1
    assert retention.run(leaves_on) == {"told": 0, "reminded": 0, "left": 0, "stayed": 0}
    assert retention.run(Keeping.objects.get().until - timedelta(days=30))["told"] == 1


@pytest.mark.parametrize("step", ["_remind", "_tell", "_let_go"])
def test_a_paper_its_owner_keeps_while_the_night_looks_at_it_stays(alice, benoit, paper_of, ruled, monkeypatch, step):
    """And the night goes on with everybody else's."""
    document, others = paper_of(alice), [paper_of(benoit), paper_of(benoit)]
    ruled()
    day = today() + timedelta(days=400)
    retention.run(day)
    if step == "_let_go":
        retention.run(day + timedelta(days=23))
    if step == "_tell":
        Departure.objects.update(due_on=today())
    original = getattr(retention, step)

    def after_she_kept(paper, *args):
        if paper == document:
            retention.keep(document=document, actor=alice)
        return original(paper, *args)

    monkeypatch.setattr(retention, step, after_she_kept)
    counts = retention.run(day + timedelta(days={"_tell": 0, "_remind": 23, "_let_go": 30}[step]))
    assert counts["stayed"] == 1
    assert counts[{"_tell": "told", "_remind": "reminded", "_let_go": "left"}[step]] == len(others)
    document.refresh_from_db()
    assert document.deleted_at is None
    assert not Departure.objects.filter(document=document).exists()


def test_one_paper_that_fails_keeps_no_other_waiting(alice, benoit, paper_of, ruled, monkeypatch, caplog):
    document, other = paper_of(alice), paper_of(benoit)
    ruled()
    day = today() + timedelta(days=400)
    retention.run(day)
    original = retention._remind

    def fails(paper, *args):
        if paper == document:
            raise RuntimeError
        return original(paper, *args)

    monkeypatch.setattr(retention, "_remind", fails)
    assert retention.run(day + timedelta(days=23))["reminded"] == 1
    assert f"document {document.pk} " in caplog.text
    assert Departure.objects.get(document=document).reminded_on is None, "it is told of, the night after"
    assert Departure.objects.get(document=other).reminded_on


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["person", "case"])
def test_a_hold_placed_while_a_paper_is_deleted_keeps_it(couple, alice, paper, archivist, kind):
    """The paper was in no case's binder yet; whoever deletes it waits for the hold."""
    from tests.workflows.conftest import give_papers

    give_papers(couple, paper)
    piece = couple.pieces.filter(party__user=alice, version__isnull=False).first()
    document = piece.version.document
    target = {"person": alice, "case": couple}[kind]
    with transaction.atomic():
        holds.place(kind=kind, target=target, actor=archivist, reason="Enquête", reference="PR 79")
        refusal = beside(lambda: refusal_to_delete(document, alice))
        time.sleep(0.6)
    assert "PR 79" in refusal()
    document.refresh_from_db()
    assert document.deleted_at is None


def refusal_to_delete(document, actor):
    """The sentences that keep a paper; none when it went."""
    try:
        vault.delete(document=document, actor=actor)
    except ValidationError as refusal:
        return " ".join(refusal.messages)
    return ""


def test_for_ever_only_where_the_rule_allows_it(alice, paper_of, ruled):
    document = paper_of(alice)
    ruled(may_keep_forever=False)
    day = today() + timedelta(days=400)
    retention.run(day)
    with pytest.raises(ValidationError, match="pour toujours"):
        retention.keep(document=document, actor=alice, forever=True)
    ruled(may_keep_forever=True)
    retention.run(day)
    retention.keep(document=document, actor=alice, forever=True)
    assert retention.run(day + timedelta(days=9000))["told"] == 0


def test_nobody_keeps_anothers_paper(alice, benoit, paper_of, ruled, sign_in):
    document = paper_of(alice)
    ruled()
    retention.run(today() + timedelta(days=400))
    assert sign_in(benoit).post(reverse("archives:keep", args=[document.public_id])).status_code == 404
    with pytest.raises(PermissionDenied):
        retention.keep(document=document, actor=benoit)


def test_a_paper_replaced_meanwhile_restarts(alice, types, ruled):
    document = store(alice, types, pdf_of())
    ruled(code="passport")
    day = today() + timedelta(days=400)
    retention.run(day)
    assert Departure.objects.exists()
    version = document.versions.get()
    version.pk, version.number, version.object_name, version._state.adding = None, 2, "x/y", True
    version.public_id = __import__("uuid").uuid4()
    version.created_at = timezone.now() + timedelta(days=401)
    version.save()
    retention.run(day + timedelta(days=30))
    assert not Departure.objects.exists()


def test_a_paper_a_live_case_needs_stays(sent, alice, ruled):
    kind = alice.documents.first().type.code
    ruled(code=kind, months=1)
    assert retention.run(today() + timedelta(days=4000))["told"] == 0


def test_people_whose_account_is_closed_lose_nothing(alice, paper_of, ruled):
    paper_of(alice)
    ruled()
    day = today() + timedelta(days=400)
    retention.run(day)
    alice.is_active = False
    alice.save()
    for _day, counts in nights(day + timedelta(days=25), day + timedelta(days=40)):
        assert counts["left"] == 0
    assert not Departure.objects.exists()


@pytest.mark.parametrize("kind", ["person", "document"])
def test_what_is_held_does_not_leave_and_nobody_deletes_it(kind, alice, paper_of, ruled, archivist):
    document = paper_of(alice)
    ruled()
    day = today() + timedelta(days=400)
    retention.run(day)
    target = {"person": alice, "document": document}[kind]
    hold = holds.place(kind=kind, target=target, actor=archivist, reason="Enquête", reference="PR 77")
    for _day, counts in nights(day + timedelta(days=25), day + timedelta(days=40)):
        assert counts["left"] == 0
    with pytest.raises(ValidationError, match="PR 77"):
        vault.delete(document=document, actor=alice)
    holds.lift(hold=hold, actor=archivist, reason="Close")
    vault.delete(document=document, actor=alice)


def test_a_hold_that_may_not_be_told_says_nothing(alice, paper_of, archivist):
    document = paper_of(alice)
    place = {"kind": "document", "target": document, "actor": archivist}
    holds.place(**place, reason="Secret", reference="PR 78", is_told=False)
    assert not Message.objects.filter(recipient=alice).exists()
    assert not Entry.objects.filter(verb="hold.placed", subject=alice).exists()
    with pytest.raises(ValidationError) as refusal:
        vault.delete(document=document, actor=alice)
    assert "PR 78" not in str(refusal.value)
    assert "pour le moment" in str(refusal.value)


def test_a_hold_on_a_case_keeps_the_copies_its_people_take_back(couple, alice, paper, archivist, tmp_path):
    """Also when the case is given up before it was ever checked."""
    from tests.workflows.conftest import give_papers
    from vault.models import Evidence
    from workflows import actions

    give_papers(couple, paper)
    couple.refresh_from_db()
    piece = couple.pieces.filter(party__user=alice, version__isnull=False).first()
    document = piece.version.document
    copy = Evidence.objects.create(
        binder=couple.binder,
        source=piece.version,
        subject=alice,
        type=document.type,
        label="x",
        object_name="none/at-all",
        file_name="x.pdf",
        content_type="application/pdf",
        size=1,
    )
    holds.place(kind="case", target=couple, actor=archivist, reason="Recours", reference="TA 5")
    from cases import actions as case_actions

    case_actions.withdraw_piece(piece=piece, actor=alice)
    copy.refresh_from_db()
    assert copy.erased_at is None
    actions.withdraw(case=couple, actor=alice)
    copy.refresh_from_db()
    assert copy.erased_at is None
    other = couple.pieces.filter(party__user=alice, version__isnull=False).exclude(pk=piece.pk).first()
    with pytest.raises(ValidationError, match="TA 5"):
        vault.delete(document=other.version.document, actor=alice)


def test_the_archivist_sees_what_a_rule_would_do_before_it_does(alice, benoit, paper_of, archivist, sign_in):
    for owner in (alice, alice, benoit):
        paper_of(owner)
    address = reverse("archives:retention_rule", args=["lease"])
    form = {"counts_from": "deposit", "months": 1, "may_keep_forever": "on", "reason": "Loi", "seen": 0}
    client = sign_in(archivist)
    page = client.post(address, form).content.decode()
    assert "3 papiers" in page
    assert "2 personnes" in page
    assert not RetentionRule.objects.exists()
    assert client.post(address, {**form, "sure": "1"}).status_code == 302
    assert RetentionRule.objects.get().number == 1
    assert Entry.objects.filter(verb="retention.ruled", actor=archivist).exists()
    assert client.post(address, {**form, "sure": "1"}).status_code == 422
    missing = client.post(address, {**form, "months": "", "seen": 1})
    assert missing.status_code == 422
    assert "combien de mois" in missing.content.decode()


def test_the_vault_asks_no_more_for_more_departures(alice, paper_of, ruled, sign_in):
    client = sign_in(alice)
    ruled()

    def asked():
        retention.run(today() + timedelta(days=400))
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("vault:documents"))
        return len(found)

    paper_of(alice)
    asked()
    one = asked()
    paper_of(alice)
    paper_of(alice)
    assert asked() == one
    assert Departure.objects.count() == 3


def test_a_hold_is_placed_found_and_lifted_on_screen(alice, archivist, sign_in):
    client = sign_in(archivist)
    form = {"kind": "person", "target": "personne", "reference": "TA 1", "reason": "Recours", "is_told": "on"}
    lost = client.post(reverse("archives:place_hold"), form)
    assert lost.status_code == 422
    assert "TA 1" in lost.content.decode()
    client.post(reverse("archives:place_hold"), {**form, "target": "alice"})
    hold = Hold.objects.get()
    assert Message.objects.filter(recipient=alice, kind="hold_placed").exists()
    assert "TA 1" in client.get(reverse("archives:holds"), {"q": "martin"}).content.decode()
    assert "TA 1" not in client.get(reverse("archives:holds"), {"q": "zzz"}).content.decode()
    address = reverse("archives:hold", args=[hold.public_id])
    assert client.post(address, {"reason": ""}).status_code == 422
    client.post(address, {"reason": "Jugé"})
    hold.refresh_from_db()
    assert not hold.is_standing
    assert "a levé un gel juridique" in client.get(address).content.decode()
