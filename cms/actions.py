"""Messages about reviews. They leave by the one outbox of the site, not by Wagtail's own mails."""

from django.urls import reverse

from accounts.models import User
from notifications.actions import send

from .enums import REVIEWERS


def ask_reviewers(*, task_state, author):
    """Tell those who review that a page waits for them."""
    page = task_state.revision.content_object
    for reviewer in User.objects.filter(groups__name=REVIEWERS, is_active=True).exclude(pk=getattr(author, "pk", None)):
        send(
            "page_to_review",
            recipient=reviewer,
            context={"title": page.get_admin_display_title(), "author": str(author or "")},
            url=edit_address(page),
            target=page,
        )


def tell_author(*, workflow_state, outcome, reviewer):
    """Tell who asked for the review what came of it: ``outcome`` is page_approved or page_sent_back."""
    author, page = workflow_state.requested_by, workflow_state.content_object
    if author is None or author == reviewer:
        return
    task = workflow_state.current_task_state
    context = {
        "title": page.get_admin_display_title(),
        "reviewer": str(reviewer or ""),
        "comment": task.comment if task else "",
    }
    send(outcome, recipient=author, context=context, url=edit_address(page), target=page)


def edit_address(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])
