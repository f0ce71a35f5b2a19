"""What every page shows (menu, commandments) is remembered in the process, for as long as nothing is published.

The stamp of the edition is one small query, once a request of somebody with a session, twice a second for all the
others together: every worker sees a publication within half a second, without a shared cache.
"""

import time
import uuid
from contextlib import contextmanager

from asgiref.local import Local
from django.apps import apps
from django.conf import settings
from django.db import InterfaceError, OperationalError

MOST = 4096  # things remembered, of every edition

_kept = {}
_request = Local()
_seen = (None, float("-inf"))  # the last stamp read between requests, and when


def remember(key, compute):
    """The value of ``compute()``, kept under ``key`` until the edition changes."""
    stamp = current_stamp()
    if stamp is None:
        return compute()
    kept_stamp, value = _kept.get(key, (None, None))
    if kept_stamp != stamp:
        value = compute()
        if len(_kept) >= MOST:
            _kept.clear()
        _kept[key] = (stamp, value)
    return value


def current_stamp():
    """The stamp of the edition, or None before the first publication."""
    if not getattr(_request, "inside", False):
        return read_stamp()
    if not hasattr(_request, "stamp"):
        _request.stamp = recent_stamp() if _request.is_stranger else read_stamp()
    return _request.stamp


def recent_stamp():
    """The stamp as it was half a second ago at most (``PAGE_CACHE_SECONDS``): most visits ask nothing of the database.

    Never read here inside a transaction that may have changed it: what is not yet published must not be remembered.
    """
    global _seen
    stamp, read_at = _seen
    if time.monotonic() - read_at >= settings.PAGE_CACHE_SECONDS:
        stamp = _read_or(stamp)
        _seen = (stamp, time.monotonic())
    return stamp


def _read_or(known):
    """The stamp, or the one already known while the database is away: pages kept by this process go on being served."""
    try:
        return read_stamp()
    except (OperationalError, InterfaceError):
        if known is None:
            raise
        return known


def read_stamp():
    return apps.get_model("cms", "Edition").objects.filter(pk=1).values_list("stamp", flat=True).first()


@contextmanager
def together():
    """Several publications that are one: at their end what was gathered is done, and what is remembered is stale."""
    if getattr(_request, "is_holding", False):
        yield
        return
    _request.is_holding, _request.is_stale, _request.gathered = True, False, {}
    try:
        yield
        for act, things in _request.gathered.values():
            act(list(things))
    finally:
        _request.is_holding, _request.gathered = False, {}
    if _request.is_stale:
        renew()


def gather(name, things, act):
    """``act(things)`` now; where publications are one, once a name at their end, for all the things of that name."""
    if getattr(_request, "is_holding", False):
        _request.gathered.setdefault(name, (act, {}))[1].update(dict.fromkeys(things))
    else:
        act(things)


def renew(**kwargs):
    """Something was published, moved or withdrawn: what is remembered is stale."""
    global _seen
    if getattr(_request, "is_holding", False):
        _request.is_stale = True
        return
    apps.get_model("cms", "Edition").objects.update_or_create(pk=1, defaults={"stamp": uuid.uuid4()})
    _seen = (None, float("-inf"))
    forget_stamp()


def enter_request(environ=None, **kwargs):
    """Whoever has a session may be the one who published: such a visit never looks at an older edition."""
    forget_stamp()
    _request.is_stranger = settings.SESSION_COOKIE_NAME not in (environ or {}).get("HTTP_COOKIE", "")
    _request.inside = True


def leave_request(**kwargs):
    forget_stamp()
    _request.inside = False


def forget_stamp():
    if hasattr(_request, "stamp"):
        del _request.stamp
