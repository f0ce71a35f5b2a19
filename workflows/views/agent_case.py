"""The whole case on one screen for agents, and what they may do at any time."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import policy
from accounts.access import Access, access
from accounts.cards import in_groups
from accounts.phones import for_people
from cases import actions as case_actions
from cases import civil
from cases import queries as case_queries
from cases.enums import CaseState, StepChange
from cases.models import Certificate
from cases.rules import has_a_side
from vault.errors import NotServed
from vault.models import DocumentType
from vault.responses import attachment
from workflows import actions, forms, queries
from workflows.milestones import frieze
from workflows.views.conflicts import tells_conflicts
from workflows.views.inbox import way_back
from workflows.views.rows import PieceRow, answer_rows, header, liaison_lines, piece_rows


def case_of_others(user, public_id):
    """A case the agent may see as an agent: one's own, or that of somebody one helps, is read in the space."""
    found = case_queries.case_visible_to(user, public_id)
    if has_a_side(user, found):
        raise PermissionDenied
    return found


@access(Access.STAFF)
def case(request, public_id):
    found = case_of_others(request.user, public_id)
    rows = piece_rows(found)
    for row in rows:
        row.can_deposit = policy.can(request.user, "cases.provide_piece", row.piece)
    parties = list(found.parties.all())
    for party in parties:
        party.answer_rows = answer_rows(found, party)
        party.card = in_groups(party.user.username)
        party.phone = party.user.phone and for_people(party.user.phone)
        party.piece_rows = [row for row in rows if row.piece.party_id == party.pk]
    steps = frieze(found, for_agent=True)
    context = {
        **header(found),
        "way_back": way_back(request),
        "needs_interpreter": any(party.answers.get("interpreter") for party in parties),
        "steps": steps,
        "items": [{"item": item, "title": queries.title_of(item)} for item in queries.open_items(found)],
        "parties": parties,
        "common_rows": [row for row in rows if row.piece.party_id is None],
        "common_answers": answer_rows(found, None),
        "ceremonies": found.ceremonies.select_related("room__resource", "officiant__resource"),
        "lines": liaison_lines(found, request.user),
        "is_open": found.state == CaseState.OPEN and policy.can(request.user, "cases.note", found),
        "can_cancel": policy.can(request.user, "workflows.cancel", found),
        "can_move": policy.can(request.user, "workflows.move", found),
        "added_steps": found.adjustments.filter(change=StepChange.ADDED, done_at=None),
        "can_revoke": policy.can(request.user, "cases.revoke_certificate", found)
        and Certificate.objects.filter(case=found, revoked_at=None).exists(),
        "step_form": forms.StepForm(milestones=[(step.code, step.title) for step in steps]),
    }
    return render(request, "workflows/agent_case.html", context)


def written(request, public_id, act, thanks):
    """Write the text of a form on the liaison sheet with ``act``; a text that will not do comes back to be mended."""
    found = case_of_others(request.user, public_id)
    form = forms.TextForm(request.POST)
    if form.is_valid():
        act(case=found, actor=request.user, text=form.cleaned_data["text"])
        messages.success(request, thanks)
        return redirect("workflows:agent_case", public_id)
    back = reverse("workflows:agent_case", args=[public_id])
    context = {"form": form, "back": back, "title": _("Écrire sur la fiche de liaison"), "label": _("Écrire")}
    return render(request, "workflows/adjust.html", context, status=422)


@access(Access.STAFF)
@require_POST
def note(request, public_id):
    return written(request, public_id, case_actions.note, _("C’est noté."))


@access(Access.STAFF)
@require_POST
def message(request, public_id):
    return written(request, public_id, case_actions.message, _("Le message est parti."))


@access(Access.STAFF)
@require_POST
def adjust(request, public_id):
    """Add, skip or explain a step of the couple's booklet."""
    found = case_of_others(request.user, public_id)
    form = forms.StepForm(request.POST, milestones=[(step.code, step.title) for step in frieze(found)])
    if form.is_valid():
        case_actions.adjust_step(case=found, actor=request.user, **form.cleaned_data)
        messages.success(request, _("Le carnet du couple est à jour."))
        return redirect("workflows:agent_case", public_id)
    context = {"form": form, "back": request.path.removesuffix("carnet/"), "title": _("Adapter le carnet")}
    return render(request, "workflows/adjust.html", context, status=422)


@access(Access.STAFF)
@tells_conflicts
def cancel(request, public_id):
    found = case_of_others(request.user, public_id)
    policy.require(request.user, "workflows.cancel", found)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.cancel(case=found, actor=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Le dossier est annulé ; les usagers sont prévenus."))
        return redirect("workflows:agent_case", public_id)
    context = {
        "base": "ui/agent.html",
        "active": "inbox",
        "form": form,
        "title": _("Annuler le dossier %(number)s ?") % {"number": found.number},
        "explanation": _("La date et les salles réservées seront libérées. Les usagers liront votre explication."),
        "confirm_label": _("Annuler le dossier"),
        "back": request.path.removesuffix("annuler/"),
    }
    return render(request, "workflows/confirm.html", context)


@access(Access.STAFF)
@require_POST
def finish_step(request, public_id, adjustment_id):
    """A step that was added for this couple is done."""
    found = case_queries.case_visible_to(request.user, public_id)
    adjustment = get_object_or_404(found.adjustments.filter(change=StepChange.ADDED), pk=adjustment_id)
    case_actions.finish_step(adjustment=adjustment, actor=request.user)
    messages.success(request, _("L’étape est faite."))
    return redirect("workflows:agent_case", public_id)


@access(Access.STAFF)
def revoke_certificate(request, public_id):
    """The team lead says that a certificate no longer tells the truth, and why."""
    found = case_queries.case_visible_to(request.user, public_id)
    policy.require(request.user, "cases.revoke_certificate", found)
    certificate = get_object_or_404(Certificate, case=found, revoked_at=None)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        civil.revoke_certificate(certificate=certificate, actor=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Le certificat est annulé : sa page le dit désormais."))
        return redirect("workflows:agent_case", public_id)
    context = {
        "base": "ui/agent.html",
        "active": "inbox",
        "form": form,
        "title": _("Annuler le certificat du dossier %(number)s ?") % {"number": found.number},
        "explanation": _(
            "Qui vérifiera ce certificat lira qu’il est annulé, et votre motif. On ne revient pas en arrière."
        ),
        "confirm_label": _("Annuler le certificat"),
        "back": request.path.removesuffix("certificat/annuler/"),
    }
    return render(request, "workflows/confirm.html", context)


@access(Access.STAFF)
@tells_conflicts
def move(request, public_id):
    """The team lead puts a case back on a step, after a change of circuit or a mistake."""
    found = case_of_others(request.user, public_id)
    policy.require(request.user, "workflows.move", found)
    form = forms.MoveForm(request.POST or None, nodes=queries.human_steps(found))
    if request.method == "POST" and form.is_valid():
        actions.move(case=found, actor=request.user, **form.cleaned_data)
        messages.success(request, _("Le dossier est remis en route."))
        return redirect("workflows:agent_case", public_id)
    context = {
        "base": "ui/agent.html",
        "active": "inbox",
        "form": form,
        "title": _("Remettre le dossier %(number)s en route ?") % {"number": found.number},
        "explanation": _(
            "L’étape en cours s’arrête et celle que vous choisissez s’ouvre. Le journal garde votre motif."
        ),
        "confirm_label": _("Remettre en route"),
        "back": request.path.removesuffix("remettre/"),
    }
    return render(request, "workflows/confirm.html", context)


@access(Access.STAFF)
def piece(request, public_id, piece_id):
    """The file of a piece, for an agent with a part in the case; the reading is written in the journal."""
    _found, asked = visible_piece(request, public_id, piece_id)
    if asked.version is None:
        raise Http404
    try:
        reading = case_actions.open_paper(piece=asked, reader=request.user)
    except NotServed as refusal:
        messages.error(request, str(refusal))
        return redirect("workflows:agent_case", public_id)
    return attachment(reading)


def visible_piece(request, public_id, piece_id):
    """The case and the piece, or 404; 403 for an agent who sees the case but has no part in it."""
    found = case_of_others(request.user, public_id)
    asked = case_queries.piece_visible_to(request.user, found, piece_id)
    policy.require(request.user, "cases.view_piece", asked)
    return found, asked


def document_types(codes):
    """``[(code, name), ...]`` of the kinds of paper a requirement takes, in its order."""
    names = {kind.code: kind.name for kind in DocumentType.objects.filter(code__in=codes)}
    return [(code, names[code]) for code in codes if code in names]


@access(Access.STAFF)
def deposit(request, public_id, piece_id):
    found, asked = visible_piece(request, public_id, piece_id)
    if not policy.can(request.user, "cases.provide_piece", asked):
        raise PermissionDenied
    row = PieceRow(case_queries.lines([asked])[0], for_agent=True)
    kinds = document_types(row.line.requirement.document_types)
    form = forms.DepositForm(request.POST or None, request.FILES or None, kinds=kinds)
    if request.method == "POST" and form.is_valid() and stored(request, form, asked):
        messages.success(request, _("Le papier est déposé."))
        return redirect(after_deposit(request, found))
    owner = asked.party.user if asked.party else found.parties.all()[0].user
    context = {"case": found, "row": row, "owner": owner, "form": form, "back": after_deposit(request, found)}
    return render(request, "workflows/deposit.html", context, status=422 if form.errors else 200)


def after_deposit(request, case):
    """The task one came from, while it is one of this case, else the case."""
    came_from = request.GET.get("tache", "")
    item = next((item for item in queries.open_items(case) if str(item.task_id) == came_from), None)
    if item:
        return reverse("workflows:task", args=[item.task_id])
    return reverse("workflows:agent_case", args=[case.public_id])


def stored(request, form, asked):
    """Whether the file was accepted; each refusal is written on its field."""
    given = {name: value for name, value in form.cleaned_data.items() if name != "agreed"}
    try:
        case_actions.provide_piece(piece=asked, actor=request.user, **given)
    except ValidationError as refusal:
        sentences = getattr(refusal, "error_dict", {"uploaded_file": refusal.messages})
        for field, errors in sentences.items():
            form.add_error(field if field in form.fields else "uploaded_file", errors)
        return False
    return True
