"""The small public site, and rules written by the administrator."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from automation import actions, running
from automation.models import Rule, Step
from journal.models import Entry
from tests.cases.conftest import couple, draft, paper, procedures  # noqa: F401
from tests.cms.conftest import module_site, site  # noqa: F401
from tests.workflows.conftest import ready, sent  # noqa: F401


@pytest.fixture
def page(site):  # noqa: F811
    return site("fr", "accessibilite")


@pytest.fixture
def write(administrator):
    """``write("published", {"act": "tag", "tag": "neuf"}, language="fr")``: a rule in service."""
    from cms.groups import follow_roles

    follow_roles(administrator)

    def make(event, *steps, **fields):
        count = Rule.objects.count()
        rule = Rule(**{"name": f"Règle {count}", "event": event, "is_active": True, **fields})
        return actions.save(rule=rule, steps=[Step(**step) for step in steps], actor=administrator)

    return make


@pytest.fixture
def publish(editor):
    """Publish a page again, as its editor."""

    def now(page, actor=editor):
        page.save_revision(user=actor).publish(user=actor, skip_permission_checks=True)
        return Entry.objects.filter(verb="page.publish").latest("id")

    return now


def jobs():
    return ProcrastinateJob.objects.filter(task_name="automation.follow", status="todo").order_by("id")


@pytest.fixture
def work():
    """Let the worker follow every line that waits, those that rules write included; how many lines that was."""

    def follow():
        seen = set()
        while waiting := [job for job in jobs() if job.pk not in seen]:
            for job in waiting:
                seen.add(job.pk)
                running.follow(**job.args)
        return len(seen)

    return follow
