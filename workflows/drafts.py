"""Files begun and never sent: their people are told after ten months, and they are closed a month or two later.

What was never sent is no record of the town hall: the answers stay readable to their people, the papers in each vault.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.enums import CaseState
from cases.models import Case
from cases.queries import locked
from notifications.models import Message
from workflows import closing
from workflows.messages import tell

ASLEEP = timedelta(days=304)
CLOSED_AFTER = timedelta(days=365)
NOTICE = timedelta(days=30)
AT_ONCE = 500


def tend(now=None):
    """Tell and close what has slept long enough; give ``(told, closed)``."""
    now = now or timezone.now()
    closed = sum(_closed(case, now) for case in asleep(now - CLOSED_AFTER))
    told = sum(_warned(case, now) for case in asleep(now - ASLEEP))
    return told, closed


def asleep(before):
    """Files in preparation that nobody has touched since ``before``, the oldest first: some of them a night."""
    drafts = Case.objects.filter(state=CaseState.DRAFT).annotate(touched_at=Max("acts__at"))
    return drafts.filter(touched_at__lt=before).order_by("touched_at", "pk")[:AT_ONCE]


@transaction.atomic
def _warned(case, now):
    """Whether it was told now: once for each time it falls asleep."""
    if _notices(case).exists():
        return False
    tell(
        case, "draft_asleep", once=_key(case), day=timezone.localdate(max(case.touched_at + CLOSED_AFTER, now + NOTICE))
    )
    return True


@transaction.atomic
def _closed(case, now):
    """Close it, a month after it was told at the earliest; somebody who came back meanwhile keeps it."""
    fresh = locked(case)
    touched_at = fresh.acts.aggregate(last=Max("at"))["last"]
    if fresh.state != CaseState.DRAFT or touched_at != case.touched_at:
        return False
    if not _notices(case).filter(created_at__lte=now - NOTICE).exists():
        return False
    closing.close(fresh, state=CaseState.WITHDRAWN, actor=None, reason=_("Resté sans suite pendant un an."))
    tell(fresh, "draft_closed")
    return True


def _notices(case):
    return Message.objects.filter(dedupe_key__startswith=f"draft_asleep:{_key(case)}:")


def _key(case):
    return f"{case.public_id}:{case.touched_at:%Y%m%d}"
