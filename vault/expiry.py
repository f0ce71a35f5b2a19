"""Telling people that a paper will soon be worth nothing, while there is time to have another."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone, translation

from notifications.actions import send

from .models import Document

STAGES = (0, 7, 30)
"""Days before the end at which something is said, once each."""


def tell(today=None):
    """Tell the owners of papers that end within a month; give how many are at a notice."""
    today = today or timezone.localdate()
    ending = Document.objects.filter(
        deleted_at=None,
        expires_on__gte=today,
        expires_on__lte=today + timedelta(days=STAGES[-1]),
        owner__is_active=True,
    )
    return sum(_told(document, today) for document in ending.select_related("owner").order_by("pk"))


def stage_of(days):
    """The stage a paper with ``days`` left has reached."""
    return next(stage for stage in STAGES if days <= stage)


def _told(document, today):
    stage = stage_of((document.expires_on - today).days)
    with translation.override(document.owner.language):
        url = reverse("vault:document", args=[document.public_id])
    send(
        "document_expiring",
        recipient=document.owner,
        context={"label": document.label, "until": document.expires_on},
        url=url,
        target=document,
        # A paper replaced has another end: its notices begin again.
        dedupe_key=f"document_expiring:{document.public_id}:{document.expires_on}:{stage}",
    )
    return True
