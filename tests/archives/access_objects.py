"""Makers of the access matrix for the addresses of ``archives``: see tests/access_objects.py."""

from tests.access_objects import Owned

OBJECTS = {}
NO_OBJECT = {}


def _other_lead(cast):
    """The team lead of another service: she passes the door, and the list is nothing to her."""
    from accounts.enums import Role
    from accounts.models import Membership

    housing = cast("housing")
    Membership.objects.create(user=housing, service=cast("services")["antenne-logement"], role=Role.TEAM_LEAD)
    return housing


def _old(cast):
    """A case sent, cancelled six years ago, with the rules that make it eligible."""
    from datetime import timedelta

    from django.utils import timezone

    from archives.seeds import ensure_rules
    from cases.models import Case
    from workflows import actions

    case = actions.cancel(case=cast("sent"), actor=cast("registrar"), reason="Doublon")
    ensure_rules()
    Case.objects.filter(pk=case.pk).update(closed_at=timezone.now() - timedelta(days=6 * 366))
    case.refresh_from_db()
    return case


def _a_list(cast):
    from archives import disposal
    from archives.models import ConservationRule

    case = _old(cast)
    rule = ConservationRule.objects.get(procedure__code="marriage", ending="stopped")
    return disposal.prepare(rule=rule, year=case.closed_at.year, actor=cast("archivist"))


def _a_leads_list(cast):
    return Owned({"public_id": _a_list(cast).public_id}, cast("lead"), _other_lead(cast))


def _an_archives_list(cast):
    return Owned({"public_id": _a_list(cast).public_id}, cast("archivist"), None)


for _name in ["list", "propose", "cancel", "list_pdf", "list_csv"]:
    OBJECTS[f"archives:{_name}"] = _a_leads_list
for _name in ["visa", "fetch", "make_again", "acknowledge"]:
    OBJECTS[f"archives:{_name}"] = _an_archives_list


def _a_closed_case(cast):
    return Owned({"public_id": _old(cast).public_id}, cast("lead"), _other_lead(cast))


def _a_hold(cast):
    from archives import holds

    archivist = cast("archivist")
    hold = holds.place(kind="person", target=cast("alice"), actor=archivist, reason="x", reference="x")
    return Owned({"public_id": hold.public_id}, archivist, None)


def _a_kind(cast):
    cast("procedures")
    return Owned({"code": "lease"}, cast("archivist"), None)


def _an_ending(cast):
    cast("procedures")
    return Owned({"code": "marriage", "ending": "stopped"}, cast("archivist"), None)


def _a_paper(cast):
    cast("procedures")
    document = cast("paper")(cast("alice"), "lease").document
    return Owned({"public_id": document.public_id}, cast("alice"), cast("outsider"))


OBJECTS["archives:case"] = _a_closed_case
OBJECTS["archives:hold"] = _a_hold
OBJECTS["archives:retention_rule"] = _a_kind
OBJECTS["archives:conservation_rule"] = _an_ending
OBJECTS["archives:keep"] = _a_paper
