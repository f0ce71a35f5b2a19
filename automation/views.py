"""Rules, their runs, the labels and the tasks they gave."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import policy
from accounts.access import Access, access
from accounts.enums import EDITORIAL, Role

from . import actions, events, queries
from .forms import RuleForm, RunsForm, Steps, TryForm
from .models import Rule, Run, Tag
from .rules import writes_rules

WRITERS = [Role.ADMINISTRATOR]
RUNS_AT_A_TIME = 30


@access(Access.STAFF, roles=EDITORIAL)
@require_safe
def rules_list(request):
    """Every rule, in the order in which they are tried."""
    rows = [{"rule": each, "says": queries.summary(each)} for each in queries.rules_listed()]
    return render(request, "automation/rules.html", {"rows": rows, "writes": writes_rules(request.user)})


@access(Access.STAFF, roles=EDITORIAL)
@require_safe
def rule(request, pk):
    """What a rule says, and its last runs."""
    found = get_object_or_404(queries.rules_listed(), pk=pk)
    context = {"rule": found, "says": queries.summary(found), "runs": rows_of(queries.runs(found)[:10])}
    return render(request, "automation/rule.html", {**context, "writes": writes_rules(request.user)})


def rows_of(runs):
    runs = list(runs)
    names = events.names_of([(each.target_type, each.target_id) for each in runs])
    return [{"run": each, "title": names[each.target_type, each.target_id]} for each in runs]


@access(Access.STAFF, roles=WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request):
    return write(request, Rule())


@access(Access.STAFF, roles=WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, pk):
    return write(request, get_object_or_404(Rule, pk=pk))


def write(request, rule):
    """The one form of a rule with its steps; what was typed stays, whatever is wrong."""
    form = RuleForm(request.POST or None, instance=rule)
    steps = Steps(request.POST or None, instance=rule, prefix="steps")
    steps.event = request.POST.get("event", "")
    status, changed = 200, False
    if request.method == "POST":
        status = 422
        if form.is_valid() & steps.is_valid():
            try:
                kept = actions.save(rule=form.instance, steps=steps.steps(), actor=request.user, version=asked(request))
            except actions.Changed:
                status, changed = 409, True
            else:
                messages.success(request, _("La règle « %(name)s » est enregistrée.") % {"name": kept.name})
                return redirect("automation:rule", kept.pk)
    version = Rule.objects.filter(pk=rule.pk).values_list("version", flat=True).first() if changed else rule.version
    context = {"form": form, "steps": steps, "rule": rule, "changed": changed, "version": version}
    return render(request, "automation/write.html", context, status=status)


def asked(request):
    """The version of the rule that the person had before her eyes; 0 where there is none."""
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else 0


@access(Access.STAFF, roles=WRITERS)
@require_POST
def switch_on(request, pk):
    return switch(request, pk, on=True, words=_("La règle est en service."))


@access(Access.STAFF, roles=WRITERS)
@require_POST
def switch_off(request, pk):
    return switch(request, pk, on=False, words=_("La règle est au repos."))


def switch(request, pk, *, on, words):
    actions.switch(rule=get_object_or_404(Rule, pk=pk), on=on, actor=request.user)
    messages.success(request, words)
    return redirect("automation:rule", pk)


@access(Access.STAFF, roles=WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request, pk):
    """Ask once, then delete the rule with its runs."""
    found = get_object_or_404(Rule, pk=pk)
    if request.method == "POST":
        actions.delete(rule=found, actor=request.user)
        messages.success(request, _("La règle « %(name)s » est supprimée.") % {"name": found.name})
        return redirect("automation:rules")
    return render(request, "automation/delete.html", {"rule": found, "runs": found.runs.count()})


@access(Access.STAFF, roles=EDITORIAL)
@require_safe
def rehearse(request, pk):
    """What a rule would do with something that happened or with a page; nothing is done."""
    found = get_object_or_404(queries.rules_listed(), pk=pk)
    form = TryForm(request.GET if request.GET else None, rule=found, past=queries.past_events(found))
    result, status = None, 200
    if form.is_bound and form.is_valid():
        happening = chosen(form.cleaned_data)
        if happening is None:
            form.add_error(None, _("Ce n’est plus là : choisissez autre chose."))
        else:
            result = queries.rehearse(found, happening)
    if form.is_bound and form.errors:
        status = 422
    return render(request, "automation/rehearse.html", {"rule": found, "form": form, "result": result}, status=status)


def chosen(given):
    return events.of_entry(given["entry"]) if given.get("entry") else events.of_page(given["page"])


@access(Access.STAFF, roles=WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def everywhere(request, pk):
    """Show the pages a rule concerns now; run it on all of them when asked."""
    found = get_object_or_404(queries.rules_listed(), pk=pk)
    if not found.is_about_pages:
        raise Http404
    if request.method == "POST":
        count = actions.run_everywhere(rule=found, actor=request.user)
        words = ngettext("La règle part sur %(n)d page.", "La règle part sur %(n)d pages.", count) % {"n": count}
        messages.success(request, words)
        return redirect("automation:rule", pk)
    pages, more = queries.concerned(found)
    context = {"rule": found, "pages": pages, "more": more, "says": queries.summary(found)}
    return render(request, "automation/everywhere.html", context)


@access(Access.STAFF, roles=EDITORIAL)
@require_safe
def runs(request):
    """What rules did, the last first."""
    form = RunsForm(request.GET or None)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = queries.runs(wanted.get("rule"), wanted.get("state", ""))
    page = Paginator(found, RUNS_AT_A_TIME).get_page(request.GET.get("page"))
    return render(request, "automation/runs.html", {"form": form, "page": page, "rows": rows_of(page)})


@access(Access.STAFF, roles=EDITORIAL)
@require_safe
def run(request, pk):
    """One run: what each step gave."""
    found = get_object_or_404(queries.runs(), pk=pk)
    context = {
        "run": found,
        "title": events.name_of(found.target_type, found.target_id),
        "outcomes": queries.outcomes(found),
        "writes": writes_rules(request.user),
    }
    return render(request, "automation/run.html", context)


@access(Access.STAFF, roles=WRITERS)
@require_POST
def replay(request, pk):
    found = get_object_or_404(Run, pk=pk)
    try:
        again = actions.replay(run=found, actor=request.user)
    except actions.AlreadyReplayed:
        return render(request, "automation/already_replayed.html", {"run": found}, status=409)
    if again is None:
        messages.error(request, _("Ce n’est plus là : il n’y a rien à rejouer."))
        return redirect("automation:run", pk)
    messages.success(request, _("La règle est repassée."))
    return redirect("automation:run", again.pk)


@access(Access.STAFF, roles=EDITORIAL)
@require_safe
def tags(request):
    """The labels rules put on pages."""
    name = request.GET.get("mot", "").replace("\x00", "")[:40]
    found = Tag.objects.select_related("page")
    page = Paginator(found.filter(name=name) if name else found, RUNS_AT_A_TIME).get_page(request.GET.get("page"))
    names = Tag.objects.order_by("name").values_list("name", flat=True).distinct()
    return render(request, "automation/tags.html", {"page": page, "names": names, "name": name})


@access(Access.STAFF, roles=EDITORIAL)
@require_POST
def untag(request, pk):
    """Take a label off a page that one may change."""
    tag = get_object_or_404(Tag.objects.select_related("page"), pk=pk)
    if not tag.page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    actions.untag(tag=tag, actor=request.user)
    messages.success(request, _("L’étiquette est retirée."))
    return redirect("automation:tags")


@access(Access.STAFF)
@require_safe
def todos(request):
    """What rules ask of this agent and of her services; and what was just done, to take it back."""
    mine = queries.todos_of(request.user)
    page = Paginator(mine.filter(done_at=None), RUNS_AT_A_TIME).get_page(request.GET.get("page"))
    done = mine.exclude(done_at=None).order_by("-done_at")[: queries.DONE_SHOWN]
    return render(request, "automation/todos.html", {"page": page, "done": done})


def own_todo(request, public_id):
    todo = get_object_or_404(queries.todos_of(request.user), public_id=public_id)
    policy.require(request.user, "automation.do_todo", todo)
    return todo


@access(Access.STAFF)
@require_POST
def finish(request, public_id):
    todo = own_todo(request, public_id)
    if actions.finish(todo=todo, actor=request.user):
        messages.success(request, _("C’est noté : fait. Vous pouvez revenir dessus plus bas."))
    else:
        messages.info(request, _("Quelqu’un l’avait déjà fait. Rien n’a changé."))
    return redirect("automation:todos")


@access(Access.STAFF)
@require_POST
def reopen(request, public_id):
    actions.reopen(todo=own_todo(request, public_id), actor=request.user)
    messages.success(request, _("La tâche est de nouveau à faire."))
    return redirect("automation:todos")
