"""Makers of the access matrix for the addresses of ``mandates``: see tests/access_objects.py."""

from datetime import timedelta

from django.utils import timezone

NO_OBJECT = {"mandates:refuse": "the secret of the link is the right"}


def _owned(cast, mandate, name="public_id"):
    from tests.access_objects import Owned

    return Owned({name: mandate.public_id}, mandate.helper, cast("outsider"))


def _active(cast, acts=("read_papers", "add_papers"), everything=("papers",)):
    from mandates import actions

    cast("procedures")
    until = timezone.now() + timedelta(days=9)
    terms = {"acts": acts, "everything": everything, "until": until}
    asked = actions.give(giver=cast("alice"), to=cast("benoit").email, **terms)
    return actions.accept(mandate=asked, actor=cast("benoit"))


def _an_active(cast):
    return _owned(cast, _active(cast))


def _an_asked(cast):
    from mandates import actions

    until = timezone.now() + timedelta(days=9)
    terms = {"acts": ["add_papers"], "until": until}
    return _owned(cast, actions.give(giver=cast("alice"), to=cast("benoit").email, **terms))


def _a_coded(cast):
    from mandates import actions

    until = timezone.now() + timedelta(days=9)
    cast("alice")
    return _owned(
        cast, actions.ask_by_code(helper=cast("benoit"), whom="alice@example.org", acts=["add_papers"], until=until)
    )


def _a_room(cast):
    return _owned(cast, _active(cast), "mandate_id")


def _a_room_of_cases(cast):
    return _owned(cast, _active(cast, acts=["prepare"], everything=["cases"]), "mandate_id")


def _a_person(cast):
    from tests.access_objects import Owned

    return Owned({"public_id": cast("alice").public_id}, cast("volant"), None)


def _one_for_the_desk(cast):
    from tests.access_objects import Owned

    return Owned({"public_id": _active(cast).public_id}, cast("volant"), None)


OBJECTS = {
    **{f"mandates:{name}": _an_active for name in ("mandate", "end", "helping")},
    "mandates:answer": _an_asked,
    "mandates:code": _a_coded,
    **{f"vault:{name}": _a_room for name in ("helped_documents", "helped_upload")},
    "cases:helped_cases": _a_room_of_cases,
    **{f"mandates:{name}": _a_person for name in ("record", "form_pdf", "of_person")},
    "mandates:end_at_counter": _one_for_the_desk,
}
