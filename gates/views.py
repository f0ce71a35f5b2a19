"""Reading again, in the editing room."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from accounts.access import Access, access
from accounts.enums import EDITORIAL, Role
from cms.models import PublicPage

from . import actions, queries
from .enums import Check, Level
from .forms import LevelsForm

PAGES_AT_A_TIME = 30


@access(Access.STAFF)
@require_safe
def page(request, page_id):
    """What could be kinder in the latest draft of a page."""
    draft = latest_draft(request.user, page_id)
    known = queries.rules()
    found = [
        {"advice": each, "blocks": known.level(each.check) == Level.BLOCK, "label": Check(each.check).label}
        for each in queries.advice_on(draft, known)
    ]
    language = draft.locale.language_code
    context = {"page": draft, "found": found, "examples": queries.tone_examples(language), "language": language}
    return render(request, "gates/page.html", context)


def latest_draft(user, page_id):
    """A page this person may edit does exist for her; any other does not."""
    found = get_object_or_404(Page, pk=page_id, depth__gt=1)
    if not found.permissions_for_user(user).can_edit():
        raise Http404
    draft = found.get_latest_revision_as_object()
    if not isinstance(draft, PublicPage):
        raise Http404
    return draft


@access(Access.STAFF, roles=EDITORIAL)
@require_safe
def pages(request):
    """Published pages where something could be said better."""
    language = request.GET.get("langue", "")
    rows = Paginator(queries.findings(language), PAGES_AT_A_TIME).get_page(request.GET.get("page"))
    return render(request, "gates/pages.html", {"rows": rows, "language": language})


@access(Access.STAFF, roles=EDITORIAL)
@require_http_methods(["GET", "HEAD", "POST"])
def levels(request):
    """Which checks advise, which block; administrators decide, everybody reads."""
    may_decide = request.user.has_role(Role.ADMINISTRATOR)
    form = LevelsForm(request.POST or None, known=queries.rules())
    if request.method == "POST":
        if not may_decide:
            raise PermissionDenied(_("L’administration du site en décide."))
        if form.is_valid():
            actions.decide_levels(
                actor=request.user, levels=form.levels, longest_sentence=form.cleaned_data["longest_sentence"]
            )
            messages.success(request, _("C’est décidé."))
            return redirect("gates:levels")
    status = 422 if form.is_bound else 200
    return render(request, "gates/levels.html", {"form": form, "may_decide": may_decide}, status=status)
