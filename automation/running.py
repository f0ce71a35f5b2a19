"""A rule in action: once for each line of the log, never in a circle; a step that fails leaves the others theirs."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from accounts.enums import Role
from accounts.models import User
from cms import memory
from journal.actions import identifier_of, marked, record, type_of
from journal.models import Entry
from notifications.actions import send

from . import conditions, events, steps
from .enums import DEEPEST, State
from .models import Rule, Run

logger = logging.getLogger(__name__)
CHAIN = "rules"  # under this name, lines of the log written by rules say which
SUSPENDED = "automation_suspended"


def hear(entry):
    """Called for each line of the log, in its transaction: a job, where some rule waits for this."""
    if entry.verb in events.KNOWN and entry.verb in verbs_waited_for():
        jobs.configure_task("automation.follow", queue="messages").defer(entry_id=entry.pk)


def verbs_waited_for():
    """The verbs for which some rule is active, remembered until a rule changes."""
    return memory.remember("automation.verbs", read_verbs)


def read_verbs():
    waited = Rule.objects.filter(is_active=True).values_list("event", flat=True).distinct()
    return frozenset().union(*(events.VERBS[event] for event in waited))


def follow(entry_id):
    """Let every active rule that waits for this line run, in order, each in a transaction of its own."""
    entry = Entry.objects.filter(pk=entry_id).first()
    happening = entry and events.of_entry(entry)
    if happening is None:
        return
    waiting = Rule.objects.filter(is_active=True, event__in=events.of_verb(entry.verb))
    for rule in waiting.select_related("place", "service", "author_service", "owner"):
        if run_once(rule, happening) and rule.stop_after:
            return


@transaction.atomic
def run_once(rule, happening):
    """Run one rule for a line of the log; whether it was concerned. Done already, it does nothing more."""
    rule = lock(rule)
    if not rule.is_active or not conditions.hold(rule, happening):
        return Run.objects.filter(rule=rule, entry_id=happening.entry.pk).exists()
    if Run.objects.filter(rule=rule, entry_id=happening.entry.pk, replay_of=None).exists():
        return True
    chain = chain_of(happening)
    if code := stopped_because(rule, chain):
        keep(rule, happening, State.STOPPED, [outcome(None, code)], chain)
        return True
    execute(rule, happening, chain=chain)
    return True


def lock(rule):
    """The rule as it is now; its runs wait for one another, so that their number in an hour is right."""
    locked = Rule.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("place", "service", "author_service", "owner").get(pk=rule.pk)


def chain_of(happening):
    return list(happening.entry.data.get(CHAIN, [])) if happening.entry else []


def stopped_because(rule, chain):
    """A code of ``steps.REASONS`` when the rule must not run: it would turn in a circle."""
    if rule.pk in chain:
        return "loop"
    if len(chain) >= DEEPEST:
        return "deep"
    if is_too_often(rule):
        suspend(rule)
        return "often"
    return ""


def is_too_often(rule):
    hour = timezone.now() - timedelta(hours=1)
    return rule.runs.filter(at__gte=hour, entry_id__isnull=False).count() >= settings.AUTOMATION_RUNS_PER_HOUR


def suspend(rule):
    """Stop a rule that runs wild, and tell the administrators."""
    rule.is_active, rule.suspended_at = False, timezone.now()
    rule.save(update_fields=["is_active", "suspended_at"])
    memory.renew()
    record("automation.suspended", actor=None, target=rule)
    for person in User.objects.filter(memberships__role=Role.ADMINISTRATOR, is_active=True).distinct():
        context = {"rule": rule.name, "most": settings.AUTOMATION_RUNS_PER_HOUR}
        send(SUSPENDED, recipient=person, context=context, url=address_of(rule), target=rule)


def address_of(rule):
    return reverse("automation:rule", args=[rule.pk])


def execute(rule, happening, *, chain=(), asked_by=None, replay_of=None, done=(), batch=""):
    """Do the steps whose key is not in ``done``, each apart from the others, and keep what came of each."""
    chain = [*chain, rule.pk]
    with marked(**{CHAIN: chain}):
        outcomes = [
            outcome(step, "") if step.pk in done else attempt(rule, step, happening) for step in rule.steps.all()
        ]
        state = State.DONE if all(each["ok"] for each in outcomes) else State.FAILED
        run = keep(rule, happening, state, outcomes, chain[:-1], asked_by=asked_by, replay_of=replay_of, batch=batch)
        data = {"run": run.pk, "rule": rule.pk, "state": str(state)}
        record("automation.ran", actor=None, target=happening.thing, data=data)
    return run


def attempt(rule, step, happening):
    """One step in a savepoint: what fails is undone, and does not take the others along."""
    step.rule = rule
    try:
        with transaction.atomic():
            require_owner(rule)
            steps.perform(step, happening)
    except steps.CannotDo as error:
        return outcome(step, error.code)
    except Exception as error:
        if is_passing(error):
            raise
        logger.exception("rule %s, step %s", rule.pk, step.pk)
        return outcome(step, "fault")
    return outcome(step, "")


def is_passing(error):
    """Whether the same job will do better later: the database was away, or two changes crossed."""
    return isinstance(error, OperationalError | InterfaceError)


def require_owner(rule):
    if not (rule.owner and rule.owner.is_active and rule.owner.is_administrator):
        raise steps.CannotDo("owner")


def outcome(step, code):
    return {"step": step.pk if step else None, "act": step.act if step else "", "ok": not code, "note": code}


def keep(rule, happening, state, outcomes, chain, *, asked_by=None, replay_of=None, batch=""):
    return Run.objects.create(
        rule=rule,
        entry_id=happening.entry.pk if happening.entry else None,
        target_type=type_of(happening.thing),
        target_id=identifier_of(happening.thing),
        state=state,
        outcomes=outcomes,
        depth=len(chain),
        asked_by=asked_by,
        replay_of=replay_of,
        batch=batch,
    )
