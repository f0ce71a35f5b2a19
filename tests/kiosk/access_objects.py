"""Makers of the access matrix for the addresses of ``kiosk``: see tests/access_objects.py.

A counter's own addresses answer its enrolled computer only: for every other browser, signed in or not, a counter that
exists and one that does not are the same page, with status 404.
"""

OBJECTS = {}
NO_OBJECT = {}


def _owned(kwargs, owner, stranger):
    from tests.access_objects import Owned

    return Owned(kwargs, owner, stranger)


def a_kiosk():
    from kiosk.models import Kiosk

    return Kiosk.objects.create(code="hall", name="Hall")


def _a_counter(cast):
    return _owned({"code": a_kiosk().code}, None, cast("outsider"))


def _a_managed_counter(cast):
    return _owned({"code": a_kiosk().code}, cast("administrator"), None)


def _a_computer(cast):
    from kiosk.models import Device

    device = Device.objects.create(kiosk=a_kiosk(), secret_digest="0" * 64)
    return _owned({"code": "hall", "public_id": device.public_id}, cast("administrator"), None)


def _a_person_to_help(cast):
    return _owned({"code": a_kiosk().code, "public_id": cast("alice").public_id}, cast("administrator"), None)


def _a_person_at_some_counter(cast):
    return _owned({"public_id": cast("alice").public_id}, cast("administrator"), None)


for _name in ["home", "language", "card", "card_picture", "secret", "text", "beside", "enter"]:
    OBJECTS[f"kiosk:{_name}"] = _a_counter
for _name in ["status", "stay", "more_time", "end", "scans", "call"]:
    OBJECTS[f"kiosk:{_name}"] = _a_counter
for _name in ["kiosk", "change", "pair", "search", "close", "go"]:
    OBJECTS[f"kiosk:{_name}"] = _a_managed_counter
OBJECTS["kiosk:revoke"] = _a_computer
OBJECTS["kiosk:help"] = _a_person_to_help
OBJECTS["kiosk:choose"] = _a_person_at_some_counter
