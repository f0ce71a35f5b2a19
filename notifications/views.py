from django.contrib import messages as flash
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Access, access
from accounts.enums import Role
from journal import pages

from . import actions, queries
from .forms import PreferenceForm
from .models import Preference
from .rendering import words


@access(Access.SIGNED_IN)
@require_GET
def messages(request):
    page = pages.newest_first(queries.messages_of(request.user), request.GET.get("avant"))
    rows = [(message, words(message, get_language())) for message in page.rows]
    return render(request, "notifications/messages.html", {"rows": rows, "page": page})


@access(Access.SIGNED_IN)
@require_GET
def message(request, public_id):
    message = get_object_or_404(queries.messages_of(request.user), public_id=public_id)
    return render(request, "notifications/message.html", {"message": message, "words": words(message, get_language())})


@access(Access.SIGNED_IN)
@require_POST
def open_message(request, public_id):
    """Mark a message as read, then show it."""
    found = queries.messages_of(request.user).filter(public_id=public_id)
    message = get_object_or_404(found)
    actions.mark_read(messages=found)
    return redirect("notifications:message", public_id=message.public_id)


@access(Access.SIGNED_IN)
@require_POST
def read_all(request):
    actions.mark_read(messages=queries.messages_of(request.user))
    return redirect("notifications:messages")


@access(Access.SIGNED_IN)
@require_http_methods(["GET", "POST"])
def preferences(request):
    known = Preference.objects.filter(user=request.user).first()
    if request.method == "GET":
        return render(request, "notifications/preferences.html", {"form": PreferenceForm(instance=known)})
    form = PreferenceForm(request.POST)
    form.is_valid()
    wishes = {"by_sms": known.by_sms if known else True, **form.cleaned_data}
    actions.choose_channels(user=request.user, actor=request.user, **wishes)
    flash.success(request, _("C’est noté. Vos messages restent toujours lisibles ici."))
    return redirect("notifications:preferences")


@access(Access.STAFF, roles={Role.ADMINISTRATOR, Role.TEAM_LEAD})
@require_GET
def undelivered(request):
    page = pages.newest_first(queries.undelivered(), request.GET.get("avant"))
    may_retry = request.user.has_role(Role.ADMINISTRATOR)
    return render(request, "notifications/undelivered.html", {"page": page, "may_retry": may_retry})


@access(Access.STAFF, roles={Role.ADMINISTRATOR})
@require_POST
def retry(request, pk):
    delivery = get_object_or_404(queries.undelivered(), pk=pk)
    actions.retry(delivery=delivery, actor=request.user)
    flash.success(request, _("L’envoi est relancé. Il part dans un instant."))
    return redirect("notifications:undelivered")
