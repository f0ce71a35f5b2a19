"""Makers of the access matrix for the addresses of ``privacy``: see tests/access_objects.py."""

from collections import namedtuple

Owned = namedtuple("Owned", "kwargs owner stranger")


SECRET = "5ecce7ab-0000-4000-8000-00000000face"


def _an_export(cast):
    from datetime import timedelta

    from django.utils import timezone

    from privacy.actions.exports import _hash
    from privacy.models import Export

    alice = cast("alice")
    export = Export.objects.create(
        owner=alice,
        state="ready",
        object_name="none/at-all",
        token_hash=_hash(SECRET),
        expires_at=timezone.now() + timedelta(days=1),
    )
    return Owned({"public_id": export.public_id, "token": SECRET}, alice, cast("outsider"))


def _a_request(cast):
    from privacy.actions.requests import ask

    return ask(person=cast("alice"), kind="question", part="other", text="Que gardez-vous ?")


def _own_request(cast):
    return Owned({"public_id": _a_request(cast).public_id}, cast("alice"), cast("outsider"))


def _somebodys_request(cast):
    return Owned({"public_id": _a_request(cast).public_id}, cast("administrator"), None)


def _a_person(cast):
    return Owned({"public_id": cast("alice").public_id}, cast("administrator"), None)


def _an_erasure(cast):
    from privacy.actions.erasures import plan

    erasure = plan(person=cast("alice"), actor=cast("alice"))
    return Owned({"public_id": erasure.public_id}, cast("administrator"), None)


OBJECTS = {
    "privacy:take": _an_export,
    "privacy:withdraw_request": _own_request,
    "privacy:answer": _somebodys_request,
    "privacy:erase_person": _a_person,
    "privacy:correct_person": _a_person,
    "privacy:stop_erasure": _an_erasure,
}
NO_OBJECT = {}
