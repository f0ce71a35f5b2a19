"""A mandate is stopped while its helper acts, on two real connections: all of it, or nothing."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from cases import actions
from cases.models import Act
from mandates import actions as mandates
from mandates.models import Mandate

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def active(couple, alice, outsider):
    terms = {"acts": ["messages"], "everything": ["cases"], "until": timezone.now() + timedelta(days=3)}
    return mandates.accept(mandate=mandates.give(giver=alice, to=outsider.email, **terms), actor=outsider)


def in_thread(work):
    def run():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_stopped_between_the_page_and_the_end_of_the_act_nothing_is_written(
    couple, active, alice, outsider, sign_in, monkeypatch
):
    annotate, client = actions.annotate, sign_in(outsider)

    def slow(**said):
        act = annotate(**said)
        in_thread(lambda: mandates.end(mandate=active, actor=alice)).join()  # waits for nobody
        return act

    monkeypatch.setattr(actions, "annotate", slow)
    answer = client.post(f"/fr/espace/dossiers/{couple.public_id}/annoter/", {"text": "Trop tard."})
    assert answer.status_code == 404
    assert "Trop tard." in answer.content.decode()
    assert not Act.objects.filter(text="Trop tard.").exists()


def test_stopped_at_the_very_moment_either_is_whole(couple, active, alice, outsider, sign_in):
    client, ready, seen = sign_in(outsider), threading.Barrier(2), []

    def write():
        ready.wait()
        seen.append(client.post(f"/fr/espace/dossiers/{couple.public_id}/annoter/", {"text": "Ensemble."}).status_code)

    def stop():
        ready.wait()
        mandates.end(mandate=active, actor=alice)

    threads = [in_thread(write), in_thread(stop)]
    for thread in threads:
        thread.join()
    assert not Mandate.objects.in_force().exists()
    assert seen == [302 if Act.objects.filter(text="Ensemble.").exists() else 404]
