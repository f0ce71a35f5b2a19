"""Erasing somebody: what stands in the way, the days to think better of it, and that nothing is left."""

import os
import random
import subprocess
import sys
import time
from datetime import datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as configured
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone, translation
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.actions import create_resident, reactivate, renew_code
from accounts.models import User
from archives import holds
from archives import queries as archives
from archives.models import Hold
from cases.enums import CaseState
from cases.models import Case
from journal.models import Entry
from mandates import actions as mandates
from notifications import sweeping
from notifications.actions import send
from notifications.models import Message
from privacy import tasks
from privacy.actions import erasures, exports, requests
from privacy.enums import ErasureState
from privacy.models import ErasedPerson, Erasure, Request
from privacy.tasks import erase
from tests.letterbox.conftest import letterbox_settings, message, receive  # noqa: F401
from tests.notifications.test_worker import address, sql
from tests.vault.papers import every_row, objects_in
from vault import evidence, keys, resumable, storage
from vault.errors import Erased, Unreadable
from vault.models import Binder, Document, Evidence, Keyset, Version

CANARY = "Zanzibarine"


@pytest.fixture
def canary(db):
    """Somebody whose every word can be looked for."""
    person, _code = create_resident(
        actor=None, first_name=CANARY, last_name=f"{CANARY}-Nom", email=f"{CANARY}@example.org".lower(),
        phone="0612345678", birth_date="1991-02-03",
    )  # fmt: skip
    return person


def fill(person, put, papers=1):
    """Something of everything, with the canary in all of it."""
    for number in range(papers):
        document = put(person, CANARY.encode(), name=f"{CANARY}-{number}.pdf").document
        Document.objects.filter(pk=document.pk).update(label=f"{CANARY} {number}", labels=[CANARY])
    send("document_refused", recipient=person, context={"label": CANARY})
    be_helped(person)
    receive(person, message(subject=f"{CANARY} écrit", text=f"Bonjour {CANARY}"))
    requests.ask(person=person, kind="question", part="other", text=f"{CANARY} ?")
    resumable.begin(sender=person, file_name=f"{CANARY}.jpg", size=1000)
    exports.make(exports.ask(owner=person, actor=person).pk)


def be_helped(person):
    """A mandate in force, whose messages name both, and one that was declined, as it was typed."""
    terms = {"acts": ["read_papers"], "until": timezone.now() + timedelta(days=30), "everything": ["papers"]}
    friend, _code = create_resident(actor=None, first_name="Fatou", last_name="Sow", email="fatou@example.org")
    mandates.accept(mandate=mandates.give(giver=person, to=friend.username, **terms), actor=friend)
    EmailAddress.objects.filter(user=person).update(verified=True)
    mandates.decline(mandate=mandates.give(giver=friend, to=person.email, **terms), actor=person)


def hold_by_law(person, put):
    """A finished case, sent and complete, that rests on a paper whose copy was not made yet; its piece."""
    from cases import actions
    from cases.definitions import ensure_procedures
    from cases.models import Procedure

    ensure_procedures()
    case = actions.start_case(procedure=Procedure.objects.get(code="marriage"), actor=person)
    piece = case.pieces.filter(party__user=person).first()
    piece.version, piece.state = put(person, b"kept by law"), "complete"
    piece.save()
    now = timezone.now()
    Case.objects.filter(pk=case.pk).update(
        state=CaseState.DONE, submitted_at=now, completed_at=now, closed_at=now, binder=Binder.objects.create()
    )
    return piece


def come_due(erasure):
    Erasure.objects.filter(pk=erasure.pk).update(due_at=timezone.now())


def erased(person):
    erasure = erasures.plan(person=person, actor=person)
    come_due(erasure)
    erasures.run(erasure.pk)
    return erasure


def left_of(person, vault_folder):
    """Where the canary can still be read: ``[text of a row, ...]`` and files."""
    texts = [row for row in every_row() if CANARY.lower() in row.lower() or "612345678" in row or "1991-02-03" in row]
    files = [path for path in objects_in(vault_folder) if CANARY.encode() in path.read_bytes()]
    return texts + files


def test_nothing_is_left_of_somebody_erased(canary, put, vault_folder, django_capture_on_commit_callbacks):
    fill(canary, put)
    assert left_of(canary, vault_folder)
    with django_capture_on_commit_callbacks(execute=True):
        erasure = erased(canary)
    assert left_of(canary, vault_folder) == []
    assert objects_in(vault_folder) == []
    assert not Keyset.objects.filter(owner=canary).exists()
    assert ErasedPerson.objects.get().public_id == canary.public_id
    erasure.refresh_from_db()
    assert erasure.state == ErasureState.DONE
    gone = User.objects.get(pk=canary.pk)
    assert (gone.is_active, gone.email, gone.has_usable_password()) == (False, None, False)
    lines = Entry.objects.count()
    erasures.run(erasure.pk)
    assert Entry.objects.count() == lines


def test_nobody_is_written_to_on_the_day_she_is_erased(canary):
    be_helped(canary)
    Message.objects.all().delete()
    erased(canary)
    assert not Message.objects.filter(recipient=canary).exists()
    assert not Message.objects.filter(email=canary.email).exists()


def test_an_open_request_is_closed_and_nobody_answers_it_any_more(canary, registrar):
    request = requests.ask(person=canary, kind="correction", part="first_name", text="un n de trop")
    erased(canary)
    request.refresh_from_db()
    assert (request.state, request.text) == ("withdrawn", "")
    Request.objects.filter(pk=request.pk).update(state="received")
    with pytest.raises(requests.AlreadyAnswered):
        requests.accept(request=request, actor=registrar, answer="oui", value=CANARY)
    assert User.objects.get(pk=canary.pk).__dict__["first_name"] == ""


def test_a_space_that_was_erased_is_not_opened_again(canary, administrator):
    erased(canary)
    gone = User.objects.get(pk=canary.pk)
    for reopen in (lambda: reactivate(user=gone, actor=administrator, reason="erreur"),
                   lambda: renew_code(user=gone, actor=administrator)):  # fmt: skip
        with pytest.raises(ValidationError):
            reopen()
    assert not User.objects.get(pk=canary.pk).is_active


def test_a_paper_a_judge_holds_waits_while_the_rest_goes(canary, put, archivist, django_capture_on_commit_callbacks):
    """A restore erases people without asking what stands in the way: one paper must not keep her name alive."""
    held = put(canary, b"held").document
    put(canary, b"free")
    erasure = erasures.plan(person=canary, actor=canary)
    holds.place(kind="document", target=held, reason="procès", reference="TJ 12", actor=archivist)
    User.objects.filter(pk=canary.pk).update(erased_at=timezone.now())
    come_due(erasure)
    with django_capture_on_commit_callbacks(execute=True):
        erasures.run(erasure.pk)
    erasure.refresh_from_db()
    assert erasure.state == ErasureState.RUNNING
    assert erasure.due_at > timezone.now()
    assert list(Document.objects.filter(owner=canary, deleted_at=None)) == [held]
    assert User.objects.get(pk=canary.pk).email is None
    Hold.objects.all().update(lifted_at=timezone.now(), lifted_by=archivist, lifting_reason="jugé")
    come_due(erasure)
    erasures.run(erasure.pk)
    erasure.refresh_from_db()
    assert erasure.state == ErasureState.DONE
    assert not Keyset.objects.filter(owner=canary).exists()


def test_an_erasure_that_waits_has_one_job_however_often_the_clock_passes(alice):
    come_due(erasures.plan(person=alice, actor=alice))
    for _turn in range(3):
        tasks.tend(0)
    assert ProcrastinateJob.objects.filter(task_name="privacy.erase", status="todo").count() == 1


@pytest.mark.parametrize("moment", ["2026-03-10 23:30:00+00:00", "2026-07-10 22:30:00+00:00"])
def test_the_message_says_the_day_the_page_says(alice, monkeypatch, moment):
    now = datetime.fromisoformat(moment)  # half past midnight in Paris
    monkeypatch.setattr(erasures.timezone, "now", lambda: now)
    erasure = erasures.plan(person=alice, actor=alice)
    told = Message.objects.get(recipient=alice, kind="erasure_planned")
    assert told.context["day"] == timezone.localdate(erasure.due_at).isoformat()


def test_an_erased_person_never_has_a_key_again(alice):
    stale = User.objects.get(pk=alice.pk)
    erased(alice)
    with pytest.raises(Erased):
        keys.keyset_of(stale)
    assert not Keyset.objects.exists()


def test_the_register_is_only_added_to(alice):
    erased(alice)
    for change in (ErasedPerson.objects.all().delete, lambda: ErasedPerson.objects.update(at=timezone.now())):
        with pytest.raises(ProgrammingError, match="only added to"), transaction.atomic():
            change()


def test_what_the_law_keeps_stays_readable_through_the_cases_own_key(canary, put, registrar):
    piece = hold_by_law(canary, put)
    erased(canary)
    copy = Evidence.objects.get(subject=canary)
    reading = evidence.read_evidence(evidence=copy, reader=registrar, reason="archives")
    assert b"".join(reading.chunks).startswith(b"%PDF")
    version = Version.objects.select_related("document__owner").get(pk=piece.version_id)
    assert version.erased_at
    with pytest.raises((Unreadable, Erased)):
        b"".join(storage.read(version))
    assert CANARY.lower() not in Case.objects.get(pk=piece.case_id).search_text


def test_a_case_on_its_way_a_role_and_a_legal_hold_stand_in_the_way(
    couple, alice, volant, outsider, monkeypatch, sign_in
):
    for person, words in ((alice, couple.number), (volant, "rôles")):
        with pytest.raises(ValidationError, match=words):
            erasures.plan(person=person, actor=person)
    assert couple.number in sign_in(alice).get(reverse("privacy:erase")).content.decode()
    monkeypatch.setattr(archives, "is_held", lambda person: True)
    with pytest.raises(ValidationError, match="juge"):
        erasures.plan(person=outsider, actor=outsider)
    assert not Erasure.objects.exists()


def test_what_the_law_keeps_is_said_before(alice, sign_in, monkeypatch):
    from types import SimpleNamespace

    kept = SimpleNamespace(what="Votre dossier de mariage", why="Code civil", until=None)
    monkeypatch.setattr(archives, "kept_by_law", lambda person: [kept])
    page = sign_in(alice).get(reverse("privacy:erase")).content.decode()
    assert "Votre dossier de mariage" in page
    assert "Code civil" in page
    assert "Votre compte : nom" in page.split("Ce qui part")[1]


def test_somebody_who_begins_a_case_meanwhile_is_not_erased_yet(alice, procedures):
    from cases import actions

    erasure = erasures.plan(person=alice, actor=alice)
    actions.start_case(procedure=procedures["marriage"], actor=alice)
    come_due(erasure)
    erasures.run(erasure.pk)
    erasure.refresh_from_db()
    alice.refresh_from_db()
    assert (erasure.state, alice.erased_at) == (ErasureState.COOLING, None)
    assert erasure.due_at > timezone.now()
    assert Message.objects.filter(recipient=alice, kind="erasure_put_off").count() == 1


def test_seven_days_to_think_better_of_it(alice, sign_in):
    client = sign_in(alice)
    assert client.post(reverse("privacy:erase"), {}).status_code == 422
    assert client.post(reverse("privacy:erase"), {"understood": "on"}).status_code == 302
    erasure = Erasure.objects.get()
    assert timedelta(days=6) < erasure.due_at - timezone.now() <= timedelta(days=7)
    assert Message.objects.filter(recipient=alice, kind="erasure_planned").get().deliveries.count() == 1
    erasures.run(erasure.pk)
    alice.refresh_from_db()
    assert alice.erased_at is None
    client.post(reverse("privacy:keep"))
    come_due(erasure)
    erasures.run(erasure.pk)
    alice.refresh_from_db()
    assert alice.erased_at is None
    assert Erasure.objects.get().state == ErasureState.CANCELLED


def test_the_password_is_asked_again_before_all_is_erased(alice, client):
    alice.set_password("quatre mots sans lien")
    alice.save()
    client.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post(reverse("privacy:erase"), {"understood": "on"})
    assert "/compte/reauthenticate/" in answer["Location"]
    assert not Erasure.objects.exists()


def test_an_administrator_does_it_for_somebody_and_may_stop_it(administrator, lead, alice, sign_in):
    address_of = reverse("privacy:erase_person", args=[alice.public_id])
    assert sign_in(lead).get(address_of).status_code == 403
    client = sign_in(administrator)
    assert client.post(address_of, {"reason": "deceased", "understood": "on"}).status_code == 302
    erasure = Erasure.objects.get()
    assert (erasure.asked_by, erasure.reason) == (administrator, "deceased")
    assert Message.objects.filter(recipient=alice, kind="erasure_planned").exists()
    client.post(reverse("privacy:stop_erasure", args=[erasure.public_id]))
    assert Erasure.objects.get().state == ErasureState.CANCELLED


@pytest.mark.parametrize(("language", "words"), [("fr", "Personne effacée")])
def test_pages_that_named_the_person_still_open(
    language, words, opened, alice, benoit, registrar, lead, sign_in, administrator
):
    Case.objects.filter(pk=opened.pk).update(
        state=CaseState.DONE, completed_at=timezone.now(), closed_at=timezone.now()
    )
    erased(alice)
    with translation.override(language):
        pages = [
            (benoit, reverse("workflows:case", args=[opened.public_id])),
            (benoit, reverse("cases:pieces", args=[opened.public_id])),
            (registrar, reverse("workflows:agent_case", args=[opened.public_id])),
            (administrator, reverse("journal:lines") + f"?personne={alice.public_id}"),
            (administrator, reverse("accounts:person", args=[alice.public_id])),
            (administrator, reverse("privacy:requests")),
        ]
        for reader, page in pages:
            answer = sign_in(reader).get(page, follow=True)
            assert answer.status_code == 200, page
            assert "Martin" not in answer.content.decode(), page
        assert words in sign_in(registrar).get(pages[2][1]).content.decode()


def test_signed_in_elsewhere_is_signed_out(alice, sign_in):
    client = sign_in(alice)
    erased(alice)
    assert client.get(reverse("privacy:home")).status_code == 302


def test_a_spouses_messages_no_longer_say_the_name(couple, alice, benoit):
    from cases import actions

    actions.message(case=couple, actor=alice, text="rendez-vous mardi")
    Case.objects.update(state=CaseState.WITHDRAWN, closed_at=timezone.now())
    erased(alice)
    told = Message.objects.get(recipient=benoit, kind="case_message")
    assert told.context["sender"] == "Personne effacée"
    assert told.context["text"] == ""


# The worker, killed


@pytest.fixture
def start_worker(settings, transactional_db):
    """Start a real worker for this app's jobs, on the tests' database and vault."""
    started = []
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.privacy.worker_settings",
        "DATABASE_URL": address(connection.settings_dict),
        "VAULT_MASTER_KEY_FILE": settings.VAULT_MASTER_KEY_FILE,
        "TEST_OBJECTS": settings.STORAGES["vault"]["OPTIONS"]["location"],
    }

    def start():
        command = [sys.executable, "manage.py", "procrastinate", "worker", "--queues", "privacy", "--concurrency", "1"]
        started.append(subprocess.Popen(command, cwd=configured.BASE_DIR, env=environment, stderr=subprocess.DEVNULL))
        return started[-1]

    yield start
    for worker in started:
        worker.kill()
        worker.wait()
    sql("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


def wait_for(condition, seconds=60):
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.005)


def take_up_again():
    sql("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 minutes'")
    sweeping.retry_stalled_jobs()


SLOWED = ["vault_version", "vault_document", "notifications_message", "account_emailaddress", "accounts_user"]


@pytest.fixture
def slow_database(transactional_db):
    """Each row changed or deleted takes a moment, so that a kill falls between two of them."""
    sql(
        "CREATE FUNCTION test_slow() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN PERFORM pg_sleep(0.05); IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    for table in SLOWED:
        sql(f"CREATE TRIGGER test_slow BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION test_slow()")
    yield
    sql("DROP FUNCTION test_slow CASCADE")


def test_a_worker_killed_again_and_again_leaves_nothing_of_the_person(
    canary, put, vault_folder, start_worker, slow_database
):
    keys.master().primary_id()
    fill(canary, put, papers=12)
    erasure = erasures.plan(person=canary, actor=canary)
    come_due(erasure)
    sql("DELETE FROM procrastinate_events")
    sql("DELETE FROM procrastinate_jobs")
    erase.defer(erasure_id=erasure.pk)
    chance, killed = random.Random(57), 0
    for _turn in range(5):
        worker = start_worker()
        wait_for(lambda: not _waits() or _is_done(erasure))
        time.sleep(chance.uniform(0, 0.7))
        worker.kill()
        worker.wait()
        killed += not _is_done(erasure)
        take_up_again()
    assert killed >= 3
    start_worker()
    wait_for(lambda: _is_done(erasure))
    assert left_of(canary, vault_folder) == []
    from vault.actions import collect_orphans

    collect_orphans(timezone.now() + timedelta(days=1))
    assert objects_in(vault_folder) == []
    assert not Keyset.objects.filter(owner=canary).exists()


def _waits():
    return ProcrastinateJob.objects.filter(task_name="privacy.erase", status="todo").exists()


def _is_done(erasure):
    return Erasure.objects.filter(pk=erasure.pk, state=ErasureState.DONE).exists()


def test_a_worker_killed_while_it_writes_an_archive_offers_no_half_one(alice, put, vault_folder, start_worker):
    keys.master().primary_id()
    for number in range(30):
        put(alice, f"paper {number}".encode(), size=200_000)
    sql("DELETE FROM procrastinate_events")
    sql("DELETE FROM procrastinate_jobs")
    export = exports.ask(owner=alice, actor=alice)
    for turn in (3, 11):
        worker = start_worker()
        wait_for(lambda: type(export).objects.get(pk=export.pk).done >= turn)  # noqa: B023
        worker.kill()
        worker.wait()
        now = type(export).objects.get(pk=export.pk)
        assert (now.state, now.object_name) == ("working", None)
        take_up_again()
    start_worker()
    wait_for(lambda: type(export).objects.get(pk=export.pk).state == "ready")
    now = type(export).objects.select_related("owner").get(pk=export.pk)
    whole = b"".join(storage.read_object(now.object_name, holder=alice, context=now.context))
    assert len(whole) == now.size
    import io
    import zipfile

    bundle = zipfile.ZipFile(io.BytesIO(whole))
    assert bundle.testzip() is None
    assert sum(name.endswith(".pdf") for name in bundle.namelist()) == 30


def test_a_mistake_after_the_password_comes_back_at_its_own_address(alice, sign_in):
    alice.set_password("quatre mots sans lien")
    alice.save()
    client, there = sign_in(alice), reverse("privacy:erase")
    asked = client.post(there)
    assert asked.url.startswith(reverse("account_reauthenticate"))
    page = client.post(asked.url, {"password": "quatre mots sans lien", "next": there})
    assert page.status_code == 422
    assert f'action="{there}"' in page.content.decode()
    assert client.post(there, {"understood": "on"}).status_code == 302
    assert Erasure.objects.get(person=alice).state == ErasureState.COOLING
