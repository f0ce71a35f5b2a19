"""The papers of a file: the list, and each paper's page."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import policy
from accounts.access import Access, access
from cases import actions, queries
from cases.forms import ChoiceForm, PiecePhotosForm, UploadForm, posted, show_errors
from cases.mandates import PREPARE
from cases.requirements import requirement_of
from mandates import acting
from vault import photos
from vault.models import DocumentType
from vault.queries import documents_of, fitting, papers_helped_with, versions_visible_to

from .helped import open_case


@access(Access.SIGNED_IN)
@never_cache
@require_safe
def pieces(request, public_id):
    """Own and common papers, with why and how far; of the other person, only how many."""
    case, party = open_case(request, public_id, PREPARE)
    other = queries.other_party(case, party)
    everything = queries.pieces_of(case)
    mine = [piece for piece in everything if piece.party_id == party.pk]
    shared = [piece for piece in everything if piece.party_id is None]
    context = {
        "case": case,
        "own": queries.lines(mine),
        "shared": queries.lines(shared),
        "progress": queries.progress(case, pieces=mine + shared),
        "other": other,
        "invitation": None if other else queries.open_invitation(case),
        "other_progress": queries.progress(case, other, everything) if other else None,
        "can_answer": policy.can(request.user, "cases.edit_answers", case),
        "unanswered": queries.unanswered(case, party),
    }
    return render(request, "cases/pieces.html", context)


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def piece(request, public_id, piece_id):
    """One paper: why, an example, and two ways to give it: from the vault, or a new file."""
    found, party = _piece(request, public_id, piece_id)
    requirement = requirement_of(found)
    types = dict(DocumentType.objects.filter(code__in=requirement.document_types).values_list("code", "names"))
    form = UploadForm(posted(request), request.FILES or None, requirement=requirement, types=types, sender=request.user)
    if request.method == "POST":
        policy.require(request.user, "cases.provide_piece", found)
        if form.is_valid() and _provided(request, found, form, **form.paper):
            return redirect("cases:pieces", public_id)
    return _page(request, found, party, requirement, form)


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def photographs(request, public_id, piece_id):
    """One paper of several pages, recto and verso for one, photographed page by page."""
    found, _party = _piece(request, public_id, piece_id)
    policy.require(request.user, "cases.provide_piece", found)
    requirement = requirement_of(found)
    form = PiecePhotosForm(posted(request), request.FILES or None, requirement=requirement, sender=request.user)
    if request.method == "POST":
        if form.is_valid() and _photographed(request, found, form):
            return redirect("cases:pieces", public_id)
        form.keep()
    context = {"case": found.case, "line": queries.PieceLine(found, requirement), "form": form}
    return render(request, "cases/photographs.html", context, status=422 if form.errors else 200)


@access(Access.SIGNED_IN)
@require_POST
def choose(request, public_id, piece_id):
    """Give a paper that is already in the vault."""
    found, party = _piece(request, public_id, piece_id)
    choice = ChoiceForm(request.POST)
    if not choice.is_valid():
        raise Http404
    mine = versions_visible_to(request.user).filter(document__owner=party.user)
    version = get_object_or_404(mine, public_id=choice.cleaned_data["version"])
    try:
        with acting.under(request.user.helping):
            actions.provide_piece(piece=found, actor=request.user, version=version)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("cases:piece", public_id, piece_id)
    messages.success(request, _("C’est noté : ce document est dans votre dossier."))
    return redirect("cases:pieces", public_id)


@access(Access.SIGNED_IN)
@require_POST
def take_back(request, public_id, piece_id):
    """Take a paper out of the file; it stays in the vault."""
    found, party = _piece(request, public_id, piece_id)
    with acting.under(request.user.helping):
        actions.withdraw_piece(piece=found, actor=request.user)
    mine, theirs = _("Le document est retiré du dossier. Il reste dans votre coffre."), _("Le document est retiré.")
    messages.success(request, mine if party.user_id == request.user.pk else theirs)
    return redirect("cases:piece", public_id, piece_id)


def _piece(request, public_id, piece_id):
    """``(piece, the party it is seen by)``"""
    case, party = open_case(request, public_id, PREPARE)
    return queries.piece_visible_to(request.user, case, piece_id), party


def _provided(request, found, form, **paper):
    try:
        with acting.under(request.user.helping):
            actions.provide_piece(piece=found, actor=request.user, **paper)
    except ValidationError as refusal:
        show_errors(form, refusal)
        return False
    form.stored()
    mine, theirs = _("C’est reçu. Le document est aussi rangé dans votre coffre."), _("C’est reçu.")
    messages.success(request, theirs if request.user.helping else mine)
    return True


def _photographed(request, found, form):
    try:
        with photos.assembled(form.pages, straighten=form.cleaned_data["straighten"]) as pdf:
            return _provided(request, found, form, uploaded_file=pdf, **form.paper)
    except ValidationError as refusal:
        show_errors(form, refusal)
        return False


def _page(request, found, party, requirement, form):
    papers = fitting_documents(request.user, party.user, requirement, found)
    context = {
        "case": found.case,
        "line": queries.PieceLine(found, requirement, queries.warning_of(found)),
        "form": form,
        "documents": papers,
        "can_read": found.version_id and policy.can(request.user, "vault.read_version", found.version),
        "can_provide": policy.can(request.user, "cases.provide_piece", found),
    }
    return render(request, "cases/piece.html", context)


def fitting_documents(user, owner, requirement, found):
    """Documents of the owner's vault that ``user`` may read and would do, except the one already given."""
    kept = documents_of(owner) if user == owner else papers_helped_with(user, owner)
    documents = []
    for code in requirement.document_types:
        documents += fitting(kept, code, max_age_days=requirement.max_age_days)
    return [document for document in documents if document.last.pk != found.version_id]
