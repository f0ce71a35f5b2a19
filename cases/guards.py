"""What cases tell the vault, and hear from it."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from journal.actions import record
from notifications.actions import send
from vault.enums import ScanState
from vault.models import Evidence
from vault.tasks import freeze

from .actions.liaison import add_act
from .actions.pieces import detach, take_back
from .enums import LIVE, PieceState
from .models import Piece, Procedure
from .queries import live_pieces_with
from .revisions import rules_of
from .texts import say

# Kept in the language of the catalogues; `Piece.remark_said` says it in the reader's.
REFUSED = gettext_noop("Ce fichier a été refusé par l’antivirus : choisissez-en un autre.")


def keep_papers_of_live_cases(document):
    """Why a paper that a live case rests on cannot be deleted, or None: one seen complete is kept by the case."""
    piece = live_pieces_with(document).exclude(pk__in=_settled(document)).select_related("case").first()
    if piece is None:
        return None
    return _("Ce document sert dans votre dossier %(number)s : retirez-le d’abord du dossier.") % {
        "number": piece.case.number
    }


def keep_evidence(document):
    """The versions that a file found complete rests on, until the case has a copy of its own."""
    pieces = Piece.objects.filter(version__document=document, case__completed_at__isnull=False)
    return set(pieces.exclude(pk__in=_settled(document)).values_list("version_id", flat=True))


def rests_on(version, binder):
    """A file found complete rests on this paper, even once it is closed."""
    return Piece.objects.filter(version=version, case__binder=binder, case__completed_at__isnull=False).exists()


def cases_resting_on(kind):
    """How many live cases were given papers of this kind."""
    pieces = Piece.objects.filter(version__document__type=kind, case__state__in=LIVE, is_needed=True)
    return pieces.values("case").distinct().count()


def asked_for(kind, *, ever=False):
    """Which procedure takes papers of this kind now, or ``ever`` did, or None."""
    for procedure in Procedure.objects.prefetch_related("versions"):
        for version in procedure.versions.all()[: None if ever else 1]:
            if any(kind.code in rules_of(item)["types"] for item in version.definition["requirements"]):
                words = _("La démarche « %(name)s » l’accepte ou l’a acceptée : changez d’abord ce qu’elle demande.")
                return words % {"name": say(procedure.names)}
    return None


def _settled(document):
    """Pieces of files checked complete whose copy the case keeps."""
    copies = Evidence.objects.filter(binder=OuterRef("case__binder"), source=OuterRef("version"), erased_at=None)
    pieces = Piece.objects.filter(version__document=document, case__completed_at__isnull=False)
    return pieces.filter(Exists(copies)).values("pk")


def freeze_given(sender, version, **kwargs):
    """A paper is now known to be safe: the live cases it was given to keep a copy."""
    if version.scan_state == ScanState.SAFE:
        pieces = Piece.objects.filter(version=version, case__state__in=LIVE, case__binder__isnull=False)
        for binder in set(pieces.values_list("case__binder", flat=True)):
            freeze.defer(version_id=version.pk, binder_id=binder)


def look_again(sender, document, **kwargs):
    """A paper bears other dates now: files not yet found complete have it looked at again."""
    seen = Piece.objects.filter(version__document=document, state=PieceState.COMPLETE, case__completed_at=None)
    seen.filter(case__state__in=LIVE).update(state=PieceState.PROVIDED, checked_at=None, checked_by=None)


@transaction.atomic
def ask_again_for_refused(sender, version, **kwargs):
    """A paper was found dangerous: its pieces are to provide again, and the person is told."""
    if version.scan_state != ScanState.REFUSED:
        return
    pieces = Piece.objects.filter(version=version, case__state__in=LIVE).select_related("case")
    for piece in pieces.select_related("case__binder", "version__document").select_for_update(of=["self"], no_key=True):
        take_back(piece, None)
        detach(piece, remark=REFUSED)
        add_act(case=piece.case, author=None, verb="piece.refused", data={"requirement": piece.requirement})
        record("piece.refused", actor=None, target=piece, subject=version.document.owner)
        send(
            "piece_refused",
            recipient=version.document.owner,
            context={"number": piece.case.number, "label": version.document.label},
            url=reverse("cases:piece", args=[piece.case.public_id, piece.public_id]),
            target=piece.case,
            dedupe_key=f"piece_refused:{piece.pk}:{version.pk}",
        )
