"""What the town hall changes of a procedure: each change is a new version, and cases begun keep theirs."""

from django.db import transaction

from accounts import policy
from cases.definitions import add_version, latest
from cases.models import Procedure
from cases.revisions import all_rules, applied, changes_between
from journal.actions import record


class ChangedMeanwhile(Exception):
    """A newer version was published since the page was opened."""


@transaction.atomic
def change_rules(*, procedure, actor, seen, requirement, rules, reason):
    """Publish a version in which ``requirement`` has these ``rules``; give it, or None when nothing changes.

    ``seen`` is the number of the version the change was decided on. Raises ``ChangedMeanwhile``.
    """
    procedure, newest = _held(procedure, actor, seen)
    before = all_rules(newest.definition)[requirement]
    if rules == before:
        return None
    changes = {**newest.changes, requirement: rules}
    version = _published(procedure, newest, actor, reason, changes, applied(newest.definition, {requirement: rules}))
    told = {"requirement": requirement, "before": _facts(before), "after": _facts(rules)}
    _record("procedure.changed", procedure, actor, reason, {"version": version.number, **told})
    return version


@transaction.atomic
def restore_rules(*, procedure, actor, seen, number, reason):
    """Publish a version with the rules that version ``number`` had; None when they are those of now."""
    procedure, newest = _held(procedure, actor, seen)
    former = procedure.versions.get(number=number)
    definition = applied(newest.definition, all_rules(former.definition))
    if definition == newest.definition:
        return None
    same_text = former.shipped_digest == newest.shipped_digest
    moved = changes_between(newest.definition, definition)
    changes = former.changes if same_text else {**newest.changes, **moved}
    version = _published(procedure, newest, actor, reason, changes, definition)
    told = {"version": version.number, "like": number, "requirements": sorted(moved)}
    _record("procedure.restored", procedure, actor, reason, told)
    return version


def _held(procedure, actor, seen):
    procedure = Procedure.objects.select_for_update(of=["self"]).select_related("service").get(pk=procedure.pk)
    policy.require(actor, "cases.change_rules", procedure)
    newest = latest(procedure)
    if newest.number != seen:
        raise ChangedMeanwhile
    return procedure, newest


def _published(procedure, newest, actor, reason, changes, definition):
    return add_version(
        procedure,
        definition=definition,
        changes=changes,
        shipped_digest=newest.shipped_digest,
        author=actor,
        reason=reason,
    )


def _record(verb, procedure, actor, reason, told):
    record(verb, actor=actor, target=procedure, reason=reason, data={"procedure": procedure.code, **told})


def _facts(rules):
    return {"types": rules["types"], "ages": rules["ages"]}
