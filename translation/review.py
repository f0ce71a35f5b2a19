"""Translations written in Wagtail's editor go through a review of their own, under the front door of each language."""

from django.contrib.auth.models import Group
from wagtail.models import Workflow, WorkflowPage, WorkflowTask

from cms.enums import REVIEWERS

from .models import SecondPerson

NAME = "Relecture d’une traduction"


def ensure_second_person(front_door):
    """Idempotent; a review that somebody chose for this page stays."""
    workflow, _made = Workflow.objects.get_or_create(name=NAME)
    task, _made = SecondPerson.objects.get_or_create(name=NAME)
    task.groups.set(Group.objects.filter(name=REVIEWERS))
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})
    WorkflowPage.objects.get_or_create(page_id=front_door.pk, defaults={"workflow": workflow})
