"""Carrying one delivery, exactly once as far as the database can tell."""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from .actions import enqueue, record
from .channels import carry
from .enums import DeliveryState
from .errors import CarryError, Permanent
from .models import Delivery

logger = logging.getLogger(__name__)

# Eight attempts in about a day.
DELAYS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 780)]


@transaction.atomic
def attempt(delivery_id):
    """Try a waiting delivery; do nothing if it is done, given up, or in another worker's hands.

    The row stays locked while the message leaves. If the worker dies after the server accepted an e-mail, it will leave
    again with the same Message-ID, by which mail programs know it for the same one.
    """
    waiting = Delivery.objects.select_for_update(of=("self",), skip_locked=True).filter(state=DeliveryState.WAITING)
    delivery = waiting.select_related("message__recipient").filter(pk=delivery_id).first()
    if delivery is None:
        return
    delivery.attempts += 1
    try:
        carry(delivery)
    except CarryError as error:
        fail(delivery, error)
    except Exception as error:  # a fault of ours: kept, seen by the administrators, tried again
        logger.exception("delivery %s", delivery_id)
        fail(delivery, error)
    else:
        delivery.state, delivery.sent_at, delivery.error = DeliveryState.SENT, timezone.now(), ""
    delivery.save()


def fail(delivery, error):
    """Give up for good, or come back later, each time after a longer while."""
    delivery.error = f"{error}"[:500] or type(error).__name__
    if isinstance(error, Permanent) or delivery.attempts > len(DELAYS):
        delivery.state = DeliveryState.FAILED
        record("message.undelivered", delivery)
    else:
        delivery.next_attempt_at = timezone.now() + DELAYS[delivery.attempts - 1]
        enqueue(delivery)
