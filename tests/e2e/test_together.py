"""Two agents on one task, each at a browser: one wins, the other is told kindly."""

import pytest

from workflows.models import WorkItem

from .steps import judge

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_two_agents_take_one_task_and_one_is_told_who_has_it(town_hall, sent, cast):
    task = f"/agent/taches/{WorkItem.objects.get(case=sent).task_id}/"
    volant, registrar = cast("agent-volant"), cast("registrar")
    for agent in (volant, registrar):
        agent.open(task)
    volant.press("Je m’en occupe")
    registrar.press("Je m’en occupe")
    registrar.reads("Quelqu’un a été plus rapide")
    registrar.reads("Viviane Lopez")
    registrar.look("task-taken")
    assert registrar.page.reload().status == 409
    registrar.follow("Revenir à mes tâches")
    assert WorkItem.objects.get(case=sent).owner.username == "agent-volant"


def test_a_task_done_in_one_window_is_told_in_the_other(town_hall, sent, cast):
    task = f"/agent/taches/{WorkItem.objects.get(case=sent).task_id}/"
    volant = cast("agent-volant")
    volant.open(task)
    volant.press("Je m’en occupe")
    other = volant.another_window()
    other.open(task)
    judge(volant)
    judge(other)
    other.reads("C’est déjà fait")
    other.look("task-done")
