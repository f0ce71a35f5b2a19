"""Schemes for administrators, the simulator, and the state of a page for whoever works on it."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Access, access
from accounts.enums import Role

from . import circuits, house, queries, shipped, simulator
from .forms import MoveForm, PlaceForm, SimulatorForm
from .models import Placement, Scheme
from .scheme_form import SchemeForm
from .views import status_of, told, workable_or_404

ADMINISTRATORS = {Role.ADMINISTRATOR}


def tells_of_a_race(view):
    """Answer 409 when somebody else has just changed the same thing."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except circuits.AlreadyDone:
            return render(
                request,
                "publishing/conflict.html",
                {"page": kwargs.get("pk") if "code" in kwargs else None},
                status=409,
            )

    return guarded


@access(Access.STAFF, roles=ADMINISTRATORS)
@never_cache
@require_safe
def schemes(request):
    """Every scheme, and where it holds."""
    rows = Scheme.objects.prefetch_related("placements__page", "placements__kind")
    return render(request, "publishing/schemes.html", {"schemes": rows})


@access(Access.STAFF, roles=ADMINISTRATORS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_scheme(request):
    """A scheme that begins with ours."""
    form = SchemeForm(request.POST or None, definition=shipped.first_definition())
    if request.method == "POST" and form.is_valid():
        try:
            made = circuits.make(name=form.name.cleaned_data["name"], definition=form.definition, actor=request.user)
        except ValidationError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Le circuit est créé. Dites maintenant où il vaut."))
            return redirect("publishing:scheme", made.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "publishing/scheme_form.html", {"form": form}, status=status)


@access(Access.STAFF, roles=ADMINISTRATORS)
@never_cache
@require_safe
def scheme(request, pk):
    """What a scheme says, where it holds, its versions."""
    found = get_object_or_404(Scheme, pk=pk)
    versions = list(found.versions.select_related("made_by"))
    chosen = next((v for v in versions if str(v.number) == request.GET.get("version")), versions[0])
    counts = queries.pages_by_state(found)
    context = {
        "scheme": found,
        "versions": versions,
        "version": chosen,
        "states": [(state, counts.get(state.code, 0)) for state in chosen.said.states],
        "transitions": [queries.in_words(each, chosen.said) for each in chosen.said.transitions],
        "placements": found.placements.select_related("page", "kind"),
        "pages": sum(counts.values()),
    }
    return render(request, "publishing/scheme.html", context)


@access(Access.STAFF, roles=ADMINISTRATORS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@tells_of_a_race
def change_scheme(request, pk):
    """Change states and transitions: a new version."""
    found = get_object_or_404(Scheme, pk=pk)
    current, counts = found.current, queries.pages_by_state(found)
    form = SchemeForm(
        request.POST or None, definition=current.said, name=found.name, seen=current.number, counts=counts
    )
    if request.method == "POST" and form.is_valid() and _change(form, found, request.user):
        messages.success(request, _("Le circuit est changé."))
        return redirect("publishing:scheme", found.pk)
    context = {"form": form, "scheme": found, "pages": sum(counts.values())}
    return render(request, "publishing/scheme_form.html", context, status=422 if request.method == "POST" else 200)


def _change(form, found, actor):
    said = form.name.cleaned_data
    try:
        circuits.change(
            scheme=found,
            seen=said["seen"],
            name=said["name"],
            definition=form.definition,
            actor=actor,
            homes=form.homes,
        )
    except ValidationError as refusal:
        form.refuse(refusal)
        return False
    return True


@access(Access.STAFF, roles=ADMINISTRATORS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def place_scheme(request, pk):
    """Choose a place, read who gains and loses what, then apply."""
    found = get_object_or_404(Scheme, pk=pk)
    data = request.POST or (request.GET if "page" in request.GET else None)
    form = PlaceForm({**data.dict(), "scheme": found.pk} if data else None)
    context = {"form": form, "scheme": found}
    if form.is_valid():
        page, kind = form.cleaned_data["page"], form.cleaned_data["kind"]
        if request.method == "POST" and _place(request, form, found, page, kind):
            return redirect("publishing:scheme", found.pk)
        changes, samples = simulator.changes(page, found, kind), simulator.samples(page, kind)
        context |= {"page": page, "changes": changes, "pages": sum(sample.pages for sample in samples)}
    return render(request, "publishing/place.html", context, status=status_of(form))


def _place(request, form, found, page, kind):
    try:
        circuits.place(scheme=found, page=page, kind=kind, actor=request.user)
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
        return False
    messages.success(request, _("Le circuit vaut maintenant à cette place."))
    return True


@access(Access.STAFF, roles=ADMINISTRATORS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unplace(request, pk, placement):
    """Take a scheme away from a place."""
    placed = get_object_or_404(Placement.objects.select_related("page", "scheme"), pk=placement, scheme=pk)
    if request.method == "POST":
        circuits.unplace(placed=placed, actor=request.user)
        messages.success(request, _("Le circuit ne vaut plus à cette place."))
        return redirect("publishing:scheme", pk)
    return render(request, "publishing/unplace.html", {"placed": placed})


@access(Access.STAFF, roles=ADMINISTRATORS)
@never_cache
@require_safe
def simulate(request):
    """What a person, or a role, could do to a page in each state, and why."""
    asked = {"person", "role"} & request.GET.keys()
    start = {"page": request.GET.get("page", "")}
    form = SimulatorForm(request.GET if asked else None, initial=start)
    context = {"form": form}
    if form.is_valid():
        context |= _simulated(form.cleaned_data)
    return render(request, "publishing/simulator.html", context, status=status_of(form))


def _simulated(asked):
    user = asked["person"] or simulator.somebody(asked["role"])
    page = simulator.page_of_kind(asked["page"], asked["kind"])
    actual = house.now().place_of(page)
    place = simulator.place_here(page, asked["scheme"]) if asked["scheme"] else actual
    who = asked["person"] or dict(SimulatorForm.base_fields["role"].choices)[asked["role"]]
    shown = {"who": who, "where": asked["page"], "place": place, "stop": house.now().stop_over(page.path)}
    if place is None:
        return {**shown, "rights": queries.rights_of(user, page, simulator.lines_for(user, page))}
    return {**shown, "scheme": Scheme.objects.get(pk=place.scheme), "sights": simulator.sights(user, page, place)}


@access(Access.STAFF)
@never_cache
@require_safe
def state(request, pk):
    """The state of a page, what may come next, and what happened."""
    page = workable_or_404(request.user, pk)
    place = house.now().place_of(page)
    context = {
        "page": page,
        "scheme": Scheme.objects.get(pk=place.scheme) if place else None,
        "state": house.state_in(page, place) if place else None,
        "ways": queries.ways(request.user, page),
        "moves": page.publishing_moves.select_related("actor")[:30],
    }
    return render(request, "publishing/state.html", context)


@access(Access.STAFF)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@tells_of_a_race
def move(request, pk, code):
    """Take the page through one transition, with a word if need be."""
    page = workable_or_404(request.user, pk)
    way = next((way for way in queries.ways(request.user, page) if way.transition.code == code), None)
    if way is None:
        if request.method == "POST":
            raise circuits.AlreadyDone
        raise Http404
    form = MoveForm(request.POST or None, initial={"seen": house.state_of(page).code})
    if form.is_valid() and _move(form, page, code, request.user):
        messages.success(request, _("C’est fait : la page est dans l’état « %(state)s ».") % {"state": way.target.name})
        return redirect(after_move(request.user, page))
    return render(request, "publishing/move.html", {"form": form, "page": page, "way": way}, status=status_of(form))


def after_move(user, page):
    """Back to the state of the page, or to the list for whoever has no more to do with it."""
    try:
        workable_or_404(user, page.pk)
    except Http404:
        return reverse("publishing:pages")
    return reverse("publishing:state", args=[page.pk])


def _move(form, page, code, actor):
    try:
        circuits.move(page=page, code=code, actor=actor, **form.cleaned_data)
    except ValidationError as refusal:
        told(form, refusal)
        return False
    return True
