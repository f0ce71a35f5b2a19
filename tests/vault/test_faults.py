"""Killed, cut, refused at random: what is in the vault is whole, what is not is gone within a day."""

import hashlib
import random
import signal
import time
from collections import Counter

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from vault import actions, queries, storage, tasks
from vault.enums import NOT_YET_SCANNED, ScanState
from vault.models import Document, Version

from .papers import objects_in
from .senders import Nursery
from .town import catch_up, check_objects, kill

UPLOADS = 200
SENDERS = 4
FAULTS = ["fast", "immediate", "immediate", "clamd", "worker", "worker", "storage"]


@pytest.mark.django_db(transaction=True)  # though it asks a database of its own
def test_two_hundred_uploads_killed_and_cut_leave_a_whole_vault(town, seed):
    chance = random.Random(seed)
    stored, happened = {}, Counter()
    nursery = Nursery(town.environment)
    senders = [nursery.sender(chance.randrange(10**6)) for _number in range(SENDERS)]
    rounds = UPLOADS // SENDERS
    due = dict(zip(chance.sample(range(3, rounds - 3), len(FAULTS)), FAULTS, strict=True))
    trouble = Trouble(town, chance)
    town.start_worker("--queues", "vault")
    assert {what: status for what, status in town.pages().items() if status != 200} == {}

    def note(told):
        happened[told[0]] += 1
        if told[0] == "stored":
            stored[told[1]] = told[2:]

    for number in range(rounds):
        for place, sender in enumerate(senders):
            sender.give(number * SENDERS + place)
        for sender in senders:
            note(sender.hear())  # it has begun
        if chance.random() < 0.15:
            time.sleep(chance.random() * 0.04)
            trouble.sessions_ended()
        if fault := due.get(number):
            getattr(trouble, fault)()
            happened[fault] += 1
        for sender in senders:
            if chance.random() < 0.12:
                time.sleep(chance.random() * 0.06)
                for told in sender.kill():
                    note(told)
                happened["killed"] += 1
                sender.start()
            else:
                note(sender.hear())
        trouble.tend()
    for sender in senders:
        sender.end()
    nursery.close()
    trouble.over()

    print(dict(happened), f"{trouble.cut} sessions ended")
    assert happened["killed"] > 8, "the test must kill"
    assert [happened[name] for name in ("fast", "immediate", "clamd", "worker", "storage")] == [1, 2, 1, 2, 1]
    assert not happened["failed"], "who was told to try again could"
    assert len(stored) > UPLOADS * 0.75
    check_scanned(town)
    check_whole(town, stored)


class Trouble:
    """What befalls the servers, and what the rest of the site answers meanwhile."""

    def __init__(self, town, chance):
        self.town, self.chance, self.cut, self.clamd_due = town, chance, 0, None

    def fast(self):
        self._restart(signal.SIGINT)

    def immediate(self):
        self._restart(signal.SIGQUIT)

    def _restart(self, sign):
        time.sleep(self.chance.random() * 0.05)
        connection.close()
        self.town.stop_database(sign)
        pages = self.town.pages()
        assert pages.pop("home") == 200  # kept by the web server itself
        assert set(pages.values()) == {503}, pages
        status, text = self.town.page(reverse("workflows:space"), cookie=self.town.cookie)
        assert (status, "rechargez la page" in text, "Traceback" in text) == (503, True, False)
        self.town.cluster.start()
        assert set(self.town.pages().values()) == {200}

    def sessions_ended(self):
        """Each of them but ours, the web server's and the worker's among them."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            self.cut += cursor.fetchone()[0]
        assert self.town.status(reverse("workflows:space"), cookie=self.town.cookie) == 200

    def clamd(self):
        """Killed, for as long as it takes to send a few papers."""
        kill(self.town.scanner)
        self.clamd_due, self.away_since = 5, timezone.now()
        assert set(self.town.pages().values()) == {200}

    def worker(self):
        kill(self.town.worker)
        assert set(self.town.pages().values()) == {200}

    def storage(self):
        """The folder gives way to something that is none, as a mount that fails does."""
        safe = Version.objects.filter(scan_state=ScanState.SAFE).first()
        away = self.town.objects.with_name("away")
        self.town.objects.rename(away)
        self.town.objects.touch()
        assert set(self.town.pages().values()) == {200}
        if safe:
            status, text = self._download(safe)
            assert (status, "Rien n’est perdu" in text) == (409, True)
        self.town.objects.unlink()
        away.rename(self.town.objects)
        if safe:
            assert self._download(safe)[0] == 200

    def _download(self, version):
        return self.town.page(reverse("vault:download", args=[version.public_id]), cookie=self.town.cookie)

    def tend(self):
        """Once a round: start again what ended, as the supervisor does, and clamd when its time has come."""
        if self.town.worker.poll() is not None:
            self.town.start_worker("--queues", "vault")
        if self.clamd_due is not None:
            self.clamd_due -= 1
            if not self.clamd_due:
                self._clamd_back()

    def _clamd_back(self):
        waiting = Version.objects.filter(created_at__gt=self.away_since).order_by("pk").first()
        assert waiting.scan_state in NOT_YET_SCANNED, "nothing is safe that nobody has seen"
        status, text = self._download(waiting)
        assert (status, "attend encore" in text) == (409, True)
        self.town.start_clamd()
        self.clamd_due = None

    def over(self):
        if self.clamd_due is not None:
            self._clamd_back()
        self.town.wait_for_clamd()
        kill(self.town.worker)


def check_scanned(town):
    """What the dead workers held is put back after a minute, what clamd missed is asked again each minute."""
    catch_up(town, "vault")
    Version.objects.update(scan_due_at=timezone.now())
    while list(queries.waiting_versions()):
        tasks.rescan_waiting(timestamp=0)
    assert set(Version.objects.values_list("scan_state", flat=True)) == {ScanState.SAFE}


def check_whole(town, stored):
    """Rows, objects and checksums agree; what is left over goes with the nightly tasks."""
    versions = {str(v.document.public_id): v for v in Version.objects.select_related("document__owner")}
    for number, (public_id, digest) in stored.items():
        content = b"".join(storage.read(versions[public_id]))
        assert hashlib.sha256(content).hexdigest() == digest, f"paper {number}"
    for version in versions.values():  # those stored whose sender died before it was told, too
        assert sum(len(chunk) for chunk in storage.read(version)) == version.size
    labels = Counter(Document.objects.filter(label__startswith="paper ").values_list("label", flat=True))
    assert max(labels.values()) == 1, "a paper is there twice"
    check_objects(town)


@pytest.mark.django_db
def test_a_full_disk_refuses_with_a_sentence_and_leaves_nothing(alice, types, monkeypatch, vault_folder):
    from .papers import pdf_of, store

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(storage.objects().__class__, "save", full)
        with pytest.raises(actions.ValidationError, match="Rien n’est perdu"):
            store(alice, types, pdf_of())
    assert not Document.objects.exists()
    assert objects_in(vault_folder) == []
    assert store(alice, types, pdf_of()).last


@pytest.mark.django_db
def test_an_outage_is_never_taken_for_damage(alice, types, monkeypatch, sign_in):
    from django.urls import reverse

    from journal.models import Entry
    from vault.enums import ScanState

    from .papers import pdf_of, store

    version = store(alice, types, pdf_of()).last
    version.scan_state = ScanState.SAFE
    version.save()

    def away(*args, **kwargs):
        raise PermissionError("the mount is gone")

    with monkeypatch.context() as patch:
        patch.setattr(storage.objects().__class__, "open", away)
        answer = sign_in(alice).get(reverse("vault:download", args=[version.public_id]))
    assert answer.status_code == 409
    assert "réessayez dans quelques minutes" in answer.content.decode()
    assert not Entry.objects.filter(verb="document.unreadable").exists()
