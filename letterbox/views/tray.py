"""The mail that arrived, message by message."""

from django.contrib import messages
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Access, access
from journal import pages
from letterbox import actions, queries
from letterbox.forms import UntilForm
from vault.errors import NotServed


@access(Access.SIGNED_IN)
@never_cache
@require_safe
def tray(request):
    """What arrived, newest first."""
    page = pages.newest_first(queries.tray(request.user), request.GET.get("avant"))
    context = {
        "page": page,
        "address": queries.address_of(request.user),
        "unread": queries.unread_count(request.user),
    }
    return render(request, "letterbox/tray.html", context)


@access(Access.SIGNED_IN)
@never_cache
@require_safe
def mail(request, public_id):
    """One message: who says to have sent it, its words, and its attachments."""
    found = found_mail(request, public_id)
    files = list(found.files.all())
    text, trouble = _text_of(found, request.user)
    context = {
        "mail": found,
        "text": text,
        "trouble": trouble,
        "files": [file for file in files if not file.is_inline],
        "pictures": [file for file in files if file.is_inline],
        "waiting": sum(file.object_name is not None for file in files),
        "leaves_on": queries.leaves_on(found),
    }
    return render(request, "letterbox/mail.html", context)


@access(Access.SIGNED_IN)
@require_POST
def open_mail(request, public_id):
    """Mark a message as read, then show it."""
    actions.mark_read(mail=found_mail(request, public_id))
    return redirect("letterbox:mail", public_id)


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request, public_id):
    """Ask, then erase a message."""
    found = found_mail(request, public_id)
    if request.method == "POST":
        actions.delete_mail(mail=found, actor=request.user)
        messages.success(request, _("Le message est effacé."))
        return redirect("letterbox:tray")
    return render(request, "letterbox/delete.html", {"mail": found})


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def drop_files(request, public_id):
    """Ask, then throw away all the attachments of a message that wait."""
    found = found_mail(request, public_id)
    waiting = [file for file in found.files.all() if file.object_name]
    if request.method == "POST":
        actions.drop_files(mail=found, actor=request.user)
        messages.success(request, _("Les pièces jointes sont jetées. Le texte du message reste."))
        return redirect("letterbox:mail", public_id)
    return render(request, "letterbox/drop_files.html", {"mail": found, "files": waiting})


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def empty(request):
    """Ask, then erase every message the page spoke of."""
    if request.method == "POST":
        form = UntilForm(request.POST)
        if not form.is_valid():
            return HttpResponseBadRequest()
        count = actions.empty_tray(user=request.user, actor=request.user, until=form.cleaned_data["until"])
        words = ngettext("C’est vidé : %(count)d message effacé.", "C’est vidé : %(count)d messages effacés.", count)
        messages.success(request, words % {"count": count})
        return redirect("letterbox:tray")
    last = queries.mail_of(request.user).first()
    context = {"last": last, "count": queries.mail_of(request.user).count()}
    return render(request, "letterbox/empty.html", context)


def found_mail(request, public_id):
    return get_object_or_404(queries.mail_of(request.user), public_id=public_id)


def _text_of(mail, reader):
    """``(text, None)``, or why it cannot be read now."""
    try:
        return actions.read_text(mail=mail, reader=reader), None
    except NotServed as trouble:
        return "", trouble
