"""Writes about rules: keeping them, starting them, replaying, and what agents do with the tasks they gave."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from accounts.models import User
from cms import memory
from journal.actions import record

from . import conditions, events, queries, rules, running
from .models import Rule, Run


class Changed(Exception):
    """Somebody else changed the rule in the meantime."""


class AlreadyReplayed(Exception):
    """Somebody else replayed this run."""


def require_writer(actor):
    if not rules.writes_rules(actor):
        raise PermissionDenied


@transaction.atomic
def save(*, rule, steps, actor, version=None):
    """Keep a rule with its steps (unsaved or known, in order); raise Changed when ``version`` is no longer the last.

    Whoever saves answers for it: from then on it does what that person may do.
    """
    require_writer(actor)
    if rule.pk:
        known = Rule.objects.select_for_update().get(pk=rule.pk).version
        if known != version:
            raise Changed
        rule.version = known + 1
    rule.owner, rule.changed_at = actor, timezone.now()
    if rule.is_active:
        rule.suspended_at = None
    rule.save()
    keep_steps(rule, steps)
    memory.renew()
    record("automation.rule_saved", actor=actor, target=rule, data={"event": rule.event, "is_active": rule.is_active})
    return rule


def keep_steps(rule, steps):
    rule.steps.exclude(pk__in=[step.pk for step in steps if step.pk]).delete()
    for position, step in enumerate(steps):
        step.rule, step.position = rule, position
        step.save()


@transaction.atomic
def switch(*, rule, on, actor):
    """Put a rule into service, or to rest."""
    require_writer(actor)
    rule = running.lock(rule)
    if rule.is_active == on:
        return rule
    rule.is_active, rule.suspended_at = on, None
    if on:
        rule.owner = actor
    rule.save(update_fields=["is_active", "suspended_at", "owner"])
    memory.renew()
    record("automation.started" if on else "automation.stopped", actor=actor, target=rule)
    return rule


@transaction.atomic
def delete(*, rule, actor):
    require_writer(actor)
    record("automation.rule_deleted", actor=actor, target=rule)
    rule.delete()
    memory.renew()


@transaction.atomic
def replay(*, run, actor):
    """Do again, with the rule as it is now, what this run could not do; what it did is not done twice."""
    require_writer(actor)
    run = Run.objects.select_for_update().get(pk=run.pk)
    if not run.may_be_replayed:
        raise AlreadyReplayed
    happening = queries.happening_of(run)
    if happening is None:
        return None
    rule = running.lock(run.rule)
    done = {each["step"] for each in run.outcomes if each["ok"]}
    record("automation.replayed", actor=actor, target=rule, data={"run": run.pk})
    chain = running.chain_of(happening)
    return running.execute(rule, happening, chain=chain, asked_by=actor, replay_of=run, done=done)


@transaction.atomic
def run_everywhere(*, rule, actor):
    """Ask the worker to run a rule on every page that it concerns now; how many there are."""
    require_writer(actor)
    pages, _more = queries.concerned(rule)
    batch = str(uuid.uuid4())
    job = jobs.configure_task("automation.run_on_page", queue="messages")
    if pages:
        about = {"rule_id": rule.pk, "asked_by": actor.pk, "batch": batch}
        job.batch_defer(*[{**about, "page_id": page.pk} for page in pages])
    record("automation.ran_everywhere", actor=actor, target=rule, data={"pages": len(pages), "batch": batch})
    return len(pages)


@transaction.atomic
def run_on_page(*, rule_id, page_id, asked_by, batch):
    """One page of ``run_everywhere``, if it still is concerned; a job that comes twice does it once."""
    rule, page = queries.rule(rule_id), queries.page(page_id)
    actor = User.objects.filter(pk=asked_by, is_active=True).first()
    if not (rule and page and actor and rules.writes_rules(actor)):
        return None
    rule = running.lock(rule)
    happening = events.of_page(page)
    if not conditions.hold(rule, happening) or rule.runs.filter(batch=batch, target_id=str(page.pk)).exists():
        return None
    return running.execute(rule, happening, asked_by=actor, batch=batch)


@transaction.atomic
def untag(*, tag, actor):
    record("automation.untagged", actor=actor, target=tag.page, data={"tag": tag.pk})
    tag.delete()


@transaction.atomic
def finish(*, todo, actor):
    """Say that a task is done; whether this is what did it, and not a colleague's word a moment before."""
    locked = queries.lock_todo(todo)
    if locked.done_at:
        return False
    locked.done_at, locked.done_by = timezone.now(), actor
    locked.save(update_fields=["done_at", "done_by"])
    record("automation.todo_done", actor=actor, target=locked)
    return True


@transaction.atomic
def reopen(*, todo, actor):
    locked = queries.lock_todo(todo)
    if not locked.done_at:
        return
    locked.done_at = locked.done_by = None
    locked.save(update_fields=["done_at", "done_by"])
    record("automation.todo_reopened", actor=actor, target=locked)
