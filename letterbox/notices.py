"""Telling people that mail arrived, and that some will leave; letting it leave."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone, translation

from notifications.actions import send

from . import actions
from .models import Address, Mail
from .queries import NOTICE, STAYS

QUIET = timedelta(hours=1)  # between two notices of new mail


def tell_arrived():
    """Tell those who have new mail, once an hour at most; give how many were told."""
    untold = Q(user__arrived_mail__told_at=None, user__arrived_mail__isnull=False)
    due = Q(told_at=None) | Q(told_at__lte=timezone.now() - QUIET)
    waiting = Address.objects.filter(untold, due, retired_at=None).distinct()
    return sum(_tell_arrived(pk) for pk in waiting.values_list("pk", flat=True))


def let_go():
    """Warn of what leaves within a fortnight, then let go what was warned of; give ``(warned, gone)``."""
    now = timezone.now()
    ripe = Mail.objects.filter(received_at__lte=now - STAYS + NOTICE, warned_at=None)
    owners = list(ripe.values_list("owner", flat=True).distinct().order_by("owner"))
    warned = sum(_warn(owner) for owner in owners)
    gone = Mail.objects.filter(received_at__lte=now - STAYS, warned_at__lte=now - NOTICE)
    leaving = list(gone.select_related("owner"))
    for mail in leaving:
        actions.delete_mail(mail=mail, actor=None, verb="mail.expired")
    return warned, len(leaving)


@transaction.atomic
def _tell_arrived(pk):
    address = Address.objects.select_for_update(of=["self"], skip_locked=True).select_related("user")
    address = address.filter(Q(told_at=None) | Q(told_at__lte=timezone.now() - QUIET), pk=pk).first()
    count = Mail.objects.filter(owner=address.user, told_at=None, read_at=None).count() if address else 0
    if address is None:
        return 0
    Mail.objects.filter(owner=address.user, told_at=None).update(told_at=timezone.now())
    if not count:  # read before we said so
        return 0
    address.told_at = timezone.now()
    address.save(update_fields=["told_at"])
    send("mail_arrived", recipient=address.user, context={"count": count}, url=_tray(address.user))
    return 1


@transaction.atomic
def _warn(owner_id):
    ripe = Mail.objects.filter(owner=owner_id, received_at__lte=timezone.now() - STAYS + NOTICE, warned_at=None)
    told = ripe.aggregate(count=Count("id"), first=Min("received_at"))
    mail = ripe.select_related("owner").first()
    if mail is None:
        return 0
    until = max(told["first"] + STAYS, timezone.now() + NOTICE)
    context = {"count": told["count"], "until": timezone.localdate(until)}
    send("mail_leaving", recipient=mail.owner, context=context, url=_tray(mail.owner))
    ripe.update(warned_at=timezone.now())
    return 1


def _tray(user):
    with translation.override(user.language):
        return reverse("letterbox:tray")
