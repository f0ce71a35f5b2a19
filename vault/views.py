"""The resident's vault on screen, and the one door through which a document leaves."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from accounts import policy
from accounts.access import Access, access, ask_second_factor, has_second_factor

from . import actions, queries, readings, validity
from .errors import NotServed, RefusedFile
from .forms import FileForm as ReplaceForm
from .forms import RenameForm, UploadForm
from .models import Version
from .responses import attachment


@access(Access.SIGNED_IN)
@never_cache
@require_safe
def documents(request):
    """Everything in one's vault, by type."""
    groups = [(type, [_row(document) for document in group]) for type, group in queries.by_type(request.user)]
    return render(request, "vault/documents.html", {"groups": groups})


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request):
    form = UploadForm(request.POST or None, request.FILES or None, initial={"type": _asked_type(request)})
    if request.method == "POST" and form.is_valid() and (stored := _stored(request, form)):
        messages.success(request, _("C’est rangé. L’antivirus regarde le fichier, cela prend un instant."))
        return redirect("vault:document", stored.public_id)
    return render(request, "vault/upload.html", {"form": form}, status=_status(form))


@access(Access.SIGNED_IN)
@never_cache
@require_safe
def document(request, public_id):
    found = _document(request, public_id)
    context = {
        "row": _row(found),
        "versions": found.versions.all(),
        "lines": readings.lines_about(request.user, document=found)[:10],
    }
    return render(request, "vault/document.html", context)


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def replace(request, public_id):
    found = _document(request, public_id)
    form = ReplaceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _replaced(request, found, form):
        messages.success(request, _("La nouvelle version est rangée. L’ancienne reste lisible en dessous."))
        return redirect("vault:document", public_id)
    return render(request, "vault/replace.html", {"form": form, "document": found}, status=_status(form))


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request, public_id):
    found = _document(request, public_id)
    said = {"label": found.label, "issued_on": found.issued_on, "expires_on": found.expires_on}
    form = RenameForm(request.POST or None, initial=said)
    if request.method == "POST" and form.is_valid():
        actions.rename(document=found, actor=request.user, **form.cleaned_data)
        messages.success(request, _("C’est changé."))
        return redirect("vault:document", public_id)
    return render(request, "vault/rename.html", {"form": form, "document": found}, status=_status(form))


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request, public_id):
    """Ask, then delete; what a live case relies on stays, and the page says why."""
    found = _document(request, public_id)
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
    context = {"document": found, "reasons": reasons, "retained": actions.retained(found)}
    return render(request, "vault/delete.html", context, status=status)


@access(Access.SIGNED_IN)
@never_cache
@require_GET
def download(request, public_id):
    """Send one version as an attachment, once it is known to be safe, and write down who took it and why."""
    version = get_object_or_404(Version.objects.select_related("document__owner"), public_id=public_id)
    decision = policy.decide(request.user, "vault.read_version", version)
    if not decision.allowed:
        raise Http404
    if version.document.owner_id != request.user.pk and request.user.is_agent and not has_second_factor(request):
        return ask_second_factor(request)
    try:
        reading = actions.read(version=version, reader=request.user, reason=decision.reason)
    except NotServed as refusal:
        return render(request, "vault/not_served.html", {"refusal": refusal, "version": version}, status=409)
    return attachment(reading)


@access(Access.SIGNED_IN)
@never_cache
@require_safe
def who_looked(request):
    """Who looked at what in my vault."""
    before = request.GET.get("before", "")
    lines = readings.lines_about(request.user, before=int(before[:18]) if before.isdecimal() else None)
    older = lines[readings.PAGE - 1].id if len(lines) > readings.PAGE else None
    return render(request, "vault/readings.html", {"lines": lines[: readings.PAGE], "older": older})


def _document(request, public_id):
    return get_object_or_404(queries.documents_visible_to(request.user), public_id=public_id)


def _row(document):
    return {"document": document, "problem": validity.problem(document), "until": validity.valid_until(document)}


def _asked_type(request):
    return queries.types().filter(code=request.GET.get("type", "")[:50].replace("\0", "")).first()


def _stored(request, form):
    said = {name: form.cleaned_data[name] for name in ("type", "label", "issued_on", "expires_on")}
    try:
        return actions.store(owner=request.user, actor=request.user, uploaded_file=form.upload, **said)
    except RefusedFile as refusal:
        form.refuse(refusal)


def _replaced(request, document, form):
    said = {name: form.cleaned_data[name] for name in ("issued_on", "expires_on")}
    try:
        return actions.replace(document=document, actor=request.user, uploaded_file=form.upload, **said)
    except ValidationError as refusal:
        form.refuse(refusal)


def _status(form):
    return 422 if form.is_bound and form.errors else 200
