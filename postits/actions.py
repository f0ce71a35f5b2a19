"""Writes: a note is left, decided, answered, echoed, taken back. Nothing is shown before an agent publishes it."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

import notifications.actions
from cms import memory
from journal.actions import record

from .enums import CLOSED, DECIDED, OPEN, State
from .models import MeToo, Note
from .pages import opening_of, quote

KEPT = timedelta(days=30)  # an address after the answer; what was taken back
REFUSED_KEPT = timedelta(days=90)
LONGEST_WAIT = timedelta(days=180)  # an address nobody has used by then is forgotten


class AlreadyHandled(Exception):
    """Somebody else decided meanwhile; ``note`` is as it is now."""

    def __init__(self, note):
        super().__init__()
        self.note = note


@transaction.atomic
def leave(*, page, place, kind, language, text, author=None, email="", parent=None):
    """Keep a reader's note on one paragraph of ``page``, with its text as it reads now. Nobody sees it yet."""
    quoted = quote(page, place)
    if quoted is None:
        raise ValidationError(_("Ce paragraphe vient de changer. Revenez à la page pour choisir le bon."))
    note = Note(page_id=page.pk, page_title=page.title, place=place, quote=quoted, kind=kind, language=language)
    note.text, note.author, note.email, note.parent = clean(text), author, "" if author else email, parent
    note.full_clean(exclude=["page", "author", "parent"])
    note.save()
    record("postit.left", actor=author, target=note, subject=author, data={"kind": kind, "page": page.pk})
    return note


def clean(text):
    return text.replace("\0", "").strip()


@transaction.atomic
def publish(*, note, actor, version, masked=False, seen=False):
    """Show a note under its paragraph. One that looks personal is shown ``masked``, or as it is once ``seen`` so."""
    note = _locked(note, version, {State.WAITING, State.ANSWERED})
    if note.looks_personal and not (masked or seen):
        raise ValidationError(_("Ce mot semble contenir un numéro ou une adresse : choisissez de le masquer ou non."))
    note.is_masked = masked
    return _decided(note, actor, State.PUBLISHED)


@transaction.atomic
def answer(*, note, actor, version, text, language, state=None):
    """Answer a note; the author is told. ``state``: published or answered, for who decides so; else it stays as it is.

    Who said the same, and whose note was put aside for it, hears the answer too.
    """
    note = _locked(note, version, OPEN)
    if state == State.ANSWERED and not note.reaches_somebody:
        raise ValidationError(_("Cette personne n’a laissé ni compte ni adresse : publiez, pour qu’elle vous lise."))
    note.answer, note.answer_language = clean(text), language
    note.answered_by, note.answered_at = actor, timezone.now()
    note.is_masked = note.is_masked or (state == State.PUBLISHED and note.looks_personal)
    _decided(note, actor, state or note.state, "postit_answered", verb="answered")
    for other in note.duplicates.filter(state=State.DUPLICATE).select_related("author", "page__locale"):
        _tell(other, "postit_answered", answer=note.answer, answer_language=note.answer_language)
    return note


@transaction.atomic
def refuse(*, note, actor, version, reason, words=""):
    """Do not show a note, or not any more, and say why."""
    note = _locked(note, version, OPEN)
    note.reason, note.reason_words = reason, clean(words)
    return _decided(note, actor, State.REFUSED)


@transaction.atomic
def mark_duplicate(*, note, actor, version, of):
    """Somebody has already said it: the note is put with the other one, which stands for both."""
    note = _locked(note, version, OPEN)
    if of.pk == note.pk or of.page_id != note.page_id or of.duplicate_of_id:
        raise ValidationError(_("Choisissez un autre mot de la même page."))
    note.duplicate_of = of
    Note.objects.filter(duplicate_of=note).update(duplicate_of=of)
    return _decided(note, actor, State.DUPLICATE, answer=of.answer, answer_language=of.answer_language)


@transaction.atomic
def mark_mended(*, note, actor, version):
    """The text was mended: the note has served. It keeps the revision of the page that did it."""
    note = _locked(note, version, OPEN)
    revision = note.page.live_revision if note.page else None
    if revision is None or revision.created_at <= note.created_at:
        raise ValidationError(_("La page n’a pas été publiée depuis ce mot. Corrigez-la d’abord."))
    note.revision = revision
    return _decided(note, actor, State.MENDED)


@transaction.atomic
def reopen(*, note, actor, version):
    """Look at a note again: it waits, and nobody sees it."""
    note = _locked(note, version, DECIDED)
    note.reason, note.reason_words, note.duplicate_of, note.revision = "", "", None, None
    return _decided(note, actor, State.WAITING, kind=None, verb="reopened")


def _locked(note, version, states):
    """The row, held until the end of the transaction; ``AlreadyHandled`` when it is not as the agent saw it."""
    rows = Note.objects.select_for_update(of=["self"]).select_related("author", "page__locale", "page__live_revision")
    locked = rows.get(pk=note.pk)
    if locked.version != version or locked.state not in states:
        raise AlreadyHandled(locked)
    return locked


def _decided(note, actor, state, kind="", *, verb="", **words):
    """Write a decision, renew the pages that show it, and tell the author by the message ``kind`` (None: none)."""
    was_shown, note.state = note.state == State.PUBLISHED, state
    note.version += 1
    note.decided_by, note.decided_at = actor, timezone.now()
    note.save()
    data = {"state": state, "kind": note.kind, "reason": note.reason}
    record(f"postit.{verb or state}", actor=actor, target=note, subject=note.author, data=data)
    if was_shown or state == State.PUBLISHED:
        memory.renew()
    if kind is not None:
        _tell(note, kind or f"postit_{state}", **words)
    return note


def _tell(note, kind, **words):
    """Tell whoever left the note, in the language it was written in or that of the account; nobody else."""
    if not note.reaches_somebody:
        return
    is_somebody_elses = note.state == State.REFUSED and not note.author  # an address may be typed to annoy its owner
    context = {
        "title": note.page_title,
        "said": "" if is_somebody_elses else note.text,
        "answer": note.answer,
        "answer_language": note.answer_language,
        "is_shown": note.is_published,
        "reason": note.reason,
        "reason_words": note.reason_words,
        **words,
    }
    language = note.author.language if note.author else note.language
    with translation.override(language):
        to_own = note.author and not note.is_published
        url = reverse("postits:mine") if to_own else reverse("postits:see", args=[note.public_id])
    to = {"recipient": note.author} if note.author else {"email": note.email, "language": note.language}
    notifications.actions.send(kind, **to, context=context, url=url, target=note)


@transaction.atomic
def withdraw(*, note, actor):
    """The author takes a note back: its words leave, wherever it stood. False when that was done already."""
    locked = Note.objects.select_for_update().get(pk=note.pk)
    if not locked.may_be_withdrawn:
        return False
    was_shown, locked.state = locked.is_published, State.WITHDRAWN
    locked.text = locked.quote = locked.email = ""
    locked.version += 1
    locked.decided_at = timezone.now()
    locked.save()
    locked.me_toos.all().delete()
    record("postit.withdrawn", actor=actor, target=locked, subject=actor)
    if was_shown:
        memory.renew()
    return True


@transaction.atomic
def me_too(*, note, person):
    """Say the same as a published note, once; one's own is already said. False when nothing changed."""
    if not note.is_published or note.author_id == person.pk:
        return False
    _row, is_new = MeToo.objects.get_or_create(note=note, person=person)
    if is_new:
        record("postit.me_too", actor=person, target=note, subject=person)
    return is_new


@transaction.atomic
def not_me_too(*, note, person):
    """Take it back."""
    gone, _each = MeToo.objects.filter(note=note, person=person).delete()
    if gone:
        record("postit.not_me_too", actor=person, target=note, subject=person)
    return bool(gone)


@transaction.atomic
def open_to_readers(*, page, actor, notes, discussion_from=None, discussion_until=None):
    """Choose whether readers may write on a page and its translations, and from when to when they discuss it."""
    opening = opening_of(page)
    opening.notes = notes
    opening.discussion_from, opening.discussion_until = discussion_from, discussion_until
    opening.full_clean(validate_unique=False)
    opening.save()
    data = {"notes": notes, "from": discussion_from, "until": discussion_until}
    record("postit.page_opened", actor=actor, target=page, data=data)
    memory.renew()
    return opening


@transaction.atomic
def forget():
    """Addresses whose answer has left go; so do notes taken back, or refused long ago. Gives how many of each."""
    now = timezone.now()
    with_address = Note.objects.exclude(email="")
    told = with_address.filter(decided_at__lt=now - KEPT, state__in=DECIDED) | with_address.filter(
        answered_at__lt=now - KEPT
    )
    addresses = told.update(email="") + with_address.filter(created_at__lt=now - LONGEST_WAIT).update(email="")
    refused = Note.objects.filter(state=State.REFUSED, decided_at__lt=now - REFUSED_KEPT)
    taken_back = Note.objects.filter(state=State.WITHDRAWN, decided_at__lt=now - KEPT)
    gone, _each = (refused | taken_back).filter(replies=None).delete()
    if addresses or gone:
        record("postit.forgotten", actor=None, data={"addresses": addresses, "notes": gone})
    return addresses, gone


@transaction.atomic
def forget_person(person):
    """Of somebody who is erased: what nobody published goes, what stands published stays, with no tie to anybody."""
    own = Note.objects.filter(author=person)
    MeToo.objects.filter(person=person).delete()
    unread = own.exclude(state__in=[State.PUBLISHED, *(CLOSED - {State.REFUSED})])
    unread.filter(replies=None).delete()
    unread.update(text="", quote="", email="", reason_words="", state=State.WITHDRAWN)  # others answered these
    own.update(author=None)
