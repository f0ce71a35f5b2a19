"""The resident's page: what is kept, and three doors: take away, correct, erase."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Access, access
from accounts.limits import TooManyGuesses
from accounts.proof import proven_again
from archives import queries as archives
from notifications import sms
from privacy import queries
from privacy.actions import erasures, exports, requests
from privacy.enums import BEING_MADE
from privacy.forms import EraseForm, RequestForm
from privacy.models import Request
from privacy.obstacles import obstacles
from vault.errors import NotServed
from vault.responses import attachment


@access(Access.SIGNED_IN)
@never_cache
@require_safe
def home(request):
    """What the town hall keeps about the person, from the data."""
    export = queries.export_of(request.user)
    context = {
        "rows": queries.kept_about(request.user),
        "kept": archives.kept_by_law(request.user),
        "export": export,
        "is_being_made": export is not None and export.state in BEING_MADE,
        "erasure": erasures.pending(request.user),
        "open_requests": queries.requests_of(request.user).filter(state="received").count(),
        "officer": settings.DATA_PROTECTION_OFFICER,
    }
    return render(request, "privacy/home.html", context)


@access(Access.SIGNED_IN)
@require_POST
@proven_again
def ask_export(request):
    """Have the archive made."""
    try:
        exports.ask(owner=request.user, actor=request.user)
    except TooManyGuesses:
        messages.error(request, _("Vous avez déjà demandé votre archive trois fois aujourd’hui. Revenez demain."))
    else:
        messages.success(request, _("C’est demandé. Nous vous écrirons quand votre archive sera prête."))
    return redirect("privacy:home")


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@proven_again
def take(request, public_id, token):
    """The door of the link: a button, which uses it up."""
    export = exports.offered(request.user, public_id, token)
    if export is None:
        if not request.user.exports.filter(public_id=public_id).exists():
            raise Http404
        return render(request, "privacy/take_over.html", status=410)
    if request.method != "POST":
        return render(request, "privacy/take.html", {"export": export})
    try:
        reading = exports.take(owner=request.user, public_id=public_id, token=token)
    except NotServed as error:
        return render(request, "privacy/take.html", {"export": export, "trouble": str(error)}, status=503)
    return attachment(reading) if reading else render(request, "privacy/take_over.html", status=410)


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request):
    """What one changes oneself, what one asks for, and where the requests stand."""
    form = RequestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _asked(request, form):
        messages.success(request, _("Votre demande est partie. Vous aurez une réponse dans le mois."))
        return redirect("privacy:correct")
    context = {"form": form, "requests": queries.requests_of(request.user)[: queries.PAGE], "sms": sms.is_available()}
    return render(request, "privacy/correct.html", context, status=422 if form.errors else 200)


def _asked(request, form):
    try:
        requests.ask(person=request.user, **form.cleaned_data)
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
        return False
    return True


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_request(request, public_id):
    """Take a request back, after a question."""
    found = get_object_or_404(Request, person=request.user, public_id=public_id)
    if request.method != "POST":
        return (
            render(request, "privacy/withdraw.html", {"asked": found}) if found.is_open else redirect("privacy:correct")
        )
    if requests.withdraw(request=found, actor=request.user):
        messages.success(request, _("Votre demande est retirée."))
    else:
        messages.info(request, _("La mairie vient de répondre : lisez sa réponse."))
    return redirect("privacy:correct")


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@proven_again
def erase(request):
    """What goes, what the law keeps, what stands in the way; then one sentence to tick."""
    if planned := erasures.pending(request.user):
        return render(request, "privacy/erase_planned.html", {"erasure": planned})
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _planned(request, form):
        return redirect("privacy:erase")
    context = {
        "form": form,
        "rows": queries.kept_about(request.user),
        "kept": archives.kept_by_law(request.user),
        "obstacles": obstacles(request.user),
    }
    return render(request, "privacy/erase.html", context, status=422 if form.errors else 200)


def _planned(request, form):
    try:
        erasures.plan(person=request.user, actor=request.user)
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
        return False
    return True


@access(Access.SIGNED_IN)
@require_POST
def keep(request):
    """Nothing is erased after all."""
    planned = erasures.pending(request.user)
    if planned and erasures.cancel(erasure=planned, actor=request.user):
        messages.success(request, _("Rien ne sera effacé. Tout est resté comme avant."))
    return redirect("privacy:home")
