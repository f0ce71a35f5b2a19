"""Translations written in Wagtail's editor go through a review of their own, under the front door of each language."""

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _
from wagtail.models import Workflow, WorkflowPage, WorkflowTask

from cms.enums import REVIEWERS

from . import queries
from .models import SecondPerson

NAME = "Relecture d’une traduction"


def ensure_second_person(front_door):
    """Idempotent; a review that somebody chose for this page stays."""
    workflow, _made = Workflow.objects.get_or_create(name=NAME)
    task, _made = SecondPerson.objects.get_or_create(name=NAME)
    task.groups.set(Group.objects.filter(name=REVIEWERS))
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})
    WorkflowPage.objects.get_or_create(page_id=front_door.pk, defaults={"workflow": workflow})


def has_appeared(page):
    """Online, or taken off: taking it off and putting it back is no way to publish alone."""
    return page.live or page.first_published_at is not None


def waits_for_somebody_else(page, writers, actor):
    """One sentence while nobody but those who wrote them has seen the new words of a translation that is online."""
    is_alone = actor is None or actor.pk in writers
    if is_alone and has_appeared(page) and queries.is_translation(page):
        yield _("Une deuxième personne lit une traduction avant qu’elle paraisse.")
