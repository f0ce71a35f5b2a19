"""The resident's vault on screen: what is there, what it is called, and how it leaves."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Access, access
from mandates import acting
from mandates.queries import mandate_of_helper
from vault import actions, departures, queries, readings, sharing, validity
from vault.forms import RenameForm
from vault.mandates import ADD, mandate_to_read
from vault.models import Evidence


@access(Access.SIGNED_IN)
@never_cache
@require_safe
def documents(request):
    """Everything in one's vault, by type; ``?q=`` keeps what holds these words."""
    words = request.GET.get("q", "").replace("\0", "")[:100].strip()
    found = queries.by_type(request.user, words)
    leaving = departures.of([document for _type, group in found for document in group])
    groups = [(type, [_row(document, leaving) for document in group]) for type, group in found]
    return render(request, "vault/documents.html", {"groups": groups, "words": words})


@access(Access.SIGNED_IN)
@never_cache
@require_safe
def document(request, public_id):
    found = get_object_or_404(queries.documents_visible_to(request.user), public_id=public_id)
    if found.owner_id != request.user.pk:
        return helped_document(request, found)
    context = {
        "row": _row(found, departures.of([found])),
        "versions": found.versions.all(),
        "shares": sharing.told(sharing.shares_of(request.user).filter(document=found)),
        "copies": copies_of(found),
        "lines": readings.lines_about(request.user, document=found)[:10],
    }
    return render(request, "vault/document.html", context)


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request, public_id):
    found = found_document(request, public_id)
    said = {"label": found.title, "labels": found.labels, "issued_on": found.issued_on, "expires_on": found.expires_on}
    form = RenameForm(request.POST or None, initial=said)
    if request.method == "POST" and form.is_valid():
        actions.rename(document=found, actor=request.user, **form.cleaned_data)
        messages.success(request, _("C’est changé."))
        return redirect("vault:document", public_id)
    return render(request, "vault/rename.html", {"form": form, "document": found}, status=status_of(form))


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request, public_id):
    """Ask, then delete; what a live case relies on stays, and the page says why."""
    found = found_document(request, public_id)
    reasons = [reason for guard in actions.deletion_guards if (reason := guard(found))]
    if request.method == "POST" and not reasons:
        try:
            actions.delete(document=found, actor=request.user)
        except ValidationError as refusal:
            reasons = refusal.messages
        else:
            messages.success(request, _("Le document est effacé."))
            return redirect("vault:documents")
    status = 409 if request.method == "POST" else 200
    context = {"document": found, "reasons": reasons, "retained": actions.retained(found) or copies_of(found)}
    return render(request, "vault/delete.html", context, status=status)


def copies_of(document):
    """What cases keep of a document."""
    return Evidence.objects.filter(source__document=document, erased_at=None)


def found_document(request, public_id):
    """One's own, to change it: nobody renames, replaces, shares or deletes for somebody else."""
    return get_object_or_404(queries.documents_of(request.user), public_id=public_id)


def helped_document(request, found):
    """A paper of somebody one helps: what it is and its content, nothing of who else sees it."""
    acting.begin(request, mandate_to_read(request.user, found))
    actions.note_look(version=found.last, reader=request.user, reason=_("mandat"), verb="document.visited")
    return render(request, "vault/helped_document.html", {"row": _row(found, {}), "versions": found.versions.all()})


@access(Access.SIGNED_IN)
@never_cache
@require_safe
def helped_documents(request, mandate_id):
    """The papers of somebody one helps that the mandate covers."""
    mandate = mandate_of_helper(request.user, mandate_id)
    acting.begin(request, mandate)
    rows = [_row(document, {}) for document in queries.papers_helped_with(request.user, mandate.giver)]
    return render(request, "vault/helped_documents.html", {"rows": rows, "can_add": ADD in mandate.acts})


def _row(document, leaving):
    return {
        "document": document,
        "problem": validity.problem(document),
        "lacks_date": validity.lacks_date(document),
        "until": validity.valid_until(document),
        "departure": leaving.get(document.pk),
    }


def status_of(form):
    return 422 if form.is_bound and form.errors else 200
