"""Whoever approves a page in review publishes it: the same things stand in the way as at every other door."""

from django.core.exceptions import PermissionDenied
from wagtail.models import Page, Task

from . import publication


def connect():
    """Once, when the applications are ready. Every way of approving, the form's and the list's, ends here."""
    Task.on_action = asked_first(Task.on_action)


def asked_first(on_action):
    def asked(self, task_state, user, action_name, **kwargs):
        page = task_state.workflow_state.content_object
        if action_name == "approve" and isinstance(page, Page):
            ensure_may_appear(page, user)
        return on_action(self, task_state, user, action_name, **kwargs)

    return asked


def ensure_may_appear(page, user):
    """Raise ``PermissionDenied`` with what keeps the last version from being published by this person."""
    writers = publication.writers_since(page, page.live_revision_id)
    if wrong := publication.refusals(page.get_latest_revision_as_object(), writers=writers, actor=user):
        raise PermissionDenied(" ".join(str(each) for each in wrong))
