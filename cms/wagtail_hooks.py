"""The editing room, as we want it."""

from wagtail import hooks
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

# Wagtail's mails about reviews are replaced by messages of the outbox (``cms.actions``).
MAILS = [
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
    (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
]


@hooks.register("register_admin_urls")
def silence_mails():
    """Run when the addresses of the editing room are read: by then Wagtail has connected its mails."""
    for signal, sender, uid in MAILS:
        signal.disconnect(sender=sender, dispatch_uid=uid)
    return []


@hooks.register("construct_settings_menu")
def people_live_elsewhere(request, menu_items):
    """People and rights are managed in one place, and it is not here."""
    menu_items[:] = [item for item in menu_items if item.name not in {"users", "groups"}]
