"""How often somebody may guess."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import limits
from accounts.models import GuessCount

PASSWORD = "girafe-couscous-phare-violet"
LOGIN = "/fr/compte/login/"


@pytest.fixture
def alice_with_password(alice):
    alice.set_password(PASSWORD)
    alice.save()
    return alice


def guess(login, password="pas-le-bon-mot-de-passe", **headers):
    return Client().post(LOGIN, {"login": login, "password": password}, headers=headers)


def test_the_sixth_wrong_password_in_five_minutes_is_not_even_judged(alice_with_password):
    assert [guess("alice").status_code for _n in range(5)] == [200] * 5
    refused = guess("alice", PASSWORD)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 301
    assert "Réessayez dans 5 minutes" in refused.content.decode()


def test_a_forged_forwarded_address_changes_nothing(alice_with_password):
    answers = [guess("alice", **{"x-forwarded-for": f"10.0.0.{n}"}).status_code for n in range(7)]
    assert answers == [200] * 5 + [429] * 2


def test_one_account_has_one_count_whatever_it_is_called_by(alice_with_password):
    alice_with_password.phone = "+33612345678"
    alice_with_password.phone_verified = True
    alice_with_password.save()
    names = ["alice", "alice@example.org", "06 12 34 56 78", "ALICE@example.org", "+33612345678", "alice"]
    assert [guess(name).status_code for name in names] == [200] * 5 + [429]


def test_an_account_that_does_not_exist_answers_the_same(db):
    assert [guess("personne@example.org").status_code for _n in range(6)] == [200] * 5 + [429]


def test_a_right_password_is_not_counted(alice_with_password):
    for _n in range(4):
        guess("alice")
    for _n in range(3):
        assert guess("alice", PASSWORD).status_code == 302
    assert guess("alice").status_code == 200
    assert guess("alice").status_code == 429


def test_the_count_is_forgotten_after_five_minutes(alice_with_password):
    for _n in range(5):
        guess("alice")
    GuessCount.objects.update(hits=[timezone.now() - timedelta(minutes=5, seconds=1)] * 5)
    assert guess("alice", PASSWORD).status_code == 302


def test_another_account_is_not_touched(alice_with_password, benoit):
    for _n in range(5):
        guess("alice")
    assert guess("benoit").status_code == 200


def test_one_address_may_try_forty_times_over_many_accounts(db):
    answers = [guess(f"personne{n}@example.org").status_code for n in range(41)]
    assert answers == [200] * 40 + [429]


def test_the_night_forgets_old_counts_only(db):
    limits.take("a", limits.PER_ACCOUNT)
    limits.take("b", limits.PER_ACCOUNT)
    GuessCount.objects.filter(key=limits._key("a")).update(changed_at=timezone.now() - timedelta(days=2))
    assert limits.purge() == 1


@pytest.mark.django_db(transaction=True)
def test_tries_that_arrive_together_cannot_slip_past():
    """Twenty threads, each with its own connection: five are heard."""
    heard, start = [], threading.Barrier(20)

    def one_try():
        start.wait()
        try:
            limits.count(account=1, address=None)
            heard.append(True)
        except limits.TooManyGuesses:
            heard.append(False)
        finally:
            connection.close()

    threads = [threading.Thread(target=one_try) for _n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard.count(True) == 5
    assert len(heard) == 20
