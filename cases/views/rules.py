"""For team leads and administrators: what a procedure asks, who changed it, and going back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Access, access
from accounts.enums import Role
from cases import actions, queries, revisions
from cases.actions.procedures import ChangedMeanwhile
from cases.conditions import holds
from cases.definitions import latest
from cases.forms import posted
from cases.rule_forms import ReasonForm, RequirementForm
from cases.texts import say
from vault.models import DocumentType

LEADS = {Role.TEAM_LEAD, Role.ADMINISTRATOR}
YES = "yes"


@access(Access.STAFF, roles=LEADS)
@never_cache
@require_safe
def procedures(request):
    """The procedures one may change."""
    return render(request, "cases/rules.html", {"procedures": queries.procedures_led_by(request.user)})


@access(Access.STAFF, roles=LEADS)
@never_cache
@require_safe
def procedure(request, code):
    """What each paper must be now, and every version with who made it and why."""
    found = _procedure(request, code)
    context = {
        "procedure": found,
        "papers": _papers(latest(found).definition),
        "versions": found.versions.select_related("author"),
        "cases": queries.cases_by_version(found),
    }
    return render(request, "cases/procedure_rules.html", context)


@access(Access.STAFF, roles=LEADS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def requirement(request, code, requirement):
    """One paper: type, read the difference, then publish."""
    found = _procedure(request, code)
    newest = latest(found)
    item = next((item for item in newest.definition["requirements"] if item["code"] == requirement), None)
    if item is None:
        raise Http404
    form = _requirement_form(request, newest, item)
    changed = None
    if request.method == "POST" and form.is_valid():
        changed = revisions.applied(newest.definition, {requirement: form.said})
        if form.cleaned_data["confirmed"] == YES:
            return _published(request, found, form, actions.change_rules, requirement=requirement, rules=form.said)
    context = {"title": say(item["title"]), "item": item}
    return _page(request, "cases/requirement_rules.html", found, form, newest.definition, changed, **context)


@access(Access.STAFF, roles=LEADS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def version(request, code, number):
    """What a version said differently from the one before; its rules can be taken up again as a new version."""
    found = _procedure(request, code)
    shown = get_object_or_404(found.versions.select_related("author"), number=number)
    newest = latest(found)
    restored = revisions.applied(newest.definition, revisions.all_rules(shown.definition))
    form = ReasonForm(posted(request), initial={"seen": newest.number})
    if request.method == "POST" and form.is_valid():
        return _published(request, found, form, actions.restore_rules, number=number)
    before = found.versions.filter(number__lt=number).first()
    said = revisions.differences(before.definition, shown.definition, _names()) if before else []
    context = {"version": shown, "before": before, "said": said, "is_newest": shown.number == newest.number}
    context["papers"] = _papers(shown.definition)
    return _page(request, "cases/procedure_version.html", found, form, newest.definition, restored, **context)


def _procedure(request, code):
    return get_object_or_404(queries.procedures_led_by(request.user), code=code)


def _names():
    return {kind.code: kind.name for kind in DocumentType.objects.all()}


def _papers(definition):
    kinds = _names()
    return [_paper(item, definition, kinds) for item in definition["requirements"]]


def _paper(item, definition, kinds):
    rules = revisions.rules_of(item)
    return {
        "code": item["code"],
        "title": say(item["title"]),
        "is_for_all": holds(item.get("when"), {}),
        "kinds": revisions.kinds_said(rules, kinds),
        "ages": revisions.ages_said(rules, definition),
    }


def _requirement_form(request, newest, item):
    asked = revisions.rules_of(item)["types"]
    kinds = [(kind.code, kind.name) for kind in DocumentType.objects.all() if kind.is_used or kind.code in asked]
    data, initial = posted(request), {"seen": newest.number}
    return RequirementForm(data, item=item, definition=newest.definition, kinds=kinds, initial=initial)


def _published(request, found, form, act, **said):
    data = form.cleaned_data
    try:
        made = act(procedure=found, actor=request.user, seen=data["seen"], reason=data["reason"], **said)
    except ChangedMeanwhile:
        return render(request, "cases/rules_changed.html", {"procedure": found}, status=409)
    if made is None:
        messages.info(request, _("Rien n’a changé : la démarche demandait déjà cela."))
    else:
        words = _(
            "C’est publié : les nouveaux dossiers suivent la version %(number)d. Les dossiers en cours gardent la leur."
        )
        messages.success(request, words % {"number": made.number})
    return redirect("cases:procedure_rules", found.code)


def _page(request, template, found, form, now, changed, **context):
    """The page; with what would change, once a form without mistake has been sent."""
    told = revisions.differences(now, changed, _names()) if changed else []
    if form.is_bound and changed and not form.errors:
        form.data = form.data.copy()
        form.data["confirmed"] = YES
    context |= {"procedure": found, "form": form, "told": told, "is_dry_run": form.is_bound and not form.errors}
    context["live"] = sum(queries.cases_by_version(found).values())
    return render(request, template, context, status=422 if form.is_bound and form.errors else 200)
