"""Cases on their way, moved only by the verbs people have."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from viewflow.workflow.models import Task

from cases import actions as case_actions
from cases.models import Case, Ceremony
from cases.queries import own_pieces, pieces_of
from cases.requirements import requirement_of
from coworking.models import Resource
from coworking.seeds import ensure_ceremony_resources
from tests.cases.conftest import COUPLE, YES, couple, draft, paper, procedures  # noqa: F401
from tests.mandates.conftest import asked, terms  # noqa: F401
from workflows import actions, engine
from workflows.models import WorkItem

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def ready(couple, paper):  # noqa: F811
    """Every paper given, both consents given: only the sending is left."""
    give_papers(couple, paper)
    for party in couple.parties.all():
        case_actions.consent(party=party, actor=party.user)
    return Case.objects.get(pk=couple.pk)


@pytest.fixture
def sent(ready, alice):
    return actions.submit(case=ready, actor=alice)


@pytest.fixture
def hall(officiant):
    """The two rooms and the officiant's time."""
    ensure_ceremony_resources()
    return {
        "room": Resource.objects.get(code="salle-des-mariages"),
        "officiant": Resource.objects.get(user=officiant),
    }


@pytest.fixture
def to_plan(sent, volant, registrar, hall):
    """A marriage whose banns are over: the couple chooses."""
    check(sent, volant)
    actions.examine(task=task_of(sent), actor=registrar, outcome="authentic")
    time_passes(sent)
    return sent


@pytest.fixture
def planned(to_plan, alice, hall):
    actions.plan_ceremony(task=task_of(to_plan), actor=alice, starts_at=moment(40), **hall)
    return to_plan


@pytest.fixture
def confirmed(planned, alice, benoit):
    actions.reconfirm(task=task_of(planned), actor=alice)
    actions.reconfirm(task=task_of(planned), actor=benoit)
    return planned


def give_papers(case, paper):  # noqa: F811
    for party in case.parties.all():
        for piece in own_pieces(case, party):
            if piece.version_id is None or piece.state == "returned":
                version = paper(party.user, requirement_of(piece).document_type)
                case_actions.provide_piece(piece=piece, actor=party.user, version=version)


def check(case, agent, bad=None):
    """Sign the check; ``bad`` is ``{piece pk: remark}``."""
    bad = bad or {}
    case = Case.objects.get(pk=case.pk)
    verdicts = {piece.pk: (piece.pk not in bad, bad.get(piece.pk, "")) for piece in pieces_of(case)}
    actions.check_pieces(task=task_of(case), actor=agent, verdicts=verdicts)


def task_of(case):
    return WorkItem.objects.get(case_id=case.pk).task


def node_of(case):
    return WorkItem.objects.get(case_id=case.pk).node


def moment(days):
    """A weekday at ten, ``days`` or a little more from now."""
    day = timezone.localdate() + timedelta(days=days)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime(day.year, day.month, day.day, 10, tzinfo=PARIS)


def time_passes(case, node=None):
    """Bring the next deadline of the case to now, and let the clock do the rest."""
    timers = Task.objects.filter(process__case=case, status="SCHEDULED").order_by("scheduled")
    if node:
        timers = timers.filter(flow_task__endswith=f".{node}")
    Task.objects.filter(pk=timers.first().pk).update(scheduled=timezone.now())
    return engine.fire_due()


def day_has_come(case):
    now = timezone.now()
    Ceremony.objects.filter(case=case, state__in=["booked", "confirmed"]).update(starts_at=now, reconfirm_before=now)
