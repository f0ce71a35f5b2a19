"""Reads of addresses, trays and counts."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Q, Sum
from django.utils import timezone, translation

from accounts.enums import Role
from accounts.models import Service, User
from journal.queries import entries_by
from vault.enums import NOT_YET_SCANNED

from . import reserved
from .addresses import LOCAL, folded, names_of, split
from .enums import Outcome
from .models import Address, File, Mail, Tally

STAYS = timedelta(days=90)
NOTICE = timedelta(days=14)
NOBODY = "@"  # what no address begins with


def address_of(user):
    """The person's present address, turned off or not; None before the first."""
    return Address.objects.filter(user=user, retired_at=None).first()


def names_for(user):
    """``(names, plainly)``: the folded names an address is made of, and whether it may be these alone.

    A name that an agent registered may; one that people gave themselves is followed by digits, and left out when it
    reads as the town hall's.
    """
    names, is_checked = names_of(user), has_checked_name(user)
    is_ours = reserved.is_ours([folded(user.first_name), folded(user.last_name)], own_names())
    return ([] if is_ours and not is_checked else names), is_checked and not is_ours and len(names) > 1


def has_checked_name(user):
    """Whether an agent registered this person, who has not touched the profile since."""
    changed = entries_by(user).filter(verb="person.updated", subject=user)
    return user.created_by_id is not None and not changed.exists()


def own_names():
    """Folded names of the services, the roles and the agents."""
    services = [name for row in Service.objects.values_list("code", "name") for name in row]
    with translation.override(settings.LANGUAGE_CODE):
        roles = [word for role in Role for word in (role.value, str(role.label))]
    agents = User.objects.filter(memberships__isnull=False).distinct().values_list("first_name", "last_name")
    return {folded(name) for name in [*services, *roles, *(f"{first} {last}" for first, last in agents)]}


def box(recipient):
    """The ``Address`` that takes mail for this recipient, or None: unknown, turned off, closed and erased are alike.

    One query in every case: the time of an answer tells nothing.
    """
    local, domain = split(recipient)
    wanted = local if LOCAL.fullmatch(local) and domain == settings.LETTERBOX_DOMAIN.lower() else NOBODY
    open_now = Address.objects.filter(local=wanted, turned_off_at=None, retired_at=None)
    return open_now.filter(user__is_active=True, user__erased_at=None).select_related("user").first()


def mail_of(user):
    """What arrived for a person, newest first, with its files."""
    return Mail.objects.filter(owner=user).select_related("owner").prefetch_related("files__kept_as")


def tray(user):
    """The rows of the tray: as ``mail_of``, with ``to_keep``, how many files wait to be kept or thrown away."""
    waiting = Count("files", filter=Q(files__object_name__isnull=False))
    return mail_of(user).annotate(to_keep=waiting, file_count=Count("files"))


def files_of(user):
    """The attachments of a person's mail."""
    return File.objects.filter(mail__owner=user).select_related("mail__owner")


def unread_count(user):
    return Mail.objects.filter(owner=user, read_at=None).count()


def is_full(user):
    """Whether a tray has no room left; a message already on its way may pass the limit by itself."""
    held = Mail.objects.filter(owner=user).aggregate(bytes=Sum("size"), messages=Count("id"))
    return (held["bytes"] or 0) >= settings.LETTERBOX_TRAY_BYTES or held["messages"] >= settings.LETTERBOX_TRAY_MESSAGES


def files_to_scan(limit=100):
    """Attachments that still need the antivirus and may be asked for now, the longest due first."""
    waiting = File.objects.filter(object_name__isnull=False, scan_state__in=NOT_YET_SCANNED)
    due = waiting.filter(scan_due_at__lte=timezone.now())
    return list(due.order_by("scan_due_at", "pk").values_list("pk", flat=True)[:limit])


def live_objects(names):
    """Those of ``names`` that a text or an attachment needs."""
    texts = Mail.objects.filter(text_object__in=names).values_list("text_object", flat=True)
    return {*texts, *File.objects.filter(object_name__in=names).values_list("object_name", flat=True)}


def leaves_on(mail):
    """The day a message leaves the tray."""
    return timezone.localdate(mail.received_at + STAYS)


def counts(days=30):
    """``[(outcome, today, over these days), ...]`` of the door, in the order of the outcomes."""
    today = timezone.localdate()
    since = today - timedelta(days=days - 1)
    rows = Tally.objects.filter(day__gte=since).values("outcome")
    sums = {row["outcome"]: row for row in rows.annotate(all=Sum("count"), now=Sum("count", filter=Q(day=today)))}
    return [(outcome, *_two(sums.get(outcome.value, {}))) for outcome in Outcome]


def boxes():
    """``(open, turned off)``: how many addresses there are."""
    present = Address.objects.filter(retired_at=None)
    return present.filter(turned_off_at=None).count(), present.exclude(turned_off_at=None).count()


def _two(row):
    return row.get("now") or 0, row.get("all") or 0
