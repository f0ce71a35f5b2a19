"""What is done to addresses and to the mail that arrived."""

import logging
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

import vault.actions
from accounts.models import User
from journal.actions import record
from journal.queries import entries_of
from vault import storage
from vault.errors import Erased, NotServed, NotYetSafe, Unreadable
from vault.reading import Reading, opened
from vault.reception import Received
from vault.scratch import Scratch

from . import addresses, queries
from .models import Address, File, Mail

logger = logging.getLogger(__name__)

BETWEEN_CHANGES = timedelta(days=30)
NOT_FOR_AGENTS = _("Les agents ont déjà une adresse de la mairie.")
TOO_SOON = _("Vous avez changé d’adresse il y a moins d’un mois. Revenez un peu plus tard.")


class Gone(NotServed):
    """Somebody, perhaps oneself in another window, was first."""

    message = _("Ce fichier n’est plus là : il a été rangé ou jeté.")


@transaction.atomic
def open_address(*, user, actor):
    """The person's address, made at first need; None for an agent, an account that is closed or erased."""
    user = _locked_person(user)
    if known := queries.address_of(user):
        return known
    if user.is_agent or not user.is_active or user.erased_at:
        return None
    names, plainly = queries.names_for(user)
    address = _made(user, addresses.wishes(names, plainly=plainly))
    _record("address.opened", address, actor)
    return address


@transaction.atomic
def turn_off(*, user, actor):
    """Refuse mail from now on; what arrived stays. Twice changes nothing."""
    _switch(user, actor, "address.turned_off", timezone.now())


@transaction.atomic
def turn_on(*, user, actor):
    """Take mail again, at the same address."""
    _switch(user, actor, "address.turned_on", None)


@transaction.atomic
def change_address(*, user, actor, local):
    """Take one of ``choices`` instead of the present address, which stays refused. Raises ``ValidationError``."""
    user = _locked_person(user)
    former = queries.address_of(user)
    if former is None or not may_change(former):
        raise ValidationError(TOO_SOON)
    if local not in choices(user):
        raise ValidationError(_("Choisissez une des adresses proposées."))
    former.retired_at = timezone.now()
    former.save(update_fields=["retired_at"])
    address = _made(user, [local, *addresses.wishes(local.split(".")[:-1], plainly=False)])
    _record("address.changed", address, actor)
    return address


def may_change(address):
    """Once a month; the first address may be changed at once."""
    is_first = not Address.objects.filter(user_id=address.user_id).exclude(pk=address.pk).exists()
    return is_first or address.created_at < timezone.now() - BETWEEN_CHANGES


def choices(user):
    """The new addresses a person may choose from."""
    names, _plainly = queries.names_for(user)
    return addresses.proposals(user, names, Address.objects.filter(user=user).count())


def mark_read(*, mail):
    """Its owner has opened it; the first time counts."""
    Mail.objects.filter(pk=mail.pk, read_at=None).update(read_at=timezone.now())


def read_text(*, mail, reader):
    """The words of a message, for its owner; damage is written down. Raises ``NotServed``."""
    try:
        return mail.text()
    except Unreadable:
        logger.error("The words of message %s cannot be read: missing, altered or of another message", mail.pk)
        _record_mail("mail.text_unreadable", mail, reader)
        raise


def read_file(*, file, reader):
    """Open an attachment for its owner, and write it in the log. Raises ``NotServed``."""
    if file.object_name is None:
        raise Erased
    if not file.is_safe:
        raise NotYetSafe
    chunks = opened(file.chunks, lambda: report_unreadable(file, actor=reader))
    _record_mail("mail.file_read", file.mail, reader, file=str(file.public_id))
    return Reading(file.content_type, file.file_name, file.size, chunks)


def keep_file(*, file, actor, type, label="", issued_on=None, expires_on=None):
    """Put an attachment in its owner's vault: it leaves the tray. Raises ``RefusedFile``, ``NotServed``.

    It was examined on arrival and the antivirus has said yes: neither is asked twice.
    """
    said = {"type": type, "label": label, "issued_on": issued_on, "expires_on": expires_on}
    try:
        return _keep(file, actor, said)
    except Unreadable:  # written down by itself, what was begun being undone
        report_unreadable(file, actor=actor)
        raise


@transaction.atomic
def drop_file(*, file, actor):
    """Throw an attachment away; twice changes nothing."""
    file = _locked_file(file)
    if file is not None and file.object_name is not None:
        _forget_content(file, dropped_at=timezone.now())
        _record_mail("mail.file_dropped", file.mail, actor, file=str(file.public_id))


@transaction.atomic
def drop_files(*, mail, actor):
    """Keep nothing of what waits in a message; its words stay."""
    for file in mail.files.filter(object_name__isnull=False).select_related("mail__owner"):
        drop_file(file=file, actor=actor)


@transaction.atomic
def delete_mail(*, mail, actor, verb="mail.deleted"):
    """Erase a message, its words and its files; what was kept in the vault stays there."""
    mail = Mail.objects.select_for_update(of=["self"]).select_related("owner").filter(pk=mail.pk).first()
    if mail is None:
        return
    names = [mail.text_object, *mail.files.values_list("object_name", flat=True)]
    _record_mail(verb, mail, actor)
    mail.delete()
    _remove_later(names)


@transaction.atomic
def empty_tray(*, user, actor, until):
    """Erase every message up to the one with the key ``until``: what came since then stays. Give how many."""
    found = list(queries.mail_of(user).filter(pk__lte=until))
    for mail in found:
        delete_mail(mail=mail, actor=actor)
    return len(found)


@transaction.atomic
def erase_all(*, user, actor):
    """Erase a person's mail, and all of the addresses but a digest, nobody's, by which they are never given again."""
    for mail in Mail.objects.filter(owner=user):
        delete_mail(mail=mail, actor=actor)
    known = Address.objects.filter(user=user)
    if known.exists():
        record("address.erased", actor=actor, subject=user, data={"addresses": known.count()})
    known.filter(retired_at=None).update(retired_at=timezone.now())
    known.update(local="", user=None)


def report_unreadable(file, *, actor):
    """Write down that an attachment is missing or altered; what the site itself finds again and again, once."""
    if actor is None and _is_reported(file):
        return
    logger.error("Attachment %s cannot be opened: missing, altered or of another message", file.pk)
    _record_mail("mail.unreadable", file.mail, actor, file=str(file.public_id))


def _is_reported(file):
    lines = entries_of(file.mail).filter(verb="mail.unreadable", actor=None)
    return lines.filter(data__file=str(file.public_id)).exists()


@transaction.atomic
def refuse_infected(file, found):
    """What the antivirus found is destroyed; the message says so."""
    _forget_content(file, scan_state="refused", scan_detail=found[:200])
    _record_mail("mail.file_infected", file.mail, None, file=str(file.public_id))


def _locked_person(user):
    return User.objects.select_for_update(of=["self"], no_key=True).get(pk=user.pk)


@transaction.atomic
def _keep(file, actor, said):
    file = _locked_file(file)
    if file is None or file.object_name is None:
        raise Gone
    if not file.is_safe:
        raise NotYetSafe
    with Scratch() as clear:
        for chunk in file.chunks():
            clear.write(chunk)
        received = Received(
            clear, file.file_name, file.content_type, clear.size, file.pages, clear.digest(), is_safe=True
        )
        document = vault.actions.store(owner=file.mail.owner, actor=actor, uploaded_file=received, **said)
    _forget_content(file, kept_as=document)
    _record_mail("mail.file_kept", file.mail, actor, document=str(document.public_id))
    return document


def _locked_file(file):
    """The row as it is now, its message held first, as by who erases it; None when both have gone.

    Keeping, throwing away and erasing at once wait for each other.
    """
    Mail.objects.select_for_update(of=["self"]).filter(pk=file.mail_id).first()
    found = File.objects.select_for_update(of=["self"]).select_related("mail__owner")
    return found.filter(pk=file.pk).first()


def _made(user, wishes):
    """The first of the addresses wished for that nobody has or had."""
    for local in wishes:
        address = Address(user=user, local=local, digest=addresses.digest_of(local))
        if Address.objects.filter(digest=address.digest).exists():
            continue
        try:
            with transaction.atomic():
                address.save(force_insert=True)
        except IntegrityError:  # somebody of the same name, at the same moment
            continue
        return address
    raise ValidationError(_("Nous n’avons pas trouvé d’adresse libre. Venez nous voir."))


def _switch(user, actor, verb, moment):
    address = Address.objects.select_for_update().filter(user=user, retired_at=None).first()
    if address and (address.turned_off_at is None) == (moment is not None):
        address.turned_off_at = moment
        address.save(update_fields=["turned_off_at"])
        _record(verb, address, actor)


def _forget_content(file, **fields):
    """The row says so first; the object goes once that is certain."""
    name, file.object_name = file.object_name, None
    for field, value in fields.items():
        setattr(file, field, value)
    file.save(update_fields=["object_name", *fields])
    _remove_later([name])


def _remove_later(names):
    transaction.on_commit(lambda: [storage.remove(name) for name in names if name], robust=True)


def _record(verb, address, actor):
    record(verb, actor=actor, target=address, subject=address.user)


def _record_mail(verb, mail, actor, **data):
    record(verb, actor=actor, target=mail, subject=mail.owner, data=data)
