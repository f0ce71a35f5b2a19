"""Procedures as everybody sees them: what they are, what is needed for me, start online."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Access, access
from cases import actions, labels, queries
from cases.definitions import latest
from cases.fit import Fit, fits
from cases.forms import QuestionsForm
from cases.models import Procedure
from cases.requirements import needed, visible_answers


@access(Access.PUBLIC)
@require_safe
def procedures(request):
    """Every procedure open online, as cards."""
    return render(request, "cases/procedures.html", {"procedures": queries.open_procedures()})


@access(Access.PUBLIC)
@require_safe
def procedure(request, code):
    """One procedure, with the list of papers for the answers in the address; nothing is kept."""
    found = get_object_or_404(Procedure.objects.select_related("service"), code=code)
    version = latest(found)
    if version is None:
        raise Http404
    answers = preview_answers(version.definition, request.GET)
    signed_in = request.user.is_authenticated
    requirements = needed(version.definition, answers, {})
    return render(
        request,
        "cases/procedure.html",
        {
            "procedure": found,
            "form": QuestionsForm(definition=without_details(version.definition), answers=answers, optional=True),
            "requirements": requirements,
            "fits": fits(request.user, requirements) if signed_in else [Fit(item, None) for item in requirements],
            "answered": bool(answers),
            "steps": labels.STEPS.get(found.code, []),
            "draft": queries.draft_of(request.user, found) if signed_in else None,
            "printed": request.GET.get("v", ""),
            "printed_version": queries.printed_version(found, request.GET.get("v", "")),
            "version": version,
        },
    )


def preview_answers(definition, typed):
    """What the address says, question by question; what cannot be an answer is left out."""
    form = QuestionsForm(typed, definition=without_details(definition), answers=_raw(definition, typed), optional=True)
    form.is_valid()
    given = {code: value for code, value in form.cleaned_data.items() if value not in (None, "")}
    return visible_answers(definition, given)


def _raw(definition, typed):
    """Answers as typed, so that questions behind them are asked too."""
    yes_no = {"yes": True, "no": False}
    kinds = {question["code"]: question["kind"] for question in definition["questions"]}
    return {
        code: yes_no.get(typed[code]) if kind == "yesno" else typed[code]
        for code, kind in kinds.items()
        if code in typed
    }


def without_details(definition):
    """Only the questions that change the list of papers: no name of town, no date."""
    kept = [question for question in definition["questions"] if question["kind"] in ("choice", "yesno")]
    return {**definition, "questions": kept}


@access(Access.SIGNED_IN)
@require_POST
def start(request, code):
    """Begin, or go back to the file in preparation: nothing is asked twice."""
    found = get_object_or_404(Procedure, code=code)
    try:
        case, is_new = actions.resume_or_start(procedure=found, actor=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("cases:procedure", code)
    if not is_new:
        messages.info(request, _("Vous aviez déjà commencé : voici votre dossier, rien n’est perdu."))
    return redirect("cases:questions" if queries.unanswered_by(case, request.user) else "cases:pieces", case.public_id)
