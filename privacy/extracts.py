"""What is taken away of each holding: rows in words and in JSON, and files. Never what another person alone sees."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import ForeignKey
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cases.labels import act_sentence
from cases.models import Case, Certificate, Piece
from cases.queries import cases_of, liaison, own_pieces, party_of
from cases.requirements import requirement_of
from coworking.models import Booking
from journal import queries as journal
from letterbox.models import File as Attachment
from letterbox.queries import mail_of
from mandates.enums import Way
from mandates.queries import mandates_of
from notifications.models import Message
from notifications.rendering import words
from ui.dates import local_date, local_datetime
from vault import storage
from vault.errors import Unreadable
from vault.evidence import context_of
from vault.models import Document, Evidence, Version
from workflows.views.rows import answer_rows

ON_THE_PAGE = 500  # lines of a chapter in index.html; the JSON has them all
SECRETS = ("hash", "token", "object", "fingerprint", "digest", "wrapped")


class Line(NamedTuple):
    """``data`` goes to the JSON; ``title`` and ``text`` to the page; ``files`` beside them."""

    title: str
    data: dict
    text: str = ""
    files: tuple = ()


class File(NamedTuple):
    """``missing`` says why a file is not in the archive; else ``chunks()`` opens it (``NotServed``)."""

    name: str
    extension: str
    size: int
    at: object
    chunks: Callable | None
    missing: str = ""
    elsewhere: bool = False  # nothing lacks: it is in another folder, or was not wanted


class Chapter(NamedTuple):
    lines: Iterable[Line]
    folder: str = ""


def files_of(user):
    """How many files an archive of this person will hold, as far as is known: for the progress."""
    versions = Version.objects.filter(document__owner=user, document__deleted_at=None, erased_at=None).count()
    copies = Evidence.objects.filter(subject=user, erased_at=None).count()
    certificates = Certificate.objects.filter(case__parties__user=user).count()
    return versions + copies + certificates + Attachment.objects.filter(mail__owner=user).count()


# The account


def count_account(user):
    return None


def account(user):
    return Chapter(_account_lines(user))


def _account_lines(user):
    preference = getattr(user, "message_preference", None)
    facts = [
        ("first_name", _("Prénom"), user.first_name),
        ("last_name", _("Nom"), user.last_name),
        ("card", _("Numéro de carte"), user.username),
        ("birth_date", _("Date de naissance"), user.birth_date and local_date(user.birth_date)),
        ("language", _("Langue"), user.get_language_display()),
        ("email", _("Adresse e-mail"), user.email),
        ("phone", _("Téléphone"), user.phone),
        ("by_email", _("Messages par e-mail"), _yes(preference.by_email if preference else True)),
        ("by_sms", _("Messages par SMS"), _yes(preference.by_sms if preference else True)),
        ("joined", _("Compte ouvert le"), local_datetime(user.date_joined)),
        ("last_login", _("Dernière entrée"), user.last_login and local_datetime(user.last_login)),
    ]
    for code, name, value in facts:
        yield Line(name, {code: value and str(value)}, str(value or "–"))
    for address in EmailAddress.objects.filter(user=user).order_by("pk"):
        yield Line(
            _("Adresse e-mail du compte"), {"address": address.email, "verified": address.verified}, address.email
        )
    for lock in Authenticator.objects.filter(user=user).order_by("pk"):
        yield Line(_("Second verrou"), {"type": lock.type, "since": lock.created_at}, lock.get_type_display())
    for member in user.memberships.select_related("service").order_by("pk"):
        role = f"{member.get_role_display()} · {member.service}"
        yield Line(_("Rôle"), {"role": member.role, "service": member.service.code}, role)
    for grant in user.grants.order_by("pk"):
        yield Line(_("Droit accordé"), {"permission": grant.permission, "until": grant.until}, grant.reason)


# Papers


def count_documents(user):
    return Document.objects.filter(owner=user, deleted_at=None).count()


def documents(user):
    return Chapter(_document_lines(user), folder=_("papiers"))


def _document_lines(user):
    found = Document.objects.filter(owner=user, deleted_at=None).select_related("type", "owner").order_by("pk")
    for document in found.iterator():
        versions = list(document.versions.filter(erased_at=None).order_by("number"))
        for version in versions:
            version.document = document
        data = {
            "label": document.label,
            "type": document.type.code,
            "issued_on": document.issued_on,
            "expires_on": document.expires_on,
            "labels": document.labels,
            "versions": [_version_data(version) for version in versions],
            "shares": [_share_data(share) for share in document.shares.select_related("service").order_by("pk")],
        }
        yield Line(document.label, data, _dates_of(document), tuple(_version_file(version) for version in versions))


def _version_data(version):
    names = ("number", "file_name", "content_type", "size", "created_at", "scan_state")
    return {name: getattr(version, name) for name in names}


def _share_data(share):
    with_whom = str(share.service) if share.service else ""
    return {
        "service": with_whom,
        "purpose": share.purpose,
        "since": share.created_at,
        "until": share.until,
        "ended": share.revoked_at,
    }


def _dates_of(document):
    said = [str(document.type)]
    if document.issued_on:
        said.append(_("daté du %(day)s") % {"day": local_date(document.issued_on)})
    if document.expires_on:
        said.append(_("valable jusqu’au %(day)s") % {"day": local_date(document.expires_on)})
    return " · ".join(said)


def _version_file(version):
    name = f"{version.document.label} {localdate(version.created_at):%Y-%m-%d} v{version.number}"
    missing = (
        "" if version.is_safe else _("L’antivirus n’a pas encore dit que ce fichier est sûr : il n’est pas joint.")
    )
    return File(
        name, _extension(version.file_name), version.size, version.created_at, lambda: storage.read(version), missing
    )


def _extension(file_name):
    stem, dot, end = file_name.rpartition(".")
    return f".{end.lower()}" if dot and stem and end.isascii() and end.isalnum() and len(end) < 6 else ""


# Copies in cases


def _copies_of(user):
    return Evidence.objects.filter(subject=user, erased_at=None).select_related("binder__case", "type").order_by("pk")


def count_copies(user):
    return _copies_of(user).count()


def copies(user):
    return Chapter((_copy_line(copy) for copy in _copies_of(user).iterator()), folder=_("copies des dossiers"))


def _copy_line(copy):
    case = getattr(copy.binder, "case", None)
    number = case.number if case else ""
    data = {"label": copy.label, "case": number, "frozen_at": copy.frozen_at, "type": copy.type.code}
    file = File(
        f"{number} {copy.label} {localdate(copy.frozen_at):%Y-%m-%d}",
        _extension(copy.file_name),
        copy.size,
        copy.frozen_at,
        lambda: storage.read_object(copy.object_name, holder=copy.binder, context=context_of(copy)),
    )
    return Line(f"{number} · {copy.label}", data, local_datetime(copy.frozen_at), (file,))


# Cases


def count_cases(user):
    return Case.objects.filter(parties__user=user).count()


def cases(user):
    return Chapter(_case_lines(user), folder=_("certificats"))


def _case_lines(user):
    for case in cases_of(user).order_by("pk"):
        party = party_of(case, user)
        own, common = answer_rows(case, party), answer_rows(case, None)
        acts = [_act(act, user) for act in liaison(case, user) if act.kind != "note"]
        pieces = [_piece(piece) for piece in own_pieces(case, party)]
        data = {
            "number": case.number,
            "procedure": case.procedure.code,
            "state": case.state,
            "service": case.service.name,
            "created_at": case.created_at,
            "submitted_at": case.submitted_at,
            "closed_at": case.closed_at,
            "joined_at": party.joined_at,
            "consented_at": party.consented_at,
            "my_answers": party.answers,
            "common_answers": case.answers,
            "pieces": pieces,
            "liaison": acts,
        }
        said = [f"{case.get_state_display()} · {case.service}"]
        said += [f"{question} : {answer}" for question, answer in [*own, *common]]
        said += [f"{piece['title']} : {piece['state']}" for piece in pieces]
        said += [f"{act['said_at']} · {act['who']} · {act['what']} {act['text']}".strip() for act in acts]
        yield Line(f"{case.number} · {case.procedure}", data, "\n".join(said), tuple(_certificate(case)))


def _act(act, user):
    who = _("Vous") if act.author_id == user.pk else act.signature
    what = str(act_sentence(act)) if act.verb else act.get_kind_display()
    return {"at": act.at, "said_at": local_datetime(act.at), "who": who, "what": what, "text": act.text}


def _piece(piece):
    return {
        "title": requirement_of(piece).title,
        "state": piece.get_state_display(),
        "remark": piece.remark,
        "for": "me" if piece.party_id else "both",
    }


def _certificate(case):
    certificate = getattr(case, "certificate", None)
    if certificate:
        pdf = bytes(certificate.pdf)
        yield File(f"{case.number}", ".pdf", len(pdf), certificate.issued_at, lambda: iter([pdf]))


# Bookings, messages, log


def count_bookings(user):
    return Booking.objects.filter(holder=user).count()


def bookings(user):
    rows = Booking.objects.filter(holder=user).select_related("resource").order_by("pk")
    return Chapter(_booking(row) for row in rows.iterator())


def _booking(row):
    data = {"what": row.resource.name, "from": row.during.lower, "to": row.during.upper, "state": row.state}
    said = f"{local_datetime(row.during.lower)} · {row.get_state_display()}"
    return Line(row.resource.name, {**data, "purpose": row.purpose, "made_at": row.created_at}, said)


def count_messages(user):
    return Message.objects.filter(recipient=user).count()


def messages(user):
    rows = Message.objects.filter(recipient=user).exclude(kind="export_ready").select_related("recipient")
    return Chapter(_message(row) for row in rows.order_by("pk").iterator())


def _message(row):
    told = words(row)
    data = {"at": row.created_at, "read_at": row.read_at, "subject": told.subject, "text": told.body}
    return Line(told.subject, data, f"{local_datetime(row.created_at)}\n{told.body}")


def count_log(user):
    return journal.entries_about(user).count()


def log(user):
    """What was done about the person, by whom; and what she did, without saying to whom."""
    return Chapter(_log_lines(user))


def _log_lines(user):
    for entry in journal.entries_about(user).iterator(chunk_size=500):
        mine = entry.actor_id == user.pk
        who = _("Vous") if mine else str(entry.actor or _("La mairie"))
        data = {"at": entry.at, "verb": entry.verb, "who": who, "about": entry.target_type, "reason": entry.reason}
        yield Line(f"{who} {entry.label}", data, " · ".join(filter(None, [local_datetime(entry.at), entry.reason])))
    others = journal.entries_by(user).exclude(subject=user)
    for entry in others.iterator(chunk_size=500):
        data = {"at": entry.at, "verb": entry.verb, "who": _("Vous")}
        yield Line(f"{_('Vous')} {entry.label}", data, local_datetime(entry.at))


# Requests, mandates, mail


def count_requests(user):
    return user.data_requests.count()


def requests(user):
    return Chapter(_request(row) for row in user.data_requests.order_by("pk"))


def _request(row):
    said = "\n".join(
        filter(None, [f"{local_datetime(row.created_at)} · {row.get_state_display()}", row.text, row.answer])
    )
    return Line(row.get_kind_display(), fields_of(row), said)


def count_mandates(user):
    return mandates_of(user).count()


def mandates(user):
    """Who helps whom. A code that was never answered is left out: it would tell that somebody has an account."""
    rows = mandates_of(user).select_related("giver", "helper").exclude(way=Way.CODE, helper=user, started_at=None)
    return Chapter(_mandate(row, user) for row in rows)


def _mandate(row, user):
    data = fields_of(row)
    if row.giver_id == user.pk:
        title, other = _("%(name)s vous aide"), row.shown_helper
    elif row.started_at:
        title, other = _("Vous aidez %(name)s"), str(row.giver)
    else:
        title, other = _("On vous a demandé de l’aide"), ""
        data.pop("typed")  # as the giver wrote it, for the giver alone
    said = f"{row.get_state_display()} · {local_datetime(row.created_at)}"
    return Line(title % {"name": other}, {**data, "other": other}, said)


def fields_of(row):
    """The plain values of a row: neither keys of other rows nor secrets."""
    fields = [field for field in row._meta.concrete_fields if not isinstance(field, ForeignKey)]
    names = [field.name for field in fields if field.name != "id" and not any(word in field.name for word in SECRETS)]
    return {name: getattr(row, name) for name in names}


def count_mail(user):
    return mail_of(user).count()


def mail(user):
    return Chapter((_mail(row) for row in mail_of(user)), folder=_("courrier"))


def _mail(row):
    text = _text_of(row)
    data = {"received_at": row.received_at, "sender": row.sender, "subject": row.subject, "text": text}
    said = f"{local_datetime(row.received_at)} · {row.sender}\n{text}"
    return Line(row.subject or row.sender, data, said, tuple(_attachment(file) for file in row.files.all()))


def _text_of(row):
    try:
        return row.text()
    except Unreadable:
        return _("Ce texte est abîmé : nous n’avons pas pu le lire.")


def _attachment(file):
    stem = file.file_name.rpartition(".")[0] or file.file_name
    missing, elsewhere = ("", False) if file.is_safe else _why_not(file)
    return File(
        stem, _extension(file.file_name), file.size, file.mail.received_at, file.chunks, str(missing), elsewhere
    )


def _why_not(file):
    """Why an attachment is not beside its message, and whether that is no loss."""
    if file.kept_as and not file.kept_as.deleted_at:
        return _("Vous l’avez rangé dans votre coffre : il est dans le dossier « papiers »."), True
    if file.kept_as or file.dropped_at:
        return _("Vous ne l’avez pas gardé."), True
    if file.refusal:
        return file.reason, True
    return _("L’antivirus n’a pas encore dit que ce fichier est sûr : il n’est pas joint."), False


def pieces_given(user):
    """Pieces of finished files that still rest on a paper of this person's vault."""
    return Piece.objects.filter(version__document__owner=user, case__completed_at__isnull=False)


def _yes(value):
    return _("Oui") if value else _("Non")
