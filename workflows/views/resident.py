"""A resident's case: the next step first, then the path, the papers and the liaison sheet."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import policy
from accounts.access import Access, access
from cases import actions as case_actions
from cases import queries as case_queries
from cases.enums import LIVE, PieceState
from cases.mandates import MESSAGES, PREPARE
from cases.models import Certificate
from cases.views.helped import may, open_case
from coworking.errors import SlotTaken
from mandates import acting
from workflows import actions, afterwards, forms, queries
from workflows.lanes import planned_ceremony
from workflows.mandates import DATES
from workflows.milestones import frieze
from workflows.next_steps import already_said, helpers_step, next_step
from workflows.rules import entrusted
from workflows.views.conflicts import conflict_page, tells_conflicts
from workflows.views.planning import planning_form
from workflows.views.rows import PieceRow, header, liaison_lines


@access(Access.SIGNED_IN)
def case(request, public_id):
    found, party = open_case(request, public_id, PREPARE, MESSAGES, DATES)
    helping = request.user.helping
    certificate = None if helping else Certificate.objects.filter(case=found).only("code").first()
    context = {
        **header(found),
        "next_step": helpers_step(found, party, helping) if helping else next_step(found, request.user),
        "can_prepare": may(request, party, PREPARE),
        "can_write": may(request, party, MESSAGES),
        "steps": frieze(found, for_agent=bool(helping)),
        "is_live": found.state in LIVE,
        "afterwards": afterwards.sentences(found),
        "can_edit_answers": policy.can(request.user, "cases.edit_answers", found),
        "progress": case_queries.progress(found, pieces=case_queries.own_pieces(found, party)),
        "ceremony": planned_ceremony(found),
        "certificate": certificate,
        "certificate_url": reverse("cases:certificate", args=[public_id]) if certificate else "",
        "lines": liaison_lines(found, request.user),
    }
    return render(request, "workflows/case.html", context)


@access(Access.SIGNED_IN)
@require_POST
@tells_conflicts
def submit(request, public_id):
    found, _party = case_queries.case_of_party(request.user, public_id)
    try:
        actions.submit(case=found, actor=request.user)
    except ValidationError as refusal:
        for sentence in refusal.messages:
            messages.warning(request, sentence)
    else:
        messages.success(request, _("Votre dossier est parti. La mairie vous écrira à chaque étape."))
    return redirect("workflows:case", public_id)


@access(Access.SIGNED_IN)
@require_POST
def annotate(request, public_id):
    found, _party = open_case(request, public_id, MESSAGES)
    form = forms.TextForm(request.POST)
    if form.is_valid():
        with acting.under(request.user.helping):
            case_actions.annotate(case=found, actor=request.user, text=form.cleaned_data["text"])
        messages.success(request, _("Votre mot est dans le dossier. Les agents le lisent."))
    else:
        messages.error(request, _("Écrivez quelques mots, 2 000 signes au plus."))
    return redirect("workflows:case", public_id)


def confirm_page(request, found, form, **words):
    context = {
        "base": "ui/space.html",
        "active": "cases",
        "form": form,
        "back": reverse("workflows:case", args=[found.public_id]),
    }
    return render(request, "workflows/confirm.html", {**context, **words})


@access(Access.SIGNED_IN)
@tells_conflicts
def withdraw(request, public_id):
    found, _party = case_queries.case_of_party(request.user, public_id)
    policy.require(request.user, "workflows.withdraw", found)
    form = forms.OptionalReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.withdraw(case=found, actor=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Votre demande est retirée. Vos papiers restent dans votre coffre."))
        return redirect("workflows:case", public_id)
    return confirm_page(
        request,
        found,
        form,
        title=_("Renoncer à cette démarche ?"),
        explanation=_(
            "Le dossier se ferme pour vous deux et la date est libérée. Vos papiers restent dans votre coffre."
        ),
        confirm_label=_("Renoncer"),
    )


def resident_item(request, public_id, task_id, *acts):
    """``(case, item, None)``, or ``(case, None, conflict)`` for a step already done; 404 for anything else.

    Whoever helps with one of ``acts`` finds the step that takes it, and no other.
    """
    found, _party = open_case(request, public_id, *acts)
    item = next((item for item in queries.open_items(found) if item.task_id == task_id), None)
    if item and item.service_id is None and (not request.user.helping or entrusted(item) in acts):
        return found, item, None
    done = queries.finished_task(task_id)
    if done and queries.case_of_task(task_id) == found:
        return found, None, done
    raise Http404


@access(Access.SIGNED_IN)
@tells_conflicts
def task(request, public_id, task_id):
    found, item, done = resident_item(request, public_id, task_id, DATES)
    if done:
        return conflict_page(request, done)
    parts = SCREENS[item.node](request, found, item)
    if request.method == "POST" and parts["can_act"] and attempt(request, item, parts):
        return redirect("workflows:case", public_id)
    context = {**header(found), "item": item, "title": queries.title_of(item), "help": queries.help_of(item), **parts}
    return render(request, "workflows/resident_task.html", context)


def attempt(request, item, parts):
    """Do the step; a refusal is told and the page comes back with what was chosen."""
    form = parts.get("form")
    if form is not None and not form.is_valid():
        return False
    try:
        with acting.under(request.user.helping):
            parts["act"](task=item.task, actor=request.user, **(form.cleaned_data["booking"] if form else {}))
    except SlotTaken:
        messages.error(request, _("Cette place vient d’être prise. En voici d’autres."))
    except ValidationError as refusal:
        for sentence in refusal.messages:
            messages.error(request, sentence)
    else:
        messages.success(request, parts["thanks"])
        return True
    return False


def complete_file(request, found, item):
    party = case_queries.party_of(found, request.user)
    rows = [PieceRow(line) for line in case_queries.lines(case_queries.pieces_of(found))]
    returned = [row for row in rows if row.piece.state in (PieceState.RETURNED, PieceState.MISSING)]
    for row in returned:
        row.can_provide = row.piece.party_id in (None, party.pk)
    return {
        "returned": returned,
        "can_act": not returned,
        "act": actions.resend,
        "action_label": _("Renvoyer le dossier"),
        "thanks": _("Le dossier est reparti à la mairie. Merci."),
    }


def plan_ceremony(request, found, item):
    return {
        **planning_form(request, found, choose_officiant=False),
        "form_template": "workflows/_form_plan.html",
        "can_act": True,
        "act": actions.plan_ceremony,
        "action_label": _("Réserver cette date"),
        "thanks": _("La date est réservée. Nous vous demanderons de la reconfirmer."),
    }


def reconfirm(request, found, item):
    said = already_said(item, request.user)
    return {
        "ceremony": planned_ceremony(found),
        "waiting_for": _("Vous avez reconfirmé. Nous attendons l’autre personne.") if said else "",
        "can_act": not said,
        "can_decline": True,
        "act": actions.reconfirm,
        "action_label": _("Oui, nous serons là"),
        "thanks": _("Merci, c’est noté."),
    }


SCREENS = {"complete_file": complete_file, "plan_ceremony": plan_ceremony, "reconfirm": reconfirm}


@access(Access.SIGNED_IN)
@tells_conflicts
def decline(request, public_id, task_id):
    """A spouse says the date no longer suits: the place is freed and another is chosen."""
    found, item, done = resident_item(request, public_id, task_id)
    if done:
        return conflict_page(request, done)
    if item.node != "reconfirm":
        raise Http404
    form = forms.OptionalReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.decline_ceremony(task=item.task, actor=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("La place est libérée. Choisissez une autre date quand vous voulez."))
        return redirect("workflows:case", public_id)
    return confirm_page(
        request,
        found,
        form,
        title=_("Cette date ne va plus ?"),
        explanation=_("La salle sera rendue à d’autres et vous choisirez une autre date."),
        confirm_label=_("Libérer cette date"),
    )
