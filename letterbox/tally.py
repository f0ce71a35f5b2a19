"""Counting the answers of the door: how many, never about whom."""

import logging

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from .models import Tally

logger = logging.getLogger(__name__)


def count(outcome, times=1):
    """Add to the day's count; a database that is away loses the count, never the answer."""
    day = timezone.localdate()
    try:
        with transaction.atomic():
            Tally.objects.bulk_create([Tally(day=day, outcome=outcome)], ignore_conflicts=True)
            Tally.objects.filter(day=day, outcome=outcome).update(count=F("count") + times)
    except DatabaseError as error:
        logger.warning("an answer of the letterbox was not counted: %s", type(error).__name__)
