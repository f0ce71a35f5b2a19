"""Who helps me, whom I help: giving, answering, stopping, and what was done."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Access, access
from accounts.limits import TooManyGuesses
from journal.labels import label
from journal.pages import newest_first
from mandates import acting, actions, queries, registry
from mandates.forms import AskForm, CodeForm, GiveForm
from mandates.models import Mandate
from notifications import sms

PAGE = ["GET", "HEAD", "POST"]
SHOWN = 50


@access(Access.SIGNED_IN)
@never_cache
@require_safe
def mandates(request):
    """Who helps me, and whom I help."""
    given, received = queries.given_by(request.user)[:SHOWN], queries.received_by(request.user)[:SHOWN]
    last = queries.last_done([*given, *received])
    links = queries.links(request.user, [one for one in received if one.is_in_force])
    helping = [{**row_of(one, last), "links": links.get(one.pk, ())} for one in received]
    context = {"given": [row_of(one, last) for one in given], "received": helping, "sms": sms.is_available()}
    return render(request, "mandates/mandates.html", context)


def row_of(mandate, last):
    entry = last.get(str(mandate.public_id))
    return {
        "mandate": mandate,
        "acts": queries.sentences(mandate),
        "things": queries.things(mandate),
        "last": entry and {"at": entry.at, "label": label(entry.verb)},
    }


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(PAGE)
def give(request):
    form = GiveForm(request.POST if request.method == "POST" else None, giver=request.user)
    if request.method == "POST" and form.is_valid() and _given(request, form):
        messages.success(request, _("C’est demandé. Vous verrez ici la réponse de cette personne."))
        return redirect("mandates:mandates")
    return render(request, "mandates/give.html", {"form": form}, status=422 if form.errors else 200)


def _given(request, form):
    terms = {**form.terms, "chosen": form.chosen}
    return tried(form, lambda: actions.give(giver=request.user, to=form.cleaned_data["to"], **terms))


def tried(form, act):
    """What the action gives, or None with its refusal on the form."""
    try:
        return act()
    except TooManyGuesses:
        form.add_error(None, _("C’est beaucoup de demandes pour aujourd’hui. Réessayez demain, ou venez à l’accueil."))
    except ValidationError as refusal:
        fields = refusal.message_dict if hasattr(refusal, "error_dict") else {None: refusal.messages}
        for field, errors in fields.items():
            form.add_error(field if field in form.fields else None, errors)


@access(Access.SIGNED_IN)
@never_cache
@require_POST
def answer(request, public_id):
    """Say yes or no to somebody who asks for help."""
    mandate = get_object_or_404(Mandate, public_id=public_id, helper=request.user, way="online", started_at=None)
    act = actions.accept if request.POST.get("answer") == "yes" else actions.decline
    try:
        act(mandate=mandate, actor=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("Votre réponse est notée."))
    return redirect("mandates:mandates")


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(PAGE)
def end(request, public_id):
    """Ask, since there is no way back but a new mandate; then stop at once."""
    mandate = queries.mandate_of_person(request.user, public_id)
    if request.method != "POST":
        return render(request, "mandates/stop.html", _stopping(request, mandate))
    actions.end(mandate=mandate, actor=request.user)
    messages.success(request, _("C’est arrêté. Plus rien ne peut être fait avec ce mandat."))
    return redirect("mandates:mandates")


def _stopping(request, mandate):
    if mandate.giver_id != request.user.pk:
        title = _("Arrêter d’aider %(name)s ?") % {"name": mandate.giver if mandate.started_at else _("cette personne")}
        return {"title": title, "explanation": _("Vous ne pourrez plus rien faire pour elle. Elle en est prévenue.")}
    words = _("Cette personne ne pourra plus rien faire pour vous, tout de suite. Ce qui est déjà fait reste.")
    return {"title": _("Arrêter l’aide de %(name)s ?") % {"name": mandate.shown_helper}, "explanation": words}


@access(Access.SIGNED_IN)
@never_cache
@require_safe
def mandate(request, public_id):
    """One mandate and all that was done under it, for both."""
    found = queries.mandate_of_person(request.user, public_id)
    page = newest_first(queries.entries_under(found), request.GET.get("avant"))
    names = queries.names_of(page.rows, request.user)
    lines = [(entry, label(entry.verb), names.get((entry.target_type, entry.target_id), "")) for entry in page.rows]
    row = row_of(found, {})
    return render(request, "mandates/mandate.html", {**row, "lines": lines, "page": page})


@access(Access.SIGNED_IN)
@never_cache
@require_safe
def helping(request, public_id):
    """The door to the things of somebody one helps."""
    found = queries.mandate_of_helper(request.user, public_id)
    acting.begin(request, found)
    held = {registry.act(code).kind for code in found.acts if registry.act(code)}
    rooms = [kind for kind in registry.kinds() if kind.code in held]
    return render(request, "mandates/helping.html", {**row_of(found, {}), "rooms": rooms})


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(PAGE)
def ask(request):
    """Help somebody who is beside oneself: a code goes to that person's telephone."""
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and sms.is_available() and form.is_valid():
        whom = form.cleaned_data["whom"]
        asked = tried(form, lambda: actions.ask_by_code(helper=request.user, whom=whom, **form.terms))
        if asked:
            return redirect("mandates:code", asked.public_id)
    status = 422 if form.errors else 200
    return render(request, "mandates/ask.html", {"form": form, "sms": sms.is_available()}, status=status)


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(PAGE)
def code(request, public_id):
    """Type the code; the page is the same whoever was named."""
    asked = get_object_or_404(Mandate, public_id=public_id, helper=request.user, way="code", started_at=None)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _confirmed(request, asked, form):
        return redirect("mandates:helping", public_id)
    return render(request, "mandates/code.html", {"form": form, "asked": asked}, status=422 if form.errors else 200)


def _confirmed(request, asked, form):
    try:
        if actions.confirm_code(mandate=asked, actor=request.user, code=form.cleaned_data["code"]):
            return True
    except TooManyGuesses:
        form.add_error("code", _("Trop d’essais. Attendez un quart d’heure, puis demandez un nouveau code."))
        return False
    form.add_error("code", _("Ce code n’ouvre rien. Vérifiez-le, ou demandez-en un nouveau : il sert 15 minutes."))
    return False


@access(Access.LINK)
@never_cache
@require_http_methods(PAGE)
def refuse(request, token):
    """Whoever was asked says no, without an account at hand."""
    if request.method == "POST":
        if not actions.refuse(token=token):
            raise Http404
        return render(request, "mandates/refuse.html", {"done": True})
    return render(request, "mandates/refuse.html", {"done": False})
