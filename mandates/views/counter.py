"""Mandates written down at the counter."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Access, access
from accounts.enums import CASE_WORKERS, COUNTER
from accounts.models import User
from accounts.queries import person_named
from mandates import actions, queries
from mandates.forms import EndForm, RecordForm
from mandates.models import Mandate
from ui.printing import PrintingUnavailable, html_to_pdf

from .space import SHOWN, row_of, tried

DESK = COUNTER | CASE_WORKERS


def _giver(request, public_id):
    giver = get_object_or_404(User, public_id=public_id)
    if giver == request.user:
        raise PermissionDenied
    return giver


@access(Access.STAFF, roles=DESK)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def record(request, public_id):
    """Note who helps the person before the agent."""
    giver = _giver(request, public_id)
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = RecordForm(*posted, giver=giver, viewer=request.user)
    if request.method == "POST" and form.is_valid() and _recorded(request, giver, form):
        messages.success(request, _("Le mandat est noté. Les deux personnes sont prévenues."))
        return redirect("accounts:person", public_id)
    context = {"form": form, "person": giver}
    return render(request, "mandates/record.html", context, status=422 if form.errors else 200)


def _recorded(request, giver, form):
    said = form.cleaned_data
    helper = person_named(said["to"])
    if helper is None:
        form.add_error("to", _("Nous ne trouvons personne avec ce numéro ou cette adresse."))
        return None
    if helper == request.user:
        form.add_error("to", _("Un agent ne note pas un mandat pour soi-même : demandez à un collègue."))
        return None
    proof = {name: said[name] for name in ("way", "identity", "file")}
    terms = {**form.terms, "chosen": form.chosen, **proof}
    return tried(form, lambda: actions.record_mandate(giver=giver, helper=helper, actor=request.user, **terms))


@access(Access.STAFF, roles=DESK)
@never_cache
@require_POST
def form_pdf(request, public_id):
    """The mandate to sign by hand, in the giver's language, with what was chosen so far on the form."""
    giver = _giver(request, public_id)
    with translation.override(giver.language):
        said, acts, things = RecordForm(request.POST, giver=giver, viewer=request.user).on_paper()
        languages = list(dict.fromkeys([giver.language, settings.LANGUAGE_CODE]))  # the agent reads what is signed
        context = {"person": giver, "said": said, "acts": acts, "things": things, "languages": languages}
        try:
            pdf = html_to_pdf(render_to_string("mandates/form_pdf.html", context))
        except PrintingUnavailable:
            messages.error(request, _("La machine ne sait pas faire de PDF pour le moment."))
            return redirect("mandates:record", public_id)
    actions.note_printed(giver=giver, actor=request.user)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="mandat.pdf"'
    return response


@access(Access.STAFF, roles=DESK)
@never_cache
@require_safe
def of_person(request, public_id):
    """Who helps the person, and whom she helps, as far as both have said yes."""
    person = _giver(request, public_id)
    held = queries.mandates_of(person).exclude(started_at=None)
    rows = [row_of(mandate, {}) for mandate in held[:SHOWN]]
    return render(request, "mandates/of_person.html", {"person": person, "rows": rows})


@access(Access.STAFF, roles=DESK)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end(request, public_id):
    """Ask who said so, then stop the mandate for the person who is there."""
    held = queries.with_people(Mandate.objects.in_force()).exclude(giver=request.user).exclude(helper=request.user)
    mandate = get_object_or_404(held, public_id=public_id)
    form = EndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.end_at_the_counter(mandate=mandate, actor=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Le mandat est arrêté. Les deux personnes sont prévenues."))
        return redirect("mandates:of_person", mandate.giver.public_id)
    context = {"mandate": mandate, "form": form}
    return render(request, "mandates/end_at_counter.html", context, status=422 if form.errors else 200)
