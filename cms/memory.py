"""What every page shows (menu, commandments) is remembered in the process, for as long as nothing is published.

The stamp of the edition is read once a request, in one small query: all the workers see a publication at their next
request, without a shared cache and without a delay.
"""

import uuid

from asgiref.local import Local
from django.apps import apps

_kept = {}
_request = Local()


def remember(key, compute):
    """The value of ``compute()``, kept under ``key`` until the edition changes."""
    stamp = current_stamp()
    if stamp is None:
        return compute()
    kept_stamp, value = _kept.get(key, (None, None))
    if kept_stamp != stamp:
        value = compute()
        _kept[key] = (stamp, value)
    return value


def current_stamp():
    """The stamp of the edition, or None before the first publication."""
    if not getattr(_request, "inside", False):
        return read_stamp()
    if not hasattr(_request, "stamp"):
        _request.stamp = read_stamp()
    return _request.stamp


def read_stamp():
    return apps.get_model("cms", "Edition").objects.filter(pk=1).values_list("stamp", flat=True).first()


def renew(**kwargs):
    """Something was published, moved or withdrawn: what is remembered is stale."""
    apps.get_model("cms", "Edition").objects.update_or_create(pk=1, defaults={"stamp": uuid.uuid4()})
    forget_stamp()


def enter_request(**kwargs):
    forget_stamp()
    _request.inside = True


def leave_request(**kwargs):
    forget_stamp()
    _request.inside = False


def forget_stamp():
    if hasattr(_request, "stamp"):
        del _request.stamp
