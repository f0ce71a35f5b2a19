"""Reading messages."""

from django.db.models import Q

from .enums import DeliveryState
from .models import Delivery, Message


def messages_of(user):
    """Everything this person was told, newest first."""
    return Message.objects.filter(recipient=user).select_related("recipient")


def unread_of(user):
    return messages_of(user).filter(read_at=None)


def unread_count(user):
    return Message.objects.filter(recipient=user, read_at=None).count()


def undelivered():
    """What was given up, or failed at least once and will be tried again; newest first."""
    stuck = Q(state=DeliveryState.FAILED) | Q(state=DeliveryState.WAITING, attempts__gt=0)
    return Delivery.objects.filter(stuck).select_related("message__recipient").order_by("-id")


def due(before):
    """Deliveries that should have been tried before this moment."""
    return Delivery.objects.filter(state=DeliveryState.WAITING, next_attempt_at__lt=before)
