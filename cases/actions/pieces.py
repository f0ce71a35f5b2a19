"""Pieces: which are asked for, and what answers them."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import policy
from cases.enums import TO_PROVIDE, PieceState
from cases.models import Case, Piece
from cases.queries import party_of, serving_date, side_of
from cases.requirements import needed, requirement_of
from journal.actions import record
from vault import actions as vault
from vault import evidence, sharing
from vault.enums import ScanState
from vault.models import Binder, DocumentType, Evidence, Share, Version
from vault.queries import standing_check
from vault.tasks import freeze
from vault.validity import check_dates, problem

from .liaison import add_act


def refresh_pieces(case):
    """Make the pieces follow the answers; no file is lost.

    What is no longer asked for is no longer read either; asked for again, it is given again, unless it is gone.
    """
    wanted = _wanted(case)
    known = {(piece.party_id, piece.requirement): piece for piece in case.pieces.all()}
    Piece.objects.bulk_create(
        Piece(case=case, party_id=party, requirement=code) for party, code in wanted if (party, code) not in known
    )
    turned = [piece for key, piece in known.items() if piece.is_needed != (key in wanted)]
    for piece in turned:
        piece.is_needed = not piece.is_needed
    Piece.objects.bulk_update(turned, ["is_needed"])
    for piece in turned:
        if piece.version_id:
            piece.case = case
            _follow(piece)


def _follow(piece):
    if not piece.is_needed:
        take_back(piece, None)
    elif piece.version.erased_at or piece.version.document.deleted_at:
        detach(piece)
    else:
        _give(piece, piece.version, piece.version.document.owner)


def _wanted(case):
    """``[(party pk or None, requirement code), ...]`` in the order of the definition."""
    definition = case.version.definition
    asked = [(None, item.code) for item in needed(definition, case.answers, {}) if not item.per_party]
    for party in case.parties.all():
        own = needed(definition, case.answers, party.answers)
        asked += [(party.pk, item.code) for item in own if item.per_party]
    return asked


def provide_piece(
    *, piece, actor, version=None, uploaded_file=None, issued_on=None, expires_on=None, document_type=None
):
    """Answer a piece with a ``version`` of the vault, or with a file that goes to the vault first.

    ``document_type`` is the code of the paper where the requirement accepts several. Raises ``ValidationError``
    with a sentence for people (a refused file included); nothing is then stored. The file is received while nothing
    is held; rights and state are asked before, and again once the case is.
    """
    if version is not None:
        return _provide(piece, actor, version=version)
    piece = _with_what_rules_read(Piece.objects).get(pk=piece.pk)
    policy.require(actor, "cases.provide_piece", piece)
    with _arriving(piece, actor, uploaded_file, issued_on, expires_on, document_type) as arrival:
        return _provide(piece, actor, arrival=arrival)


@transaction.atomic
def _provide(piece, actor, *, version=None, arrival=None):
    piece = lock(piece)
    policy.require(actor, "cases.provide_piece", piece)
    requirement = requirement_of(piece)
    if arrival:
        version = vault.keep(arrival, actor=actor).versions.first()
    elif piece.version_id == version.pk and piece.state not in TO_PROVIDE:
        return piece
    version = _as_it_is(version)
    _refuse_unfit(piece, requirement, version, actor)
    if piece.version_id and piece.version.document_id != version.document_id:
        take_back(piece, actor)
    check = standing_check(version, on=serving_date(piece.case))
    _attach(piece, version, check)
    _give(piece, version, actor)
    erase_unused_copies(piece.case, actor)
    _tell_provided(piece, version, actor, check)
    return piece


def _tell_provided(piece, version, actor, check):
    data = {"case": piece.case.number, "requirement": piece.requirement, "version": str(version.public_id)}
    record("piece.provided", actor=actor, target=piece, subject=version.document.owner, data=data)
    if not party_of(piece.case, actor):
        given = "piece.helped" if side_of(piece.case, actor) else "piece.deposited"
        add_act(case=piece.case, author=actor, verb=given, data={"requirement": piece.requirement})
    if check:
        add_act(case=piece.case, author=None, verb="piece.known", data={"requirement": piece.requirement})


@transaction.atomic
def withdraw_piece(*, piece, actor):
    """Take the paper back; it stays in the vault."""
    piece = lock(piece)
    policy.require(actor, "cases.provide_piece", piece)
    if piece.version_id is None:
        return piece
    take_back(piece, actor)
    detach(piece)
    record("piece.withdrawn", actor=actor, target=piece, data={"case": piece.case.number})
    if actor.helping:
        add_act(case=piece.case, author=actor, verb="piece.helped_back", data={"requirement": piece.requirement})
    return piece


def open_paper(*, piece, reader):
    """A piece's paper, opened for somebody who may: the copy the case keeps, else the one in the vault."""
    case = piece.case
    if copy := evidence.frozen(piece.version, case.binder):
        return evidence.read_evidence(evidence=copy, reader=reader, reason=case.number)
    return vault.read(version=piece.version, reader=reader, reason=case.number)


def end_shares(case, actor):
    """The case is over: it reads nobody's vault any longer, and keeps no copy of a file never found complete."""
    if case.binder_id is None:
        return
    evidence.hold(case.binder)
    for given in Share.objects.filter(binder=case.binder_id, revoked_at=None):
        sharing.revoke(share=given, actor=actor)
    if case.completed_at is None:
        evidence.erase_copies(Evidence.objects.filter(binder=case.binder_id), actor=actor)


def take_back(piece, actor):
    """The case may no longer read the paper: its share ends, and the copies not yet relied on are destroyed."""
    binder = piece.case.binder
    if binder is None or _given_otherwise(piece):
        return
    evidence.hold(binder)
    for given in Share.objects.filter(document=piece.version.document, binder=binder, revoked_at=None):
        sharing.revoke(share=given, actor=actor)
    copies = Evidence.objects.filter(binder=binder, source__document=piece.version.document)
    evidence.erase_copies(copies, actor=actor)


def erase_unused_copies(case, actor):
    """Until the file is found complete, a version that another has replaced leaves no copy behind."""
    if case.completed_at:
        return
    evidence.hold(case.binder)
    used = Piece.objects.filter(case=case, is_needed=True, version__isnull=False).values("version")
    evidence.erase_copies(Evidence.objects.filter(binder=case.binder).exclude(source__in=used), actor=actor)


def _given_otherwise(piece):
    others = Piece.objects.filter(case=piece.case, is_needed=True, version__document=piece.version.document)
    return others.exclude(pk=piece.pk).exists()


def binder_of(case):
    """The case's binder, made at first need; the caller holds the case."""
    if case.binder_id is None:
        case.binder = Binder.objects.create()
        case.save(update_fields=["binder"])
    return case.binder


def _give(piece, version, actor):
    """Giving a paper is the consent: the case may read it, and keeps a copy once it is known to be safe."""
    binder = binder_of(piece.case)
    purpose = _("Dossier %(number)s") % {"number": piece.case.number}
    sharing.share(document=version.document, actor=actor, binder=binder, purpose=purpose)
    freeze.defer(version_id=version.pk, binder_id=binder.pk)


def detach(piece, remark=""):
    """Ask for the piece again."""
    piece.version, piece.state, piece.remark = None, PieceState.MISSING, remark
    piece.save(update_fields=["version", "state", "remark"])


def lock(piece):
    """The piece as it is now, held with its case until the end of the transaction, with what rules read."""
    Case.objects.select_for_update(no_key=True).only("pk").get(pk=piece.case_id)
    return _with_what_rules_read(Piece.objects.select_for_update(of=["self"], no_key=True)).get(pk=piece.pk)


def _with_what_rules_read(pieces):
    return pieces.select_related(
        "case__version", "case__service", "case__binder", "party__user", "version__document__owner"
    )


def owner_of(piece, actor):
    """Whose vault a new file goes to: the person asked; for a common piece whoever of the couple brings it, or has it
    brought."""
    if piece.party_id:
        return piece.party.user
    side = side_of(piece.case, actor)
    return (side or piece.case.parties.first()).user


def _arriving(piece, actor, uploaded_file, issued_on, expires_on, document_type):
    """The file on its way into the vault; what was said of it is checked before anything is written."""
    if not uploaded_file:
        raise ValidationError({"file": _("Choisissez un fichier ou un document de votre coffre.")})
    requirement = requirement_of(piece)
    code = document_type or requirement.document_type
    if code not in requirement.document_types:
        raise ValidationError(_("Ce n’est pas le document demandé ici."))
    check_dates(issued_on=issued_on, expires_on=expires_on, max_age_days=requirement.max_age_days)
    return vault.arriving(
        owner=owner_of(piece, actor),
        type=DocumentType.objects.get(code=code),
        uploaded_file=uploaded_file,
        label=requirement.title[:120],
        issued_on=issued_on,
        expires_on=expires_on,
    )


def _as_it_is(version):
    """The version now: refused or deleted meanwhile, it is not given. Its document is held until the end."""
    now = Version.objects.select_for_update(of=["self", "document"], no_key=True)
    return now.select_related("document__owner", "document__type").get(pk=version.pk)


def _refuse_unfit(piece, requirement, version, actor):
    """Only one's own paper, of the right type, not dangerous, not too old."""
    document = version.document
    if document.owner_id != owner_of(piece, actor).pk or document.deleted_at or version.erased_at:
        raise ValidationError(_("Ce document n’est pas dans votre coffre."))
    if document.type.code not in requirement.document_types:
        raise ValidationError(_("Ce n’est pas le document demandé ici."))
    if version.scan_state == ScanState.REFUSED:
        raise ValidationError(_("Ce fichier a été refusé par l’antivirus : choisissez-en un autre."))
    reason = problem(document, max_age_days=requirement.max_age_days)
    if reason:
        raise ValidationError(str(reason))


def _attach(piece, version, check):
    """A paper that an agent has seen complete, and that is still valid, is not to be examined again."""
    known = check is not None
    piece.version, piece.state, piece.remark = version, PieceState.COMPLETE if known else PieceState.PROVIDED, ""
    piece.checked_at, piece.checked_by = (check.checked_at, check.checked_by) if known else (None, None)
    piece.save(update_fields=["version", "state", "remark", "checked_at", "checked_by"])
