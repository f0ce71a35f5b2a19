"""For administrators and team leads: requests to answer, erasures on their way."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Access, access
from accounts.enums import COUNTER, Role
from accounts.models import User
from accounts.proof import proven_again
from archives import queries as archives
from privacy import queries
from privacy.actions import corrections, erasures, requests
from privacy.enums import ANSWERERS, Part
from privacy.forms import AnswerForm, CorrectPersonForm, ErasePersonForm, PartForm
from privacy.models import Erasure, Request
from privacy.obstacles import obstacles

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
    part = _part(request, found)
    form = AnswerForm(request.POST if request.method == "POST" else None, request=found, part=part)
    if request.method == "POST" and form.is_valid():
        try:
            _answer(found, request.user, form.cleaned_data)
        except requests.AlreadyAnswered as lost:
            return render(request, "privacy/already_answered.html", {"asked": lost.request}, status=409)
        messages.success(request, _("La réponse est partie."))
        return redirect("privacy:requests")
    status = 422 if form.errors else 200
    context = {"asked": found, "form": form, "part_form": PartForm(initial={"part": part}, auto_id="about_%s")}
    return render(request, "privacy/answer.html", context, status=status)


def _part(request, found):
    """What the agent says it is about: people choose the wrong line of a list."""
    said = request.POST.get("part") or request.GET.get("part")
    return said if said in Part.values else found.part


def _answer(found, actor, typed):
    outcome, said = typed["outcome"], {"request": found, "actor": actor, "answer": typed["answer"]}
    if outcome == "accept":
        requests.accept(**said, part=typed["part"], value=typed.get("value"))
    else:
        requests.refuse(**said)


@access(Access.STAFF, roles=COUNTER | {Role.ADMINISTRATOR})
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct_person(request, public_id):
    """Name and day of birth, mended with the person at the counter. An agent's, the administration alone changes."""
    person = get_object_or_404(User.objects.exclude(pk=request.user.pk), public_id=public_id, erased_at=None)
    if person.is_agent and not request.user.is_administrator:
        raise PermissionDenied
    held = {name: getattr(person, name) for name in ("first_name", "last_name", "birth_date")}
    form = CorrectPersonForm(request.POST if request.method == "POST" else None, initial=held)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        reason = values.pop("reason")
        if corrections.correct(person=person, actor=request.user, reason=reason, values=values):
            messages.success(request, _("C’est corrigé. La personne reçoit un message qui le dit."))
        else:
            messages.info(request, _("Rien n’a changé."))
        return redirect("accounts:person", public_id)
    context = {"person": person, "form": form}
    return render(request, "privacy/correct_person.html", context, status=422 if form.errors else 200)


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
