"""How each holding of a person is erased. Each may be run again: a worker killed in the middle leaves no harm."""

import logging

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Activation, Grant
from cases.actions.cases import refresh_search_text
from cases.models import Act, Case, Invitation, Party
from cases.queries import cases_of
from coworking import actions as booking
from coworking.models import Booking, Resource
from coworking.queries import bookings_of
from letterbox.actions import erase_all
from mandates.actions import end_all
from mandates.queries import mandates_of
from notifications.models import Message, Preference
from vault import actions as vault
from vault import evidence, resumable, sharing
from vault.errors import Erased, Unreadable
from vault.models import Document, Share, Upload, Version

from .enums import RequestState
from .extracts import pieces_given

logger = logging.getLogger(__name__)


class StillNeeded(Exception):
    """Something must be kept for now: the rest is erased, this another day."""


def mandates(user):
    end_all(user=user, actor=None, reason="erasure")
    mandates_of(user).update(why="", typed="", identity="")


def mail(user):
    erase_all(user=user, actor=None)


def copies(user):
    """Every finished file that rests on the vault gets its own copy first, as the law asks, under its own key."""
    given = pieces_given(user).exclude(case__binder=None)
    for piece in given.select_related("case__binder", "version__document__owner", "version__document__type"):
        if piece.version.is_safe:
            try:
                evidence.freeze(version=piece.version, binder=piece.case.binder)
            except (Unreadable, Erased):
                continue  # nothing to keep: the log already says that it cannot be opened


def documents(user):
    """Uploads, shares and papers; then the words that named them. Raises ``StillNeeded`` with papers left."""
    for upload in Upload.objects.filter(sender=user):
        with transaction.atomic():
            resumable.discard(upload)
    for share in Share.objects.filter(document__owner=user, revoked_at=None):
        sharing.revoke(share=share, actor=None)
    kept = [document for document in Document.objects.filter(owner=user, deleted_at=None) if not _deleted(document)]
    vault.erase_released()
    gone = Document.objects.filter(owner=user).exclude(deleted_at=None)
    with transaction.atomic():
        Share.objects.filter(document__owner=user).update(purpose="")
        Version.objects.filter(document__in=gone).update(file_name="", scan_detail="", digest="")
        gone.update(label="", labels=[], issued_on=None, expires_on=None)
    if kept:
        raise StillNeeded(len(kept))


def _deleted(document):
    """False where a case on its way or a judge still needs the paper: a restore erases people whatever they began."""
    try:
        vault.delete(document=document, actor=None)
    except ValidationError:
        logger.warning("Document %s of somebody erased is still needed: it stays until it is not", document.pk)
        return False
    return True


@transaction.atomic
def cases(user):
    """What was never sent is nobody's record: it goes. What was sent stays; one no longer finds it by the name."""
    never_sent = Case.objects.filter(parties__user=user, submitted_at=None)
    said = Q(author=user) | Q(on_behalf_of=user)
    Act.objects.filter(said, case__in=never_sent).update(text="")
    Party.objects.filter(case__in=never_sent, user=user).update(answers={})
    alone = never_sent.exclude(pk__in=Party.objects.exclude(user=user).filter(user__erased_at=None).values("case"))
    alone.update(answers={}, closing_reason="")
    Invitation.objects.filter(case__parties__user=user).update(email="", phone="")
    for case in cases_of(user):
        refresh_search_text(case)


@transaction.atomic
def bookings(user):
    booking.release(bookings=list(bookings_of(user)), actor=None)
    Booking.objects.filter(holder=user).exclude(purpose="").update(purpose="")
    Resource.objects.filter(user=user).update(name="–", is_active=False)


@transaction.atomic
def messages(user):
    """Hers go; in those others received about shared cases and help, her name gives way to the neutral words."""
    Message.objects.filter(recipient=user).delete()
    for field in ("email", "phone"):
        if value := getattr(user, field):
            Message.objects.filter(recipient=None, **{field: value}).delete()
    names = {user.__dict__["first_name"], f"{user.__dict__['first_name']} {user.__dict__['last_name']}".strip()} - {""}
    for message in _about(cases_of(user)):
        _unname(message, names)
    for message in _about(mandates_of(user)):
        _unname(message, names, always={"typed"})  # an address or a number, as the other one wrote it


def _about(rows):
    numbers = [str(public_id) for public_id in rows.values_list("public_id", flat=True)]
    return Message.objects.filter(target_type=rows.model._meta.label_lower, target_id__in=numbers)


def _unname(message, names, always=frozenset()):
    said = {key for key, value in message.context.items() if isinstance(value, str) and value in names}
    said |= always & message.context.keys()
    if said:
        with translation.override(message.language):
            message.context |= {key: _("Personne effacée") for key in said}
        if "sender" in said:
            message.context["text"] = ""
        message.save(update_fields=["context"])


@transaction.atomic
def requests(user):
    """Their words go, and nobody answers any more."""
    user.data_requests.update(text="", answer="")
    user.data_requests.filter(state=RequestState.RECEIVED).update(state=RequestState.WITHDRAWN)


def account(user):
    """The row stays, so that the log and the cases still point at somebody; nothing in it says who."""
    _end_sessions(user)
    with transaction.atomic():
        for model in (EmailAddress, Authenticator, Activation, Preference, Grant):
            model.objects.filter(user=user).delete()
        user.memberships.all().delete()
        user.username = f"effacee-{user.public_id.hex}"
        user.first_name = user.last_name = ""
        user.email = user.phone = user.birth_date = user.last_login = None
        user.phone_verified = user.is_active = user.is_staff = user.is_superuser = False
        user.language = "fr"
        user.set_unusable_password()
        user.save()


def _end_sessions(user):
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
