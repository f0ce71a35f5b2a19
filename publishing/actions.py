"""Sharing pages and stopping rights. Each action is one line of the event log."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from accounts import policy
from accounts.actions import grant, revoke
from accounts.enums import Role
from accounts.models import Grant, User
from journal.actions import record
from notifications.actions import Letter, send_each

from .enums import EDIT, VIEW, WORDS
from .models import Stop

PAST, NOTICE = timedelta(days=30), timedelta(days=7)


@transaction.atomic
def share(*, page, rights, actor, reason, user=None, service=None, role="", until=None):
    """Give rights on ``page`` and the pages below: the grants. Raises ``ValidationError``.

    Nobody shares what they do not have; a partner's right has an end; people are told.
    """
    page = Page.objects.get(pk=page.pk)
    check_holder(user=user, service=service, role=role, until=until)
    for right in rights:
        if not policy.can(actor, right, page):
            raise ValidationError({"rights": _("Vous ne pouvez pas donner un droit que vous n’avez pas ici.")})
    holder = {"user": user, "service": service, "role": role, "until": until}
    given = [grant(target=page, permission=right, actor=actor, reason=reason, **holder) for right in rights]
    tell("page_shared", page=page, holders=holders(given[0]), until=until, rights=rights)
    return given


def check_holder(*, user, service, role, until):
    """Raise ``ValidationError`` for somebody who does not work here, or for a partner without a date."""
    if user is not None and not user.is_agent:
        raise ValidationError({"person": _("Les pages se partagent avec des agents : cette personne n’en est pas.")})
    if until is None and is_partner(user=user, service=service, role=role):
        raise ValidationError({"until": _("Pour un partenaire, choisissez jusqu’à quand.")})


def is_partner(*, user, service, role):
    if user is not None:
        return {each for _service, each in user.roles} == {Role.PARTNER}
    return service.is_partner if service is not None else role == Role.PARTNER


@transaction.atomic
def take_back(*, given, actor):
    """Take a shared right back, and tell who had it."""
    page, people = Page.objects.get(pk=given.object_id), holders(given)
    rights = [given.permission]
    revoke(grant=given, actor=actor)
    tell("page_unshared", page=page, holders=people, until=None, rights=rights)


def holders(given):
    """The active people a grant reaches."""
    people = User.objects.filter(is_active=True)
    if given.user_id:
        return people.filter(pk=given.user_id)
    if given.service_id:
        return people.filter(memberships__service=given.service_id).distinct()
    return people.filter(memberships__role=given.role).distinct()


def tell(kind, *, page, holders, until, rights, key=""):
    """Say to people what changed for them on a page."""
    words = ", ".join(str(WORDS[right]) for right in rights)
    context = {"page": page.title, "until": until, "rights": words}
    letters = [Letter(person, context, f"{key}:{person.pk}" if key else None) for person in holders]
    send_each(kind, letters=letters, url=door(page, rights), target=page)


def door(page, rights):
    """Where the person begins: the page's own screen, or its editing form."""
    if set(rights) == {VIEW}:
        return reverse("publishing:page", args=[page.pk])
    return reverse("wagtailadmin_pages:edit" if EDIT in rights else "wagtailadmin_explore", args=[page.pk])


@transaction.atomic
def stop(*, page, actor, reason):
    """From now on, what is given above ``page`` does not count for it; stopping twice changes nothing."""
    made, is_new = Stop.objects.get_or_create(page_id=page.pk, defaults={"reason": reason, "stopped_by": actor})
    if is_new:
        record("rights.stopped", actor=actor, target=page, reason=reason)
    return made


@transaction.atomic
def restore(*, page, actor):
    """Let what is given above count again."""
    found = Stop.objects.filter(page_id=page.pk).first()
    if found:
        record("rights.restored", actor=actor, target=page)
        found.delete()


def warn_before_end():
    """Say once, a week before, that a right on a page will end."""
    soon = Grant.objects.current().filter(until__lt=timezone.now() + NOTICE, permission__in=WORDS)
    pages = Page.objects.in_bulk([int(key) for key in soon.values_list("object_id", flat=True) if key.isdigit()])
    for given in soon.select_related("service"):
        page = pages.get(int(given.object_id))
        if page:
            key = f"page_share_ending:{given.pk}"
            tell(
                "page_share_ending",
                page=page,
                holders=holders(given),
                until=given.until,
                rights=[given.permission],
                key=key,
            )


@transaction.atomic
def forget_past_grants():
    """Remove the rights that ended a month ago: how many. The log keeps that they were given."""
    past = Grant.objects.filter(until__lt=timezone.now() - PAST, permission__in=WORDS)
    number = past.count()
    if number:
        past.delete()
        record("grants.tidied", actor=None, data={"number": number})
    return number
