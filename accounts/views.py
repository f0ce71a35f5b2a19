"""Pages about people: one's own profile, the counter's search and cards, who sees what."""

import csv
from functools import wraps

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from journal import pages
from ui.printing import PrintingUnavailable, qr_image
from ui.tables import harmless

from . import actions, cards, letters, policy, queries, slips
from .access import Access, access, came_for
from .adapter import home_of
from .enums import COUNTER, FRONT_DESK, Role
from .forms import LANGUAGE_NAMES, ActivationForm, GrantForm, MembershipForm, ProfileForm, ResidentForm
from .models import User
from .proof import proven_again

ADMINISTRATORS = {Role.ADMINISTRATOR}


# One's own account


@access(Access.SIGNED_IN)
@require_safe
def home(request):
    """The door after signing in: each to their own first page."""
    return redirect(home_of(request.user))


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request):
    """What we know of the person, and what she may change about it."""
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        actions.update_profile(user=form.instance, actor=request.user)
        messages.success(request, _("C’est noté."))
        with translation.override(form.instance.language):
            return redirect("accounts:profile")
    context = {"form": form, "card": cards.in_groups(request.user.username), "sms": bool(settings.SMS_BACKEND)}
    return render(request, "accounts/profile.html", context)


@access(Access.STAFF)
@require_POST
def choose_language(request):
    """The agents' pages in another language: their addresses name none, so it is the person's own that changes."""
    user = User.objects.get(pk=request.user.pk)
    wanted = request.POST.get("language")
    if wanted in LANGUAGE_NAMES and wanted != user.language:
        user.language = wanted
        actions.update_profile(user=user, actor=request.user)
    back = came_for(request)
    return redirect(home_of(user) if back == "/" else back)


@access(Access.PUBLIC)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def activate(request):
    """Choose a password with the card and the code given at the town hall."""
    form = ActivationForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _activated(request, form):
        messages.success(request, _("Votre compte est ouvert. Entrez avec votre numéro de carte et ce mot de passe."))
        return redirect("account_login")
    return render(request, "accounts/activate.html", {"form": form})


def _activated(request, form):
    typed = form.cleaned_data
    address = get_adapter().get_client_ip(request)
    if actions.activate(number=typed["number"], code=typed["code"], password=typed["password"], address=address):
        return True
    form.add_error("code", _("Ce numéro et ce code ne vont pas ensemble. L’accueil peut vous donner un nouveau code."))
    return False


# The counter


@access(Access.STAFF, roles=FRONT_DESK)
@never_cache
@require_safe
def people(request):
    """Find a person by name, card, telephone or e-mail."""
    text = request.GET.get("q", "")[:200].replace("\x00", "")
    page = pages.newest_first(queries.found(text), request.GET.get("avant"))
    found = [(person, cards.in_groups(person.username)) for person in page.rows]
    context = {"people": found, "text": text, "page": page, "kept": urlencode({"q": text}) if text else ""}
    return render(request, "accounts/people.html", context)


@access(Access.STAFF, roles=FRONT_DESK)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def create_person(request):
    """Register somebody at the counter, then show the slip to print."""
    form = ResidentForm(request.POST or None, initial={"language": "fr"})
    if request.method == "POST" and form.is_valid():
        user, code = actions.create_resident(actor=request.user, **form.cleaned_data)
        slips.keep(request.session, user, code)
        return redirect("accounts:slip", user.public_id)
    return render(request, "accounts/create_person.html", {"form": form}, status=422 if form.errors else 200)


@access(Access.STAFF, roles=FRONT_DESK)
@never_cache
@require_safe
def person(request, public_id):
    """One person's card: how to reach them, their account, their roles."""
    someone = get_object_or_404(User, public_id=public_id)
    memberships = someone.memberships.select_related("service").order_by("service__name", "role")
    return render(
        request,
        "accounts/person.html",
        {
            "person": someone,
            "card": cards.in_groups(someone.username),
            "memberships": memberships,
            "form": MembershipForm(),
            "is_administrator": request.user.has_role(Role.ADMINISTRATOR),
        },
    )


@access(Access.STAFF, roles=FRONT_DESK)
@never_cache
@require_safe
def slip(request, public_id):
    """The access slip, for as long as this session keeps its code."""
    someone = get_object_or_404(User, public_id=public_id)
    code = slips.code_of(request.session, someone)
    if code is None:
        raise Http404
    with translation.override(someone.language):
        address = request.build_absolute_uri(reverse("accounts:activate"))
    context = {"person": someone, "card": cards.in_groups(someone.username), "code": code, "address": address}
    context["square"] = qr_image(someone.username)  # read by the counters of the hall
    return render(request, "accounts/slip.html", context)


@access(Access.STAFF, roles=FRONT_DESK)
@never_cache
@require_POST
def letter(request, public_id):
    """The welcome letter as a PDF, for as long as this session keeps its code; a postal address is only printed."""
    someone = get_object_or_404(User.objects.select_related("activation"), public_id=public_id)
    code = slips.code_of(request.session, someone)
    if code is None:
        raise Http404
    postal = request.POST.get("postal_address", "").replace("\0", "")[:500]
    try:
        pdf = letters.letter_pdf(someone, code, postal_address=postal)
    except PrintingUnavailable:
        messages.error(request, _("La machine ne sait pas faire de PDF pour le moment : imprimez cette page."))
        return redirect("accounts:slip", public_id)
    actions.note_letter(user=someone, actor=request.user)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="bienvenue.pdf"'
    return response


@access(Access.STAFF, roles=COUNTER | {Role.ADMINISTRATOR})
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def renew_code(request, public_id):
    """A new code for somebody who lost theirs: a question first, for the code before dies with it."""
    someone = get_object_or_404(User, public_id=public_id)
    if request.method != "POST":
        sentence = _(
            "Le code d’avant ne servira plus. La personne choisira un nouveau mot de passe, et reçoit un message."
        )
        return _ask(request, someone, _("Donner un nouveau code ?"), sentence, _("Donner un nouveau code"))
    try:
        slips.keep(request.session, someone, actions.renew_code(user=someone, actor=request.user))
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("accounts:person", public_id)
    return redirect("accounts:slip", public_id)


def _ask(request, someone, title, sentence, button, **kept):
    """The page that asks before an act; ``kept`` comes back with the form."""
    context = {"person": someone, "heading": title, "sentence": sentence, "button": button, "kept": kept.items()}
    return render(request, "accounts/confirm.html", context)


# The administrator


@access(Access.STAFF, roles=ADMINISTRATORS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@proven_again
def add_membership(request, public_id):
    """Give a role: what it is, to whom, then the password."""
    someone = get_object_or_404(User, public_id=public_id)
    form = MembershipForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        messages.error(request, _("Choisissez un service et un rôle."))
        return redirect("accounts:person", public_id)
    service, role = form.cleaned_data["service"], Role(form.cleaned_data["role"])
    if request.method != "POST":
        sentence = _(
            "%(person)s travaillera ici comme : %(role)s · %(service)s. Ce rôle ouvre des dossiers et des fiches."
        )
        sentence %= {"person": someone, "role": role.label, "service": service}
        return _ask(
            request,
            someone,
            _("Donner ce rôle ?"),
            sentence,
            _("Donner ce rôle"),
            service=service.code,
            role=role.value,
        )
    actions.add_membership(user=someone, actor=request.user, service=service, role=role)
    messages.success(request, _("Le rôle est donné."))
    return redirect("accounts:person", public_id)


@access(Access.STAFF, roles=ADMINISTRATORS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@proven_again
def remove_membership(request, public_id):
    """Take a role away: a question first, then the password."""
    someone = get_object_or_404(User, public_id=public_id)
    asked = request.POST if request.method == "POST" else request.GET
    membership = get_object_or_404(someone.memberships.select_related("service"), pk=_number(asked.get("membership")))
    if someone == request.user and membership.role == Role.ADMINISTRATOR:
        messages.error(request, _("Demandez à une autre personne de vous retirer ce rôle."))
        return redirect("accounts:person", public_id)
    if request.method != "POST":
        sentence = _("%(person)s ne sera plus : %(role)s · %(service)s.")
        sentence %= {"person": someone, "role": membership.get_role_display(), "service": membership.service}
        return _ask(request, someone, _("Retirer ce rôle ?"), sentence, _("Retirer ce rôle"), membership=membership.pk)
    actions.remove_membership(membership=membership, actor=request.user)
    messages.success(request, _("Le rôle est retiré."))
    return redirect("accounts:person", public_id)


def changing_person(change):
    """A view that changes one person: fetched from the address, after the password, then back to the card."""

    @access(Access.STAFF, roles=ADMINISTRATORS)
    @require_POST
    @proven_again
    @wraps(change)
    def view(request, public_id):
        change(request, get_object_or_404(User, public_id=public_id))
        return redirect("accounts:person", public_id)

    return view


@changing_person
def deactivate(request, someone):
    reason = request.POST.get("reason", "").strip()[:200]
    if someone == request.user:
        messages.error(request, _("Vous ne pouvez pas fermer votre propre compte ici."))
    elif not reason:
        messages.error(request, _("Dites pourquoi vous fermez ce compte."))
    else:
        actions.deactivate(user=someone, actor=request.user, reason=reason)
        messages.success(request, _("Le compte est fermé."))


@changing_person
def reactivate(request, someone):
    reason = request.POST.get("reason", "").strip()[:200]
    try:
        actions.reactivate(user=someone, actor=request.user, reason=reason)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Le compte est de nouveau ouvert."))


@access(Access.STAFF, roles=ADMINISTRATORS)
@never_cache
@require_GET
def who_sees(request):
    """Who may do what to one object, and why."""
    name = request.GET.get("objet", "").strip()
    target = queries.object_named(name) if name else None
    if target and request.GET.get("format") == "csv":
        return _table(policy.who(target))
    form = GrantForm(actions=policy.grantable(type(target))) if target else None
    return render(request, "accounts/who_sees.html", {"name": name, **_sights(target), "form": form})


def _table(sights):
    """The same lines, for a spreadsheet."""
    answer = HttpResponse(b"\xef\xbb\xbf", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="qui-voit-quoi.csv"'
    writer = csv.writer(answer, delimiter=";")
    writer.writerow([_("Personne"), _("Droit"), _("Pourquoi")])
    writer.writerows([harmless(each) for each in (line.user, line.words, line.reason)] for line in sights)
    return answer


@access(Access.STAFF, roles=ADMINISTRATORS)
@never_cache
@require_POST
def grant(request):
    """Give a right on one object."""
    target = _target(request)
    form = GrantForm(request.POST, actions=policy.grantable(type(target)))
    if not form.is_valid():
        name = queries.name_of(target)
        return render(request, "accounts/who_sees.html", {"name": name, **_sights(target), "form": form})
    given = dict(form.cleaned_data)
    try:
        actions.grant(target=target, actor=request.user, user=given.pop("person"), **given)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Le droit est donné."))
    return _back_to(target)


@access(Access.STAFF, roles=ADMINISTRATORS)
@require_POST
def revoke(request):
    """Take a right back."""
    target = _target(request)
    given = get_object_or_404(queries.grants_on(target), pk=_number(request.POST.get("grant")))
    actions.revoke(grant=given, actor=request.user)
    messages.success(request, _("Le droit est retiré."))
    return _back_to(target)


def _sights(target):
    if target is None:
        return {"target": None}
    return {"target": target, "sights": policy.who(target), "grants": queries.grants_on(target)}


def _target(request):
    target = queries.object_named(request.POST.get("objet", ""))
    if target is None:
        raise Http404
    return target


def _back_to(target):
    return redirect(f"{reverse('accounts:who_sees')}?{urlencode({'objet': queries.name_of(target)})}")


def _number(text):
    """A key from a form; anything that is none names nothing."""
    return int(text) if (text or "").isascii() and (text or "").isdigit() and len(text) < 19 else -1
