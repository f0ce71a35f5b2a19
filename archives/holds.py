"""Placing and lifting legal holds."""

import uuid

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import policy
from accounts.models import User
from accounts.queries import person_named
from cases.enums import CaseState
from cases.models import Case
from cases.queries import case_numbered
from journal.actions import record
from notifications.actions import Letter, send_each
from vault.models import Document

from .models import Hold

KINDS = ("case", "person", "document")


def target_named(kind, text):
    """What people call ``text``: a case by its number, a person by card, telephone or e-mail, a paper by its address.

    Raises ``ValidationError`` with a sentence for people.
    """
    text = text.replace("\x00", "").strip()
    found = {"case": case_numbered, "person": person_named, "document": _document_named}[kind](text)
    if found is None:
        raise ValidationError(_("Rien ne porte ce nom : vérifiez ce que vous avez écrit."))
    return found


def _document_named(text):
    name = text.rstrip("/").rsplit("/", 1)[-1]
    try:
        return Document.objects.filter(public_id=uuid.UUID(name), deleted_at=None).first()
    except ValueError:
        return None


@transaction.atomic
def place(*, kind, target, actor, reason, reference, is_told=True):
    """Freeze a case, a person or a document: nothing under it goes until the hold is lifted."""
    if not actor.keeps_archives:
        raise PermissionDenied
    hold = Hold(reason=reason.strip(), reference=reference.strip(), is_told=is_told, placed_by=actor, **{kind: target})
    hold.full_clean(exclude=["case", "person", "document", "placed_by"])
    # Whoever is destroying something of it at this moment called ``keep_still``: one of us waits for the other.
    now = type(target)._base_manager.select_for_update(no_key=True, of=["self"]).get(pk=target.pk)
    if getattr(now, "deleted_at", None) or getattr(now, "state", "") == CaseState.DESTROYED:
        raise ValidationError({"target": _("Cela vient d’être effacé : il n’y a plus rien à geler.")})
    hold.save()
    record("hold.placed", actor=actor, target=hold, subject=_subject(hold), data={"kind": kind, "told": is_told})
    if is_told:
        _tell(hold, "hold_placed")
    return hold


def keep_still(*, documents=None, people=None, cases=None):
    """Hold, until the transaction ends, the rows that ``place`` holds; whoever destroys asks for holds after this.

    ``documents``, ``people`` and ``cases`` are querysets of keys. Everybody takes them in this order, by key.
    """
    for model, keys in ((Document, documents), (User, people), (Case, cases)):
        if keys is not None:
            rows = model._base_manager.select_for_update(no_key=True, of=["self"]).filter(pk__in=keys)
            list(rows.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def lift(*, hold, actor, reason):
    """Lift a hold and say why; lifting it twice changes nothing."""
    policy.require(actor, "archives.lift", hold)
    if not reason.strip():
        raise ValidationError({"reason": _("Dites pourquoi le gel est levé.")})
    hold = Hold.objects.select_for_update(of=["self"]).get(pk=hold.pk)
    if hold.is_standing:
        hold.lifted_at, hold.lifted_by, hold.lifting_reason = timezone.now(), actor, reason.strip()
        hold.save(update_fields=["lifted_at", "lifted_by", "lifting_reason"])
        record("hold.lifted", actor=actor, target=hold, subject=_subject(hold))
        if hold.is_told:
            _tell(hold, "hold_lifted")
    return hold


def _subject(hold):
    """A log line about a person is read by that person's helpers too: silent where she may not be told."""
    return (hold.person or (hold.document and hold.document.owner)) if hold.is_told else None


def people_of(hold):
    """Those whom a hold is about."""
    if hold.case_id:
        return [party.user for party in hold.case.parties.select_related("user__message_preference")]
    return [hold.person or hold.document.owner]


def _tell(hold, kind):
    letters = [Letter(person, {"reference": hold.reference}) for person in people_of(hold)]
    send_each(kind, letters=letters)
