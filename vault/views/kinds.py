"""For staff: the kinds of paper the town hall knows, and the rules of each."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Access, access
from accounts.enums import Role
from ui.words import plain
from vault import kinds
from vault.kind_forms import KindForm
from vault.models import DocumentType
from vault.seeds import TYPES

from .documents import status_of

READERS = {Role.ADMINISTRATOR, Role.TEAM_LEAD}
WRITERS = {Role.ADMINISTRATOR}


@access(Access.STAFF, roles=READERS)
@never_cache
@require_safe
def list_kinds(request):
    """Every kind by its name, those out of use last; ``?q=`` keeps those that hold these words in some language."""
    words = request.GET.get("q", "").replace("\0", "")[:100].strip()
    found = [kind for kind in kinds.all_kinds() if _is_named(kind, words)]
    found.sort(key=lambda kind: (not kind.is_used, plain(kind.name)))
    return render(request, "vault/kinds.html", {"kinds": found, "words": words, "languages": len(settings.LANGUAGES)})


def _is_named(kind, words):
    names = plain(" ".join(kind.names.values()))
    return all(word in names for word in plain(words).split())


@access(Access.STAFF, roles=WRITERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_kind(request):
    form = KindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kinds.add(actor=request.user, **form.said)
        messages.success(request, _("Le type est ajouté : on peut l’utiliser tout de suite."))
        return redirect("vault:kinds")
    return render(request, "vault/kind.html", {"form": form, "can_change": True}, status=status_of(form))


@access(Access.STAFF, roles=READERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def kind(request, code):
    """One kind: read by team leads, changed by administrators; another validity is counted before it is kept."""
    found = get_object_or_404(DocumentType, code=code)
    if not request.user.is_administrator:
        if request.method == "POST":
            raise PermissionDenied
        return _page(request, found, None)
    form = KindForm(request.POST or None, kind=found)
    if request.method == "POST" and form.is_valid():
        return _counted(request, found, form) or _changed(request, found, form)
    return _page(request, found, form, status=status_of(form))


@access(Access.STAFF, roles=WRITERS)
@require_POST
def use_kind(request, code):
    """Put a kind out of use, back in use, or remove one that nothing bears."""
    found = get_object_or_404(DocumentType, code=code)
    act, words = VERBS.get(request.POST.get("verb"), VERBS["retire"])
    try:
        act(kind=found, actor=request.user)
    except ValidationError as refusal:
        return _page(request, found, KindForm(kind=found), refusals=refusal.messages, status=409)
    messages.success(request, words)
    return redirect("vault:kinds")


VERBS = {
    "retire": (kinds.retire, gettext_lazy("Le type est hors d’usage : il n’est plus proposé. Les documents restent.")),
    "bring-back": (kinds.bring_back, gettext_lazy("Le type est de nouveau proposé.")),
    "delete": (kinds.delete, gettext_lazy("Le type est enlevé.")),
}


def _counted(request, found, form):
    """The same page with what the change would touch, unless that was read already; None when there is nothing."""
    days = form.cleaned_data["validity_days"]
    if days == found.validity_days or form.cleaned_data["confirmed"] == str(days or "none"):
        return None
    form.data = form.data.copy()
    form.data["confirmed"] = str(days or "none")
    return _page(request, found, form, reach=kinds.sentences_of(kinds.reach_of(found, days)))


def _changed(request, found, form):
    try:
        kinds.change(kind=found, actor=request.user, seen=_seen(form), **form.said)
    except (kinds.ChangedMeanwhile, ValueError):
        refusals = [_("Quelqu’un a changé ce type pendant ce temps. Rien n’est enregistré : rouvrez la page.")]
        return _page(request, found, form, refusals=refusals, status=409)
    messages.success(request, _("C’est enregistré. C’est valable tout de suite."))
    return redirect("vault:kinds")


def _seen(form):
    stamp = form.cleaned_data["seen"]
    return datetime.fromisoformat(stamp) if stamp else None


def _page(request, found, form, status=200, **more):
    context = {
        "kind": found,
        "names": [(code, name, found.names[code]) for code, name in settings.LANGUAGES if code in found.names],
        "form": form,
        "can_change": form is not None,
        "can_delete": found.code not in TYPES,
        "obstacles": kinds.obstacles(found),
        **more,
    }
    return render(request, "vault/kind.html", context, status=status)
