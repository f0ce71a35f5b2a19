"""For administrators and team leads: requests to answer, erasures on their way."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Access, access
from accounts.enums import Role
from accounts.models import User
from archives import queries as archives
from privacy import queries
from privacy.actions import erasures, requests
from privacy.enums import ANSWERERS
from privacy.forms import AnswerForm, ErasePersonForm
from privacy.models import Erasure, Request
from privacy.obstacles import obstacles
from privacy.proof import proven_again

LEADS = ANSWERERS


@access(Access.STAFF, roles=LEADS)
@never_cache
@require_safe
def requests_page(request):
    """What waits for an answer, by the day it is due; what was answered; who is to be erased."""
    context = {
        "waiting": queries.open_requests(),
        "answered": queries.answered_requests(),
        "erasures": queries.pending_erasures(),
        "is_administrator": request.user.is_administrator,
    }
    return render(request, "privacy/requests.html", context)


@access(Access.STAFF, roles=LEADS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, public_id):
    """Read a request and answer it; nobody answers one's own."""
    found = get_object_or_404(
        Request.objects.select_related("person", "answered_by").exclude(person=request.user), public_id=public_id
    )
    form = AnswerForm(request.POST if request.method == "POST" else None, request=found)
    if request.method == "POST" and form.is_valid():
        try:
            _answer(found, request.user, form.cleaned_data)
        except requests.AlreadyAnswered as lost:
            return render(request, "privacy/already_answered.html", {"asked": lost.request}, status=409)
        messages.success(request, _("La réponse est partie."))
        return redirect("privacy:requests")
    status = 422 if form.errors else 200
    return render(request, "privacy/answer.html", {"asked": found, "form": form}, status=status)


def _answer(found, actor, typed):
    if typed["outcome"] == "accept":
        requests.accept(request=found, actor=actor, answer=typed["answer"], value=typed.get("value"))
    else:
        requests.refuse(request=found, actor=actor, answer=typed["answer"])


@access(Access.STAFF, roles={Role.ADMINISTRATOR})
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@proven_again
def erase_person(request, public_id):
    """For somebody who asked on paper or has died: the same path, the same days to stop it."""
    person = get_object_or_404(User.objects.exclude(pk=request.user.pk), public_id=public_id, erased_at=None)
    form = ErasePersonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            erasures.plan(person=person, actor=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            messages.success(request, _("L’effacement est prévu dans 7 jours. Il peut être annulé ici jusque-là."))
            return redirect("privacy:requests")
    context = {
        "person": person,
        "form": form,
        "kept": archives.kept_by_law(person),
        "obstacles": obstacles(person),
        "planned": erasures.pending(person),
    }
    return render(request, "privacy/erase_person.html", context, status=422 if form.errors else 200)


@access(Access.STAFF, roles={Role.ADMINISTRATOR})
@require_POST
def stop_erasure(request, public_id):
    """Cancel an erasure that is planned."""
    found = get_object_or_404(Erasure, public_id=public_id)
    if erasures.cancel(erasure=found, actor=request.user):
        messages.success(request, _("L’effacement est annulé."))
    else:
        messages.error(request, _("Il est trop tard : l’effacement a commencé."))
    return redirect("privacy:requests")
