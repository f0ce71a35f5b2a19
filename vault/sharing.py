"""Showing a paper because its owner said so: to a case or to a service, for a purpose, until a date."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import policy
from journal.actions import record

from .models import Document, Share

LONGEST = timedelta(days=366)
BACK_ROOMS = {"logistique", "communication"}
"""Services that see no resident: nobody has a paper to show them."""

binder_namers = []
"""Functions ``(binder ids) -> {binder id: sentence}`` of those above: what a case is called, for whoever reads now."""


@transaction.atomic
def share(*, document, actor, purpose, service=None, binder=None, until=None):
    """Let a service or a case read a document; give the ``Share``, the open one when there is one already.

    Said again of a service, purpose and end are the new ones. A share with a service has an end, within a year.
    Raises ``ValidationError`` with a sentence for people.
    """
    document = Document.objects.select_for_update(of=["self"]).select_related("owner").get(pk=document.pk)
    if document.deleted_at:
        raise ValidationError(_("Ce document n’est pas dans votre coffre."))
    if service is not None:
        policy.require(actor, "vault.share_document", document)
        _refuse_dates(until)
    open_now = Share.objects.filter(document=document, service=service, binder=binder, revoked_at=None)
    open_now.filter(until__lte=timezone.now()).update(revoked_at=timezone.now())  # one that ended makes room
    if known := open_now.first():
        return _renewed(known, purpose, until, actor) if service is not None else known
    given = Share(document=document, service=service, binder=binder, purpose=purpose, until=until, given_by=actor)
    given.full_clean(exclude=["document", "service", "binder", "given_by"])
    given.save()
    _record("document.shared", given, actor)
    return given


@transaction.atomic
def revoke(*, share, actor):
    """End a share at once; ending it twice changes nothing."""
    share = Share.objects.select_for_update(of=["self"]).select_related("document__owner", "service").get(pk=share.pk)
    if share.revoked_at is None:
        share.revoked_at = timezone.now()
        share.save(update_fields=["revoked_at"])
        _record("document.unshared", share, actor)
    return share


def standing():
    """Shares that let somebody read now."""
    now = timezone.now()
    return Share.objects.filter(Q(until=None) | Q(until__gt=now), revoked_at=None, document__deleted_at=None)


def shares_of(user):
    """What a person shares now, newest first."""
    return standing().filter(document__owner=user).select_related("document__type", "service", "binder")


def told(shares):
    """``shares`` as a list, each with ``said``: its purpose, a case's in the language of the moment."""
    found = list(shares)
    binders = {share.binder_id for share in found if share.binder_id}
    names = {}
    for find in binder_namers if binders else ():
        names |= find(binders)
    for share in found:
        share.said = names.get(share.binder_id, share.purpose)
    return found


def shares_with(user):
    """What is shared now with the services an agent works in."""
    services = {code for code, _role in user.roles}
    rows = standing().filter(service__code__in=services).exclude(document__owner=user)
    return rows.select_related("document__owner", "document__type", "service").prefetch_related("document__versions")


def _renewed(share, purpose, until, actor):
    if (share.purpose, share.until) != (purpose, until):
        share.purpose, share.until = purpose, until
        share.full_clean(exclude=["document", "service", "binder", "given_by"])
        share.save(update_fields=["purpose", "until"])
        _record("document.shared", share, actor)
    return share


def _refuse_dates(until):
    if until is None or until <= timezone.now():
        raise ValidationError({"until": _("Choisissez une date à venir.")})
    if until > timezone.now() + LONGEST:
        raise ValidationError({"until": _("Un partage dure un an au plus. Vous pourrez le renouveler.")})


def _record(verb, share, actor):
    data = {"share": str(share.public_id), "service": share.service.code if share.service else None}
    target = share.document
    record(verb, actor=actor, target=target, subject=target.owner, data=data)  # its purpose is people's own words
