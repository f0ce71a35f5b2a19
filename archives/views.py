"""The archives' pages."""

import csv
from functools import wraps

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import journal.queries
from accounts import policy
from accounts.access import Access, access
from accounts.enums import Role
from cases.models import Procedure
from journal.pages import newest_first
from ui.dates import local_date
from ui.printing import PrintingUnavailable, html_to_pdf
from ui.tables import harmless
from vault.errors import NotServed, StorageUnavailable
from vault.models import DocumentType, Evidence
from vault.queries import documents_visible_to
from vault.responses import attachment

from . import disposal, forms, queries, retention, transfer
from . import holds as hold_actions
from .enums import Ending, ListState
from .models import ConservationRule, Departure, RetentionRule

ARCHIVES = {Role.ARCHIVIST, Role.ADMINISTRATOR}
ROOM = {*ARCHIVES, Role.TEAM_LEAD}


def tells_who_was_first(view):
    """Answer 409 when somebody else has just done it."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except disposal.AlreadyDone as race:
            return render(request, "archives/conflict.html", {"listed": race.listed}, status=409)

    return guarded


def status_of(form):
    return 422 if form.is_bound and form.errors else 200


def told(form, refusal):
    """Write each refusal of an action on its field."""
    sentences = getattr(refusal, "error_dict", {None: refusal.messages})
    for field, errors in sentences.items():
        form.add_error(field if field in form.fields else None, errors)


# The room


@access(Access.STAFF, roles=ROOM)
@never_cache
@require_safe
def home(request):
    """What is eligible, where the lists stand, and for the archives, holds and rules."""
    keeps = request.user.keeps_archives
    context = {
        "groups": [
            {"group": group, "ending": Ending(group.rule.ending).label} for group in queries.eligible(request.user)
        ],
        "counts": queries.counts(request.user),
        "waiting": queries.lists_visible_to(request.user).filter(state__in=["prepared", "proposed", "approved"])[:10],
        "keeps": keeps,
        "hold_count": queries.holds(standing=True).count() if keeps else 0,
        "leaving": Departure.objects.count() if keeps else 0,
    }
    return render(request, "archives/home.html", context)


@access(Access.STAFF, roles=ROOM)
@require_POST
def prepare(request):
    """A list of one group of eligible cases."""
    form = forms.PrepareForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    rule = get_object_or_404(ConservationRule, pk=form.cleaned_data["rule"])
    try:
        listed = disposal.prepare(rule=rule, year=form.cleaned_data["year"], actor=request.user)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
        return redirect("archives:home")
    messages.success(request, _("Le bordereau est prêt. Le service doit maintenant le confirmer."))
    return redirect("archives:list", listed.public_id)


@access(Access.STAFF, roles=ROOM)
@never_cache
@require_safe
def case(request, public_id):
    """One closed case, with its people: opened to decide of it, and written in the log."""
    found = queries.case_in_sight(request.user, public_id)
    disposal.consulted(case=found, actor=request.user)
    context = {
        "case": found,
        "rule": queries.rule_of(found),
        "ending": queries.ending_of(found).label,
        "parties": found.parties.select_related("user"),
        "copies": Evidence.objects.filter(binder=found.binder_id, erased_at=None).select_related("type"),
        "acts": found.acts.count(),
        "held": queries.holds_on_case(found).exists(),
    }
    return render(request, "archives/case.html", context)


# Lists


def _list(request, public_id):
    return get_object_or_404(queries.lists_visible_to(request.user), public_id=public_id)


@access(Access.STAFF, roles=ROOM)
@never_cache
@require_safe
def lists(request):
    state = request.GET.get("etat", "")
    found = queries.lists_visible_to(request.user)
    found = found.filter(state=state) if state in ListState.values else found
    context = {"page": newest_first(found, request.GET.get("avant")), "state": state, "states": ListState.choices}
    return render(request, "archives/lists.html", context)


@access(Access.STAFF, roles=ROOM)
@never_cache
@require_safe
def one_list(request, public_id):
    listed = _list(request, public_id)
    context = {
        "listed": listed,
        "lines": queries.lines_of(listed),
        "summary": queries.summary(listed),
        "ending": Ending(listed.rule.ending).label,
        "may_propose": policy.can(request.user, "archives.propose", listed),
        "may_give_visa": policy.can(request.user, "archives.give_visa", listed),
        "may_cancel": policy.can(request.user, "archives.cancel", listed),
        "transfer": getattr(listed, "transfer", None),
        "keeps": request.user.keeps_archives,
    }
    return render(request, "archives/list.html", context)


@access(Access.STAFF, roles=ROOM)
@require_POST
@tells_who_was_first
def propose(request, public_id):
    disposal.propose(listed=_list(request, public_id), actor=request.user)
    messages.success(request, _("C’est confirmé. Les archives donneront, ou non, leur visa."))
    return redirect("archives:list", public_id)


@access(Access.STAFF, roles=ARCHIVES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@tells_who_was_first
def visa(request, public_id):
    """Decide of each case, then sign: from then on the worker does what was decided."""
    listed = _list(request, public_id)
    if listed.state != ListState.PROPOSED:
        raise disposal.AlreadyDone(listed)
    policy.require(request.user, "archives.give_visa", listed)
    lines = list(queries.lines_of(listed))
    form = forms.VisaForm(request.POST or None, lines=lines, proposed=disposal.default_decision(listed))
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("reference", "reason")}
        disposal.give_visa(listed=listed, actor=request.user, decisions=form.decisions(), **given)
        messages.success(request, _("Le visa est enregistré."))
        return redirect("archives:list", public_id)
    rows = [{"line": line, "field": form[form.name_of(line)]} for line in lines]
    context = {"listed": listed, "form": form, "rows": rows}
    return render(request, "archives/visa.html", context, status=status_of(form))


@access(Access.STAFF, roles=ROOM)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@tells_who_was_first
def cancel(request, public_id):
    listed = _list(request, public_id)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        disposal.cancel(listed=listed, actor=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Le bordereau est abandonné : rien n’est détruit."))
        return redirect("archives:list", public_id)
    return _confirm(
        request,
        form,
        title=_("Abandonner le bordereau %(number)s ?") % {"number": listed.number},
        explanation=_("Ses dossiers restent entiers. Ils pourront être mis sur un autre bordereau."),
        confirm_label=_("Abandonner ce bordereau"),
        back=reverse("archives:list", args=[public_id]),
    )


def _confirm(request, form, **words):
    context = {"base": "ui/agent.html", "active": "archives", "form": form, **words}
    return render(request, "workflows/confirm.html", context, status=status_of(form))


@access(Access.STAFF, roles=ROOM)
@require_safe
def list_pdf(request, public_id):
    listed = _list(request, public_id)
    context = {
        "listed": listed,
        "lines": queries.lines_of(listed),
        "summary": queries.summary(listed),
        "ending": Ending(listed.rule.ending).label,
    }
    try:
        pdf = html_to_pdf(render_to_string("archives/list_pdf.html", context))
    except PrintingUnavailable:
        messages.error(request, _("La machine ne sait pas faire de PDF pour le moment : imprimez cette page."))
        return redirect("archives:list", public_id)
    return _file(pdf, "application/pdf", f"bordereau-{listed.number}.pdf")


@access(Access.STAFF, roles=ROOM)
@require_safe
def list_csv(request, public_id):
    listed = _list(request, public_id)
    answer = _file(b"\xef\xbb\xbf", "text/csv; charset=utf-8", f"bordereau-{listed.number}.csv")
    writer = csv.writer(answer, delimiter=";")
    writer.writerow(
        [_("Dossier"), _("Démarche"), _("Ouvert le"), _("Fermé le"), _("Pièces"), _("Octets"), _("Décision")]
    )
    for line in queries.lines_of(listed):
        dates = [timezone.localdate(at).isoformat() for at in (line.case.created_at, line.case.closed_at)]
        about = [line.case.number, line.case.procedure, *dates, line.pieces, line.size, line.get_decision_display()]
        writer.writerow([harmless(each) for each in about])
    return answer


def _file(content, content_type, name):
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


# Transfers


def _transfer(request, public_id):
    found = getattr(_list(request, public_id), "transfer", None)
    if found is None:
        raise Http404
    return found


@access(Access.STAFF, roles=ARCHIVES)
@require_POST
@tells_who_was_first
def fetch(request, public_id):
    """Hand the package over, once."""
    try:
        return attachment(transfer.fetch(transfer=_transfer(request, public_id), actor=request.user))
    except StorageUnavailable as outage:
        messages.error(request, str(outage))
    except NotServed:
        messages.error(request, _("Le paquet est abîmé : il ne peut pas être ouvert. Demandez-en un autre."))
    return redirect("archives:list", public_id)


@access(Access.STAFF, roles=ARCHIVES)
@require_POST
@tells_who_was_first
def make_again(request, public_id):
    transfer.make_again(transfer=_transfer(request, public_id), actor=request.user)
    messages.success(request, _("Un nouveau paquet se prépare."))
    return redirect("archives:list", public_id)


@access(Access.STAFF, roles=ARCHIVES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@tells_who_was_first
def acknowledge(request, public_id):
    found = _transfer(request, public_id)
    form = forms.ReferenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        transfer.acknowledge(transfer=found, actor=request.user, reference=form.cleaned_data["reference"])
        messages.success(request, _("C’est noté. Les dossiers versés sont maintenant détruits ici."))
        return redirect("archives:list", public_id)
    return _confirm(
        request,
        form,
        title=_("Les archives publiques ont-elles tout reçu ?"),
        explanation=_(
            "Dès que c’est noté, le paquet et les dossiers versés sont détruits ici. On ne revient pas en arrière."
        ),
        confirm_label=_("Noter l’accusé de réception"),
        back=reverse("archives:list", args=[public_id]),
    )


# Holds


@access(Access.STAFF, roles=ARCHIVES)
@never_cache
@require_safe
def holds(request):
    words = request.GET.get("q", "").replace("\0", "")[:100].strip()
    page = newest_first(queries.holds(words), request.GET.get("avant"))
    return render(request, "archives/holds.html", {"page": page, "words": words})


@access(Access.STAFF, roles=ARCHIVES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def place_hold(request):
    form = forms.HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (placed := _placed(request, form)):
        messages.success(request, _("Le gel est posé : rien de ce qu’il couvre ne peut être effacé."))
        return redirect("archives:hold", placed.public_id)
    return render(request, "archives/place_hold.html", {"form": form}, status=status_of(form))


def _placed(request, form):
    given = dict(form.cleaned_data)
    try:
        target = hold_actions.target_named(given["kind"], given.pop("target"))
        return hold_actions.place(target=target, actor=request.user, **given)
    except ValidationError as refusal:
        form.add_error("target", refusal.messages)
        return None


@access(Access.STAFF, roles=ARCHIVES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hold(request, public_id):
    """One hold, its history, and its end."""
    found = get_object_or_404(queries.holds(), public_id=public_id)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        hold_actions.lift(hold=found, actor=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Le gel est levé."))
        return redirect("archives:hold", public_id)
    history = journal.queries.entries_of(found)
    context = {"hold": found, "form": form, "history": history}
    return render(request, "archives/hold.html", context, status=status_of(form))


# Rules


@access(Access.STAFF, roles=ARCHIVES)
@never_cache
@require_safe
def rules(request):
    in_force = queries.conservation_rules()
    rows = [
        {"procedure": procedure, "ending": ending, "rule": in_force.get((procedure.pk, ending))}
        for procedure in Procedure.objects.all()
        for ending in Ending
    ]
    return render(request, "archives/rules.html", {"papers": queries.retention_rules(), "cases": rows})


@access(Access.STAFF, roles=ARCHIVES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def retention_rule(request, code):
    """Change the rule of a kind of paper: first what it would do, then, pressed again, for good."""
    kind = get_object_or_404(DocumentType, code=code)
    last = queries.retention_rule(kind)
    form = forms.RetentionForm(
        request.POST or None, initial=_as_said(last, ["counts_from", "months", "may_keep_forever"])
    )
    tried = None
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("counts_from", "months", "may_keep_forever")}
        if "sure" in request.POST and _ruled(form, retention.rule, type=kind, actor=request.user):
            messages.success(request, _("La règle est changée."))
            return redirect("archives:rules")
        tried = retention.dry_run(retention.draft(type=kind, **given))
    history = RetentionRule.objects.filter(type=kind).select_related("created_by")
    context = {"kind": kind, "form": form, "tried": tried if form.is_valid() else None, "history": history}
    return render(request, "archives/retention_rule.html", context, status=status_of(form))


def _as_said(rule, names):
    said = {name: getattr(rule, name) for name in names} if rule else {"counts_from": "never", "may_keep_forever": True}
    return {**said, "seen": rule.number if rule else 0}


def _ruled(form, action, **about):
    """Whether the rule was written; a colleague's, or a mistake, is told on the form."""
    try:
        return action(**about, **form.cleaned_data)
    except ValidationError as refusal:
        told(form, refusal)
        return None


@access(Access.STAFF, roles=ARCHIVES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def conservation_rule(request, code, ending):
    procedure = get_object_or_404(Procedure, code=code)
    if ending not in Ending.values:
        raise Http404
    rules_so_far = ConservationRule.objects.filter(procedure=procedure, ending=ending).select_related("created_by")
    last = rules_so_far.first()
    initial = _as_said(last, ["years", "outcome", "keeps_certificate", "source"])
    form = forms.ConservationForm(request.POST or None, initial=initial)
    about = {"procedure": procedure, "ending": ending, "actor": request.user}
    count = None
    if request.method == "POST" and form.is_valid():
        count = queries.freed_by(last, form.cleaned_data["years"])
        if form.cleaned_data.pop("counted") == count or not count:
            if _ruled(form, disposal.rule, **about):
                messages.success(request, _("La règle est changée."))
                return redirect("archives:rules")
            count = None
    context = {"procedure": procedure, "ending": Ending(ending).label, "form": form, "history": rules_so_far}
    return render(request, "archives/conservation_rule.html", {**context, "count": count}, status=status_of(form))


# Residents


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request, public_id):
    """A paper that was to leave stays: one press."""
    found = get_object_or_404(documents_visible_to(request.user), public_id=public_id)
    rule = queries.retention_rule(found.type)
    if request.method == "POST":
        try:
            kept = retention.keep(document=found, actor=request.user, forever="forever" in request.POST)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect("archives:keep", public_id)
        messages.success(request, _kept_said(kept))
        return redirect("vault:document", public_id)
    departure = Departure.objects.filter(document=found).first()
    return render(request, "archives/keep.html", {"document": found, "departure": departure, "rule": rule})


def _kept_said(kept):
    if kept is None or kept.until is None:
        return _("C’est noté : ce papier reste dans votre coffre.")
    return _("C’est noté : ce papier reste au moins jusqu’au %(day)s.") % {"day": local_date(kept.until)}
