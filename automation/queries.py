"""Reads about rules, their runs, and the tasks they gave."""

from django.db.models import Count, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import ngettext
from wagtail.models import Page

from accounts.models import Service
from journal.models import Entry
from workflows.elsewhere import Waiting

from . import conditions, events, steps
from .enums import MOST_AT_ONCE, State
from .models import Rule, Run, Todo

DONE_SHOWN = 10
EVENTS_TO_TRY = 20


def rules_listed():
    """Every rule with ``failed`` (runs to take up again) and ``last_run``, in two queries with the steps."""
    last = Run.objects.filter(rule=OuterRef("pk")).order_by("-id").values("at")[:1]
    failed = Count("runs", filter=Q(runs__state=State.FAILED, runs__replay=None))
    found = Rule.objects.annotate(last_run=Subquery(last), failed=failed)
    return found.select_related("place", "service", "procedure", "author_service", "owner").prefetch_related(*STEPS)


STEPS = ("steps__service", "steps__person", "steps__target")


def rule(key):
    return Rule.objects.select_related("place", "service", "author_service", "owner").filter(pk=key).first()


def page(key):
    return Page.objects.filter(pk=key, depth__gt=1).first()


def summary(rule):
    """What a rule says: ``{"when", "if", "do"}``."""
    return {
        "when": rule.get_event_display(),
        "if": conditions.sentences(rule),
        "do": [steps.sentence(step) for step in rule.steps.all()],
    }


def runs(rule=None, state=""):
    """Runs, the last first."""
    found = Run.objects.select_related("rule", "asked_by", "replay")
    found = found.filter(rule=rule) if rule else found
    return found.filter(state=state) if state else found


def happening_of(run):
    """What a run was about, or None when it is no longer there."""
    entry = Entry.objects.filter(pk=run.entry_id).first() if run.entry_id else None
    if entry:
        return events.of_entry(entry)
    found = page(run.target_id)
    return events.of_page(found) if found else None


def outcomes(run):
    """``[{"words", "ok", "note"}, ...]`` for people."""
    known = {step.pk: steps.sentence(step) for step in run.rule.steps.select_related("service", "person", "target")}
    acts = dict(steps.Act.choices)
    return [
        {
            "words": known.get(each["step"]) or acts.get(each["act"], ""),
            "ok": each["ok"],
            "note": steps.REASONS.get(each["note"], ""),
        }
        for each in run.outcomes
    ]


def past_events(rule):
    """The last lines of the log that the rule would have waited for."""
    return Entry.objects.filter(verb__in=events.VERBS[rule.event]).order_by("-id")[:EVENTS_TO_TRY]


def rehearse(rule, happening):
    """What a rule would say and do, without doing it: ``{"answers", "holds", "steps": [(words, problem)]}``."""
    answers = conditions.judge(rule, happening)
    return {
        "title": happening.title,
        "answers": answers,
        "holds": all(answer.holds for answer in answers),
        "steps": [(steps.sentence(step), problem(rule, step, happening)) for step in rule.steps.all()],
    }


def problem(rule, step, happening):
    step.rule = rule
    try:
        steps.check(step, happening)
    except steps.CannotDo as error:
        return steps.REASONS[error.code]
    return ""


def concerned(rule):
    """``(pages, whether there are more)`` of the pages of the site for which every condition of a rule holds now."""
    pages = Page.objects.filter(depth__gt=1, alias_of=None).order_by("path").select_related("owner", "locale")
    if rule.place_id:
        pages = pages.descendant_of(rule.place, inclusive=True)
    found = []
    for each in pages.specific().iterator(chunk_size=200):
        if conditions.hold(rule, events.of_page(each)):
            found.append(each)
        if len(found) > MOST_AT_ONCE:
            break
    return found[:MOST_AT_ONCE], len(found) > MOST_AT_ONCE


def todos_of(user):
    """The tasks that rules gave to an agent or to the services where she works."""
    services = Service.objects.filter(code__in={code for code, _role in user.roles})
    return Todo.objects.filter(Q(person=user) | Q(service__in=services)).select_related("service", "person", "done_by")


def lock_todo(todo):
    return Todo.objects.select_for_update(of=("self",)).get(pk=todo.pk)


def waiting(user):
    """What the inbox says of them."""
    count = todos_of(user).filter(done_at=None).count() if user.roles else 0
    sentence = ngettext(
        "%(count)d chose à faire ou à savoir vous attend.",
        "%(count)d choses à faire ou à savoir vous attendent.",
        count,
    )
    return [Waiting(sentence % {"count": count}, reverse("automation:todos"))] if count else []
