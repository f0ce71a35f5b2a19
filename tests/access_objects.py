"""One maker per address with an object in it, for the access matrix.

Each app adds its own addresses here: ``OBJECTS["app:name"] = maker`` where ``maker(cast)`` builds a case of its own and
returns an ``Owned``:

* ``kwargs``: the arguments of the address, naming an object that exists;
* ``owner``: somebody who may open it (None when nobody but staff may);
* ``stranger``: somebody signed in, of the same kind, for whom it must not exist (404); None when every agent who passes
  the door may see it.

``cast`` gives the people of ``tests/conftest.py`` by name (``cast("alice")``) and makes them on demand. An address with
arguments that is missing from this table fails the matrix test, unless ``NO_OBJECT`` says why it needs none.
"""

import uuid
from importlib import import_module
from pathlib import Path
from typing import NamedTuple


class Owned(NamedTuple):
    kwargs: dict
    owner: object
    stranger: object


OBJECTS = {}
NO_OBJECT = {
    "cms:event_calendar": "the agenda is for everybody, as the pages it is made of",
    "cms:booklet": "the guide on paper is for everybody, as the pages it is made of",
    "cms:picture": "pictures of public pages are for everybody; originals have no address",
}


def missing(kwargs):
    """The same address for an object that does not exist."""
    return {name: _another(value) for name, value in kwargs.items()}


def _another(value):
    if isinstance(value, int):
        return 2**31 - 5
    try:
        uuid.UUID(str(value))
    except ValueError:
        return "n-existe-pas"
    return str(uuid.uuid4())


# accounts: every agent of the front desk may open any person's card, so there is no stranger.


def _a_person(cast):
    return Owned({"public_id": cast("alice").public_id}, cast("administrator"), None)


for _name in ["person", "renew_code", "add_membership", "remove_membership", "deactivate", "reactivate"]:
    OBJECTS[f"accounts:{_name}"] = _a_person


def _a_slip(cast):
    """Only the session that made the slip shows it: for everybody else it does not exist."""
    return Owned({"public_id": cast("alice").public_id}, None, cast("registrar"))


OBJECTS["accounts:slip"] = OBJECTS["accounts:letter"] = _a_slip


# cases: a file in preparation belongs to its parties; agents have pages of their own.


def _a_procedure(cast):
    from accounts.seeds import ensure_services
    from cases.definitions import ensure_procedures

    ensure_services()
    return ensure_procedures()[0]


def _a_public_procedure(cast):
    return Owned({"code": _a_procedure(cast).code}, cast("alice"), None)


OBJECTS["cases:procedure"] = OBJECTS["cases:start"] = _a_public_procedure


def a_draft(cast):
    """A case in preparation, of alice alone."""
    from cases import actions

    return actions.start_case(procedure=_a_procedure(cast), actor=cast("alice"))


def _a_draft(cast):
    return Owned({"public_id": a_draft(cast).public_id}, cast("alice"), cast("outsider"))


for _name in ["questions", "consent", "pieces", "invite", "resend_invitation", "revoke_invitation"]:
    OBJECTS[f"cases:{_name}"] = _a_draft


def _a_piece(cast):
    case = a_draft(cast)
    piece = case.pieces.get(requirement="identity")
    kwargs = {"public_id": case.public_id, "piece_id": piece.public_id}
    return Owned(kwargs, cast("alice"), cast("outsider"))


OBJECTS["cases:piece"] = OBJECTS["cases:photographs"] = OBJECTS["cases:take_back"] = _a_piece


def _a_piece_to_choose(cast):
    """Without a document named in the form there is nothing to choose: the address answers 404 to its owner too."""
    return _a_piece(cast)._replace(owner=None)


OBJECTS["cases:choose"] = _a_piece_to_choose


def _a_certificate(cast):
    from cases.models import Certificate
    from cases.tokens import new_code

    case = a_draft(cast)
    Certificate.objects.create(
        case=case, code=new_code(), facts={}, digest="", pdf=b"%PDF", issued_by=cast("registrar")
    )
    return Owned({"public_id": case.public_id}, cast("alice"), cast("outsider"))


OBJECTS["cases:certificate"] = _a_certificate


def _an_invitation(cast):
    """Whoever holds the link may open it."""
    from cases import actions

    _invitation, token = actions.invite(case=a_draft(cast), actor=cast("alice"), email="somebody@example.org")
    return Owned({"token": token}, cast("benoit"), None)


OBJECTS["cases:join"] = _an_invitation


def _a_code(cast):
    """Whoever holds the code may check."""
    from cases.models import Certificate

    made = _a_certificate(cast)
    code = Certificate.objects.get(case__public_id=made.kwargs["public_id"]).code
    return Owned({"code": code}, cast("alice"), None)


OBJECTS["cases:verify"] = _a_code


def _a_ruled_procedure(cast):
    return Owned({"code": _a_procedure(cast).code}, cast("lead"), cast("housing_lead"))


def _a_ruled_requirement(cast):
    return Owned({"code": _a_procedure(cast).code, "requirement": "identity"}, cast("lead"), cast("housing_lead"))


def _a_procedure_version(cast):
    return Owned({"code": _a_procedure(cast).code, "number": 1}, cast("lead"), cast("housing_lead"))


OBJECTS["cases:procedure_rules"] = _a_ruled_procedure
OBJECTS["cases:requirement_rules"] = _a_ruled_requirement
OBJECTS["cases:procedure_version"] = _a_procedure_version


# notifications


def _a_message(cast):
    from notifications.models import Message

    message = Message.objects.create(kind="phone_code", recipient=cast("alice"), context={"code": "1"})
    return Owned({"public_id": message.public_id}, cast("alice"), cast("outsider"))


def _a_delivery(cast):
    from notifications.models import Delivery, Message

    message = Message.objects.create(kind="phone_code", recipient=cast("alice"), context={"code": "1"})
    delivery = Delivery.objects.create(message=message, channel="email", state="failed")
    return Owned({"pk": delivery.pk}, cast("administrator"), None)


OBJECTS["notifications:message"] = OBJECTS["notifications:open"] = _a_message
OBJECTS["notifications:retry"] = _a_delivery


# vault


def _a_document(cast):
    cast("procedures")
    version = cast("paper")(cast("alice"), "identity-card")
    return Owned({"public_id": version.document.public_id}, cast("alice"), cast("outsider"))


def _a_version(cast):
    cast("procedures")
    version = cast("paper")(cast("alice"), "identity-card")
    return Owned({"public_id": version.public_id}, cast("alice"), cast("outsider"))


def _a_share(cast):
    from datetime import timedelta

    from django.utils import timezone

    from accounts.models import Service
    from vault.sharing import share

    cast("procedures")
    alice, until = cast("alice"), timezone.now() + timedelta(days=3)
    document = cast("paper")(alice, "identity-card").document
    service = Service.objects.get(code="antenne-logement")
    given = share(document=document, actor=alice, service=service, purpose="Logement", until=until)
    return Owned({"public_id": given.public_id}, alice, cast("outsider"))


def _a_copy(cast):
    from vault.models import Binder, Evidence

    cast("procedures")
    version = cast("paper")(cast("alice"), "identity-card")
    copy = Evidence.objects.create(
        binder=Binder.objects.create(),
        source=version,
        subject=cast("alice"),
        type=version.document.type,
        label="x",
        object_name="none/at-all",
        file_name="x.pdf",
        content_type="application/pdf",
        size=1,
    )
    return Owned({"public_id": copy.public_id}, cast("alice"), cast("outsider"))


def _an_upload(cast):
    from vault.resumable import begin

    upload = begin(sender=cast("alice"), file_name="a.pdf", size=10)
    return Owned({"public_id": upload.public_id}, cast("alice"), cast("outsider"))


OBJECTS["vault:piece"] = _an_upload
for _name in ["document", "replace", "rename", "delete", "share"]:
    OBJECTS[f"vault:{_name}"] = _a_document
OBJECTS["vault:end_share"] = _a_share
OBJECTS["vault:copy"] = _a_copy
OBJECTS["vault:download"] = OBJECTS["vault:look"] = _a_version


def _a_page(cast):
    from vault.models import Preview

    cast("procedures")
    version = cast("paper")(cast("alice"), "identity-card")
    Preview.objects.create(version=version, page=1, object_name=f"none/{version.pk}", size=1, width=1, height=1)
    return Owned({"public_id": version.public_id, "number": 1}, cast("alice"), cast("outsider"))


OBJECTS["vault:page"] = _a_page


def _a_kind(cast):
    cast("procedures")
    return Owned({"code": "passport"}, cast("administrator"), None)


OBJECTS["vault:kind"] = OBJECTS["vault:use_kind"] = _a_kind


# workflows


def _a_residents_case(cast):
    return Owned({"public_id": cast("sent").public_id}, cast("alice"), cast("outsider"))


def _a_residents_task(cast):
    case = cast("to_plan")
    return Owned({"public_id": case.public_id, "task_id": _task(case)}, cast("alice"), cast("outsider"))


def _an_agents_case(cast):
    return Owned({"public_id": cast("sent").public_id}, cast("volant"), cast("housing"))


def _an_agents_piece(cast):
    case = cast("sent")
    piece = case.pieces.first()
    return Owned({"public_id": case.public_id, "piece_id": piece.public_id}, cast("volant"), cast("housing"))


def _an_agents_task(cast):
    return Owned({"task_id": _task(cast("sent"))}, cast("volant"), cast("housing"))


def _task(case):
    from workflows.models import WorkItem

    return WorkItem.objects.filter(case=case).latest("pk").task_id


for _name in ["case", "annotate", "withdraw", "booklet", "booklet_pdf", "submit"]:
    OBJECTS[f"workflows:{_name}"] = _a_residents_case
for _name in ["resident_task", "decline"]:
    OBJECTS[f"workflows:{_name}"] = _a_residents_task
for _name in ["agent_case", "adjust", "cancel", "note", "message"]:
    OBJECTS[f"workflows:{_name}"] = _an_agents_case


def _a_leads_case(cast):
    return Owned({"public_id": cast("sent").public_id}, cast("lead"), cast("housing"))


def _an_added_step(cast):
    from cases.models import StepAdjustment

    case, lead = cast("sent"), cast("lead")
    step = StepAdjustment.objects.create(case=case, change="added", milestone="examination", title="x", author=lead)
    return Owned({"public_id": case.public_id, "adjustment_id": step.pk}, lead, cast("housing"))


def _a_certified_case(cast):
    from cases.models import Certificate

    case, lead = cast("sent"), cast("lead")
    facts = {"people": ["Alice"]}
    Certificate.objects.create(case=case, code="ABCDEFGHIJKL", facts=facts, digest="0" * 64, pdf=b"x", issued_by=lead)
    return Owned({"public_id": case.public_id}, lead, cast("housing"))


OBJECTS["workflows:move"] = _a_leads_case
OBJECTS["workflows:finish_step"] = _an_added_step
OBJECTS["workflows:revoke_certificate"] = _a_certified_case
for _name in ["agent_piece", "deposit"]:
    OBJECTS[f"workflows:{_name}"] = _an_agents_piece
for _name in ["task", "claim", "release", "reassign"]:
    OBJECTS[f"workflows:{_name}"] = _an_agents_task


# Apps that keep their makers beside their own tests.
for _app in sorted(path.parent.name for path in Path(__file__).parent.glob("*/access_objects.py")):
    _makers = import_module(f"tests.{_app}.access_objects")
    OBJECTS |= _makers.OBJECTS
    NO_OBJECT |= _makers.NO_OBJECT
