"""Procedures shipped as data files, checked when loaded, published as immutable versions."""

import hashlib
import json
import tomllib
from pathlib import Path

from django.db import transaction
from django.db.models import Max

from accounts.models import Service
from vault.models import DocumentType
from vault.seeds import ensure_document_types

from .conditions import questions_in
from .models import Procedure, ProcedureVersion
from .revisions import applied, still_fitting

FOLDER = Path(__file__).parent / "procedures"
SHIPPED = ["marriage", "pacs"]
KINDS = {"choice", "yesno", "date", "text"}
SCREENS = {"you", "home", "couple"}
SCOPES = {"common", "party"}
LANGUAGES = ["fr", "en", "ar", "zh-hans", "wo", "bm"]


class InvalidDefinition(ValueError):
    """A definition that cannot be published; the message says where and why."""


def read(code: str) -> dict:
    """The definition of a shipped procedure, with the shared questions and requirements it names put in place."""
    shared = tomllib.loads((FOLDER / "shared.toml").read_text())
    own = tomllib.loads((FOLDER / f"{code}.toml").read_text())
    for part in ("questions", "requirements"):
        library = {item["code"]: item for item in shared[part]}
        own[part] = [{**library.get(item["code"], {}), **item} for item in own[part]]
    validate(own)
    return own


def validate(definition: dict) -> None:
    """Raise ``InvalidDefinition`` unless every code, condition and text is sound."""
    asked = {}
    for question in definition["questions"]:
        _check_question(question, asked)
        asked[question["code"]] = question["scope"]
    codes = [item["code"] for item in definition["requirements"]]
    if len(codes) != len(set(codes)):
        raise InvalidDefinition(f"{definition['code']}: a requirement is there twice")
    for item in definition["requirements"]:
        _check_requirement(item, asked)
    for check in definition.get("checks", []):
        _check_condition(check["code"], check["any_party"], asked)
        _check_texts(check["code"], check, "message")


def _check_question(question, asked):
    code = question["code"]
    if (
        code in asked
        or question.get("kind") not in KINDS
        or question.get("scope") not in SCOPES
        or question.get("screen") not in SCREENS
    ):
        raise InvalidDefinition(f"question {code}: there twice, or kind or scope unknown")
    _check_texts(code, question, "label")
    _check_condition(code, question.get("show_if"), asked)
    if (question["kind"] == "choice") != bool(question.get("choices")):
        raise InvalidDefinition(f"question {code}: choices go with kind choice")
    for choice in question.get("choices", []):
        _check_texts(f"{code}.{choice['value']}", choice, "label")


def _check_requirement(item, asked):
    code = item["code"]
    if item.get("scope") not in SCOPES or not item.get("document_type"):
        raise InvalidDefinition(f"requirement {code}: no scope or document type")
    for field in ("title", "why", "example"):
        _check_texts(code, item, field)
    conditions = [item.get("when"), *(rule.get("when") for rule in item.get("max_age", []))]
    for condition in conditions:
        _check_condition(code, condition, asked)
        own = [question for question in questions_in(condition) if asked[question] == "party"]
        if own and item["scope"] == "common":
            raise InvalidDefinition(f"requirement {code}: a common paper cannot depend on one person's {own}")


def _check_texts(code, item, field):
    missing = [language for language in LANGUAGES if not item.get(field, {}).get(language)]
    if missing:
        raise InvalidDefinition(f"{code}: {field} is missing in {', '.join(missing)}")


def _check_condition(code, condition, asked):
    unknown = questions_in(condition) - set(asked)
    if unknown:
        raise InvalidDefinition(f"{code}: looks at {', '.join(sorted(unknown))}, not asked before it")


@transaction.atomic
def ensure_procedures() -> list[Procedure]:
    """Create or refresh the shipped procedures; a new version only where the definition changed."""
    ensure_document_types()
    for item in tomllib.loads((FOLDER / "shared.toml").read_text())["document_types"]:
        fields = {"names": item["names"], "pictogram": item["pictogram"]}
        DocumentType.objects.get_or_create(code=item["code"], defaults=fields)
    return [publish(read(code)) for code in SHIPPED]


@transaction.atomic
def publish(definition: dict) -> Procedure:
    """The procedure of a shipped ``definition``, with a new version when what is shipped has changed.

    What the town hall chose stays: its settings, and for each paper the rules that still fit.
    """
    validate(definition)
    procedure, _created = Procedure.objects.get_or_create(
        code=definition["code"],
        defaults={
            "service": Service.objects.get(code=definition["service"]),
            "names": definition["names"],
            "summaries": definition["summaries"],
            "pictogram": definition["pictogram"],
            "flow": definition["flow"],
            "legal_effect": definition["legal_effect"],
            "settings": definition["settings"],
            "position": definition["position"],
        },
    )
    Procedure.objects.select_for_update().get(pk=procedure.pk)
    newest, digest = latest(procedure), digest_of(definition)
    if newest is None or newest.shipped_digest != digest:
        changes = still_fitting(newest.changes, definition) if newest else {}
        add_version(procedure, definition=applied(definition, changes), changes=changes, shipped_digest=digest)
    return procedure


def add_version(procedure: Procedure, **fields) -> ProcedureVersion:
    """The next version of a procedure, which the caller holds. Raises ``InvalidDefinition``."""
    validate(fields["definition"])
    number = (procedure.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    return ProcedureVersion.objects.create(procedure=procedure, number=number, **fields)


def digest_of(definition: dict) -> str:
    """SHA-256 of a definition, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(definition, sort_keys=True).encode()).hexdigest()


def latest(procedure: Procedure) -> ProcedureVersion:
    """The version that new cases begin with."""
    return procedure.versions.first()
