"""One attachment: opened, kept in the vault, or thrown away."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import Access, access
from letterbox import actions, queries
from letterbox.forms import KeepForm
from vault.errors import NotServed
from vault.responses import attachment


@access(Access.SIGNED_IN)
@never_cache
@require_GET
def download(request, public_id):
    """Send an attachment once it is known to be safe."""
    file = found_file(request, public_id)
    try:
        reading = actions.read_file(file=file, reader=request.user)
    except NotServed as refusal:
        return not_now(request, file, refusal)
    return attachment(reading)


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request, public_id):
    """Say what it is, and put it in the vault."""
    file = found_file(request, public_id)
    if not file.is_safe:
        return not_now(request, file, actions.Gone.message if file.object_name is None else _NOT_YET)
    form = KeepForm(request.POST or None, initial={"label": file.file_name.rpartition(".")[0][:120]})
    if request.method == "POST" and form.is_valid():
        try:
            document = _kept(request, file, form)
        except NotServed as refusal:
            return not_now(request, file, refusal)
        if document:
            messages.success(request, _("C’est rangé dans votre coffre."))
            return redirect("vault:document", document.public_id)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "letterbox/keep.html", {"form": form, "file": file}, status=status)


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def drop(request, public_id):
    """Ask, then throw an attachment away."""
    file = found_file(request, public_id)
    if file.object_name is None:
        return not_now(request, file, actions.Gone.message)
    if request.method == "POST":
        actions.drop_file(file=file, actor=request.user)
        messages.success(request, _("La pièce jointe est jetée."))
        return redirect("letterbox:mail", file.mail.public_id)
    return render(request, "letterbox/drop.html", {"file": file})


def found_file(request, public_id):
    return get_object_or_404(queries.files_of(request.user), public_id=public_id)


def not_now(request, file, why):
    """What was asked cannot be now: the page says why, and leads back to the message, to the tray once it is erased."""
    mail = queries.mail_of(request.user).filter(pk=file.mail_id).first()
    return render(request, "letterbox/not_now.html", {"mail": mail, "why": why}, status=409)


def _kept(request, file, form):
    try:
        return actions.keep_file(file=file, actor=request.user, **form.cleaned_data)
    except ValidationError as refusal:
        form.add_error(None, ValidationError(refusal.messages))


_NOT_YET = actions.NotYetSafe.message
