"""How often somebody may guess. Counted in the database, so that all the workers share one count.

A try is counted before it is judged, under the lock of its row, and given back when it was right: tries that arrive
together cannot slip past. The window slides: never more than ``amount`` wrong tries within any ``period``.
"""

import hashlib
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from .models import GuessCount


class Limit(NamedTuple):
    amount: int
    period: timedelta


PER_ACCOUNT = Limit(5, timedelta(minutes=5))
PER_ADDRESS = Limit(40, timedelta(minutes=5))  # a whole waiting room may share one address


class TooManyGuesses(Exception):
    """Raised instead of judging one try too many; ``retry_at`` says when the next will be heard."""

    def __init__(self, retry_at):
        super().__init__(retry_at)
        self.retry_at = retry_at


class Try(NamedTuple):
    """A counted try, to be given back when it was right."""

    key: str
    at: datetime


def count(*, account, address):
    """Count one try at ``account`` from ``address``. TooManyGuesses when either has had its share."""
    tries = [take(f"account:{account}", PER_ACCOUNT)]
    if address:
        tries.append(take(f"address:{address}", PER_ADDRESS))
    return tries


@transaction.atomic
def take(name, limit):
    """Count one try under ``name``, or raise TooManyGuesses."""
    row = _locked(_key(name))
    now = timezone.now()
    recent = [at for at in row.hits if at > now - limit.period]
    if len(recent) >= limit.amount:
        raise TooManyGuesses(recent[-limit.amount] + limit.period)
    row.hits = [*recent, now]
    row.save(update_fields=["hits", "changed_at"])
    return Try(row.key, now)


def spent(name, limit):
    """Whether the next try under ``name`` would be one too many; nothing is counted."""
    row = GuessCount.objects.filter(key=_key(name)).first()
    since = timezone.now() - limit.period
    return row is not None and sum(at > since for at in row.hits) >= limit.amount


@transaction.atomic
def give_back(tries):
    """Forget tries that were right."""
    for key, at in tries:
        row = _locked(key)
        row.hits = [hit for hit in row.hits if hit != at]
        row.save(update_fields=["hits", "changed_at"])


def purge():
    """Forget the counts nothing has touched for a day."""
    return GuessCount.objects.filter(changed_at__lt=timezone.now() - timedelta(days=1)).delete()[0]


def _key(name):
    """Names hold addresses and logins: only their digest is kept."""
    return hashlib.sha256(name.encode()).hexdigest()


def _locked(key):
    GuessCount.objects.bulk_create([GuessCount(key=key)], ignore_conflicts=True)
    return GuessCount.objects.select_for_update().get(key=key)
