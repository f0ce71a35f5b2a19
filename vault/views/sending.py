"""Papers on their way into the vault."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import Access, access
from mandates import acting
from mandates.queries import mandate_of_helper
from vault import actions, photos, queries
from vault.errors import RefusedFile
from vault.forms import FileForm as ReplaceForm
from vault.forms import PhotosForm, UploadForm
from vault.mandates import ADD
from vault.models import Document

from .documents import found_document, status_of


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request):
    form = UploadForm(
        request.POST or None, request.FILES or None, sender=request.user, initial={"type": _asked_type(request)}
    )
    if request.method == "POST" and form.is_valid() and (stored := _stored(request, form, owner=request.user)):
        form.stored()
        messages.success(request, _("C’est rangé. L’antivirus regarde le fichier, cela prend un instant."))
        return redirect("vault:document", stored.public_id)
    return render(request, "vault/upload.html", {"form": form}, status=status_of(form))


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def helped_upload(request, mandate_id):
    """A paper for the vault of somebody one helps: it is theirs at once."""
    mandate = mandate_of_helper(request.user, mandate_id)
    if ADD not in mandate.acts:
        raise Http404
    acting.begin(request, mandate)
    form = UploadForm(request.POST or None, request.FILES or None, sender=request.user)
    if request.method == "POST" and form.is_valid() and _stored(request, form, owner=mandate.giver):
        form.stored()
        messages.success(request, _("C’est rangé dans le coffre de %(name)s.") % {"name": mandate.giver.first_name})
        return redirect("vault:helped_documents", mandate_id)
    return render(request, "vault/upload.html", {"form": form}, status=status_of(form))


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def replace(request, public_id):
    found = found_document(request, public_id)
    form = ReplaceForm(request.POST or None, request.FILES or None, sender=request.user)
    if request.method == "POST" and form.is_valid() and _replaced(request, found, form):
        form.stored()
        messages.success(request, _("La nouvelle version est rangée. L’ancienne reste lisible en dessous."))
        return redirect("vault:document", public_id)
    return render(request, "vault/replace.html", {"form": form, "document": found}, status=status_of(form))


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_photos(request):
    """A paper photographed page by page becomes one PDF."""
    asked = {"type": _asked_type(request)}
    form = PhotosForm(request.POST or None, request.FILES or None, sender=request.user, initial=asked)
    if request.method == "POST":
        if form.is_valid() and (stored := _photographed(request, form)):
            form.forget()
            messages.success(request, _("C’est rangé. L’antivirus regarde le fichier, cela prend un instant."))
            return redirect("vault:document", stored.public_id)
        form.keep()
    return render(request, "vault/photos.html", {"form": form}, status=status_of(form))


def _photographed(request, form):
    said = {name: form.cleaned_data[name] for name in ("type", "label", "issued_on", "expires_on")}
    pages = [form.kept[number] for number in sorted(form.kept)]
    try:
        with photos.assembled(pages, straighten=form.cleaned_data["straighten"]) as pdf:
            return actions.store(owner=request.user, actor=request.user, uploaded_file=pdf, **said)
    except RefusedFile as refusal:
        form.add_error(None, refusal.messages)


def _asked_type(request):
    return queries.types().filter(code=request.GET.get("type", "")[:50].replace("\0", "")).first()


def _stored(request, form, *, owner):
    said = {name: form.cleaned_data[name] for name in ("type", "label", "issued_on", "expires_on")}
    try:
        with acting.under(request.user.helping):
            return actions.store(owner=owner, actor=request.user, uploaded_file=form.upload, **said)
    except RefusedFile as refusal:
        form.refuse(refusal)


def _replaced(request, document, form):
    said = {name: form.cleaned_data[name] for name in ("issued_on", "expires_on")}
    try:
        return actions.replace(document=document, actor=request.user, uploaded_file=form.upload, **said)
    except Document.DoesNotExist:
        raise Http404 from None
    except ValidationError as refusal:
        form.refuse(refusal)
