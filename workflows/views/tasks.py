"""An agent does a task: the page shows the case's part, the form, and who has it."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import policy
from accounts.access import Access, access
from cases.enums import TO_PROVIDE, PieceState
from cases.queries import cases_visible_to
from coworking.errors import SlotTaken
from ui.forms import error_rows
from workflows import actions, forms, queries, rules
from workflows.lanes import planned_ceremony
from workflows.views.conflicts import conflict_page, tells_conflicts
from workflows.views.inbox import way_back
from workflows.views.planning import planning_form
from workflows.views.rows import header, piece_rows


@dataclass
class Screen:
    """What one node shows and does. ``build`` gives the context, ``act`` acts or returns False on bad input."""

    template: str
    build: callable
    act: callable


def item_or_conflict(request, task_id):
    """The open work item, else the conflict to tell; a stranger's task does not exist, one with a side is closed."""
    item = queries.item_visible_to(request.user, task_id)
    if item and rules.has_a_side(request.user, item.case):
        raise PermissionDenied
    if item:
        return item, None
    finished = queries.finished_task(task_id)
    case = queries.case_of_task(task_id)
    if finished is None or case is None or not cases_visible_to(request.user).filter(pk=case.pk).exists():
        raise Http404
    return None, finished


@access(Access.STAFF)
@tells_conflicts
def task(request, task_id):
    item, done = item_or_conflict(request, task_id)
    if done:
        return conflict_page(request, done)
    screen = SCREENS.get(item.node)
    if screen is None or rules.node_of(item) is None:
        return redirect("workflows:agent_case", item.case.public_id)
    parts = screen.build(request, item)
    if request.method == "POST":
        if not may_act(request.user, item):
            raise PermissionDenied(_("Prenez d’abord cette tâche."))
        if closes_case(parts) and not request.POST.get("sure"):
            return render(request, "workflows/refuse.html", {**frame(request, item), **parts})
        if request.POST.get("sure") != "no" and attempt(request, screen, item, parts):
            messages.success(request, _("C’est fait. Merci."))
            return redirect(next_page(request, item.case))
    return render(request, "workflows/task.html", {**frame(request, item), **parts, "form_template": screen.template})


def closes_case(parts):
    return getattr(parts.get("form"), "closes_case", False)


def next_page(request, case):
    """The case, as long as it concerns the person; else the inbox."""
    if cases_visible_to(request.user).filter(pk=case.pk).exists():
        return reverse("workflows:agent_case", args=[case.public_id])
    return way_back(request)


def may_act(user, item):
    """In the agent's hands; or the residents' own step, done for them at the counter."""
    return rules.can_execute(user, item) and (item.service_id is None or item.owner_id == user.pk)


def attempt(request, screen, item, parts):
    """Do the task; a refusal of the domain is shown on the form, which keeps what was typed."""
    try:
        return screen.act(request, item, parts)
    except SlotTaken:
        messages.error(request, _("Cette place vient d’être prise. En voici d’autres."))
    except ValidationError as refusal:
        for sentence in refusal.messages:
            messages.error(request, sentence)
    return False


def frame(request, item):
    can_reassign = rules.can_reassign(request.user, item)
    return {
        **header(item.case),
        "item": item,
        "way_back": way_back(request),
        "ceremony": planned_ceremony(item.case),
        "title": queries.title_of(item),
        "help": queries.help_of(item),
        "can_act": may_act(request.user, item),
        "can_claim": item.service_id is not None and item.owner_id is None and rules.can_claim(request.user, item),
        "reassign_form": forms.ReassignForm(colleagues=queries.colleagues(item)) if can_reassign else None,
    }


def build_check(request, item):
    rows = piece_rows(item.case)
    for row in rows:
        row.form, row.was_replaced = verdict_form(request, row.piece)
    return {"rows": rows, "message_form": forms.CheckMessageForm(request.POST or None), "to_mend": []}


def verdict_form(request, piece):
    """``(form, was replaced)``: a verdict given on another version than the one there now is not kept."""
    prefix = f"piece-{piece.pk}"
    asked = {"verdict": known_verdict(piece)}
    if not request.POST:
        return forms.PieceVerdictForm(prefix=prefix, initial=asked), False
    if request.POST.get(f"{prefix}-version") == str(piece.version_id or ""):
        return forms.PieceVerdictForm(request.POST, prefix=prefix), False
    asked["remark"] = request.POST.get(f"{prefix}-remark", "")
    return forms.PieceVerdictForm(prefix=prefix, initial=asked), True


def known_verdict(piece):
    """What is already seen: a paper found complete and not replaced since, or no paper at all."""
    if piece.state == PieceState.COMPLETE:
        return "ok"
    return None if piece.version_id else "missing"


def act_check(request, item, parts):
    answered = [row.form.is_valid() for row in parts["rows"]]
    if not (parts["message_form"].is_valid() and all(answered)):
        parts["to_mend"] = [*to_mend(parts["rows"]), *error_rows(parts["message_form"])]
        return False
    verdicts = {row.piece.pk: row.form.answer for row in parts["rows"]}
    seen = {row.piece.pk: row.form.cleaned_data["version"] for row in parts["rows"]}
    text = parts["message_form"].cleaned_data["message"]
    actions.check_pieces(task=item.task, actor=request.user, verdicts=verdicts, seen=seen, message=text)
    return True


def to_mend(rows):
    """The summary of mistakes: a line for each paper, that leads to it."""
    found = []
    for row in rows:
        label = f"{row.title} ({row.whose})"
        if row.was_replaced:
            replaced = _("ce papier vient d’être remplacé, ouvrez le nouveau avant de donner votre avis.")
            found.append({"id": f"piece-{row.piece.pk}", "label": label, "error": replaced})
        found += [{**mistake, "label": label} for mistake in error_rows(row.form)]
    return found


def plain_screen(form_class, act, *, shows_papers=False, **options):
    """A screen of one ordinary form whose fields are the action's arguments; ``options`` are made of the node."""

    def build(request, item):
        node = rules.node_of(item)
        papers = piece_rows(item.case) if shows_papers else []
        form = form_class(request.POST or None, **{name: make(node) for name, make in options.items()})
        return {"form": form, "papers": papers}

    def do(request, item, parts):
        if not parts["form"].is_valid():
            return False
        act(task=item.task, actor=request.user, **parts["form"].cleaned_data)
        return True

    return Screen("workflows/_form_plain.html", build, do)


def outcomes_of(node):
    return node.outcomes


def build_plan(request, item):
    return planning_form(request, item.case, choose_officiant=True)


def act_plan(request, item, parts):
    if not parts["form"].is_valid():
        return False
    actions.plan_ceremony(task=item.task, actor=request.user, **parts["form"].cleaned_data["booking"])
    return True


def build_nothing(request, item):
    return {}


def build_complete(request, item):
    """What is still to give again, and the way to do it for the person at the counter."""
    rows = [row for row in piece_rows(item.case) if row.piece.state in TO_PROVIDE]
    for row in rows:
        row.can_deposit = policy.can(request.user, "cases.provide_piece", row.piece)
    return {"returned": rows}


def act_resend(request, item, parts):
    actions.resend(task=item.task, actor=request.user)
    return True


def act_reconfirm(request, item, parts):
    actions.reconfirm(task=item.task, actor=request.user)
    return True


SCREENS = {
    "check_completeness": Screen("workflows/_form_check.html", build_check, act_check),
    "examine": plain_screen(forms.ExamineForm, actions.examine, shows_papers=True, outcomes=outcomes_of),
    "hearing": plain_screen(forms.HearingForm, actions.hold_hearing, shows_papers=True, outcomes=outcomes_of),
    "plan_ceremony": Screen("workflows/_form_plan.html", build_plan, act_plan),
    "celebrate": plain_screen(forms.CelebrateForm, actions.celebrate),
    "complete_file": Screen("workflows/_form_complete.html", build_complete, act_resend),
    "reconfirm": Screen("workflows/_form_nothing.html", build_nothing, act_reconfirm),
}


@access(Access.STAFF)
@require_POST
@tells_conflicts
def claim(request, task_id):
    item, done = item_or_conflict(request, task_id)
    if done:
        return conflict_page(request, done)
    actions.claim(task=item.task, actor=request.user)
    return redirect("workflows:task", task_id)


@access(Access.STAFF)
@require_POST
@tells_conflicts
def release(request, task_id):
    item, done = item_or_conflict(request, task_id)
    if done:
        return conflict_page(request, done)
    actions.release(task=item.task, actor=request.user)
    messages.success(request, _("La tâche est rendue au service."))
    return redirect(way_back(request))


@access(Access.STAFF)
@require_POST
@tells_conflicts
def reassign(request, task_id):
    item, done = item_or_conflict(request, task_id)
    if done:
        return conflict_page(request, done)
    form = forms.ReassignForm(request.POST, colleagues=queries.colleagues(item))
    if form.is_valid():
        to = form.cleaned_data["to"]
        actions.reassign(task=item.task, actor=request.user, to=to)
        messages.success(request, _("%(name)s s’en occupe désormais.") % {"name": to})
    else:
        messages.error(request, _("Choisissez une personne de la liste."))
    return redirect("workflows:task", task_id)
