"""Saying something to somebody: written with the change it tells about, carried by the worker afterwards."""

import json
from typing import NamedTuple

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from procrastinate.contrib.django import app as jobs

import journal.actions
from accounts.models import User
from journal.actions import identifier_of, type_of

from . import rendering
from .enums import Channel, DeliveryState
from .models import Delivery, Message, Preference


class Letter(NamedTuple):
    """One of several messages of a kind: to whom, with which words of its own, and its key if it goes once only."""

    recipient: User
    context: dict
    dedupe_key: str | None = None


def send_each(kind, *, letters, url="", target=None):
    """``send`` the same kind to several people, in as many queries as for one; it all goes with the caller's change."""
    rendering.check_templates(kind)
    common = {"kind": kind, "url": url, "target_type": type_of(target), "target_id": identifier_of(target)}
    messages = [
        Message(**common, recipient=to, language=to.language, context=plain(context), dedupe_key=key)
        for to, context, key in unsent(letters)
    ]
    with transaction.atomic(savepoint=False):
        start_deliveries(*Message.objects.bulk_create(messages))
    return messages


def unsent(letters):
    """Those whose key was never used."""
    keys = [letter.dedupe_key for letter in letters if letter.dedupe_key]
    used = set(Message.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", flat=True)) if keys else set()
    return [letter for letter in letters if letter.dedupe_key not in used]


def plain(context):
    """What can be kept as JSON of a context."""
    return json.loads(json.dumps(context or {}, cls=DjangoJSONEncoder))


@transaction.atomic
def send(kind, *, recipient=None, email="", phone="", language="", context=None, url="", target=None, dedupe_key=None):
    """Tell ``recipient`` (or an address without account) something, in the person's language.

    ``kind`` names the templates ``messages/<kind>.subject.txt`` and ``messages/<kind>.txt``. ``context`` holds JSON
    values; dates and times may be given as such and come back as such in the templates. ``url`` is a path of this
    site. With a ``dedupe_key`` already used, the first message is returned and nothing more is sent.
    Message, deliveries and jobs are in the caller's transaction: all of it happens, or nothing.
    """
    rendering.check_templates(kind)
    fields = {
        "kind": kind,
        "recipient": recipient,
        "email": email or "",
        "phone": phone or "",
        "language": recipient.language if recipient else language or get_language() or settings.LANGUAGE_CODE,
        "context": plain(context),
        "url": url,
        "target_type": type_of(target),
        "target_id": identifier_of(target),
    }
    if dedupe_key is None:
        message, created = Message.objects.create(**fields), True
    else:
        message, created = Message.objects.get_or_create(dedupe_key=dedupe_key, defaults=fields)
    if created:
        start_deliveries(message)
    return message


def start_deliveries(*messages):
    """One delivery for each channel that can reach the person; those not wanted are kept as such."""
    deliveries = [
        Delivery(message=message, channel=channel, state=DeliveryState.WAITING if wish else DeliveryState.SKIPPED)
        for message in messages
        for channel, wish in wishes(message.recipient).items()
        if Delivery(message=message, channel=channel).is_possible
    ]
    waiting = [each for each in Delivery.objects.bulk_create(deliveries) if each.state == DeliveryState.WAITING]
    if waiting:
        job = jobs.configure_task("notifications.deliver", queue="messages")
        job.batch_defer(*[{"delivery_id": delivery.pk} for delivery in waiting])


def wishes(recipient):
    """``{channel: wanted}``; everything is wanted until the person says otherwise."""
    preference = getattr(recipient, "message_preference", None) or Preference()
    return {Channel.EMAIL: preference.by_email, Channel.SMS: preference.by_sms}


def enqueue(delivery):
    """Ask the worker to carry a delivery, at its ``next_attempt_at`` if that is still to come."""
    later = delivery.next_attempt_at if delivery.attempts else None
    job = jobs.configure_task("notifications.deliver", queue="messages", schedule_at=later)
    job.defer(delivery_id=delivery.pk)


@transaction.atomic
def retry(*, delivery, actor):
    """Start again a delivery that was given up, or bring forward one that waits for its next attempt."""
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("message__recipient").get(pk=delivery.pk)
    if delivery.state not in (DeliveryState.FAILED, DeliveryState.WAITING):
        return delivery
    delivery.state, delivery.attempts, delivery.next_attempt_at = DeliveryState.WAITING, 0, timezone.now()
    delivery.save(update_fields=["state", "attempts", "next_attempt_at"])
    enqueue(delivery)
    record("message.retried", delivery, actor=actor)
    return delivery


def record(verb, delivery, *, actor=None):
    """Write in the log what happened to a delivery."""
    message = delivery.message
    data = {"channel": delivery.channel, "kind": message.kind}
    journal.actions.record(verb, actor=actor, target=message, subject=message.recipient, data=data)


def mark_read(*, messages):
    """The person has read these messages (a queryset); the first reading is the one that counts."""
    return messages.filter(read_at=None).update(read_at=timezone.now())


@transaction.atomic
def choose_channels(*, user, actor, by_email, by_sms):
    """Keep the channels by which a person wants to be told."""
    preference, _ = Preference.objects.update_or_create(user=user, defaults={"by_email": by_email, "by_sms": by_sms})
    data = {"by_email": by_email, "by_sms": by_sms}
    journal.actions.record("message.preference_changed", actor=actor, subject=user, data=data)
    return preference
