"""The spaces, their days, and one's own bookings. Everything works with links and forms alone."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Access, access

from . import booking_oneself, offers, queries
from .actions import Wanted
from .booking_oneself import EARLY, arrive, has_it, reserve
from .errors import AlreadyYours, NotBookable, SlotTaken
from .forms import ReserveForm
from .hours import MIDNIGHT, ONE_DAY, at
from .models import Booking

PAST_SHOWN = 10


@access(Access.PUBLIC)
@never_cache
@require_safe
def spaces(request):
    """Everything one may book, and what is free now."""
    return render(request, "coworking/spaces.html", {"spaces": offers.now()})


@access(Access.PUBLIC)
@never_cache
@require_safe
def space(request, code):
    """A week of a space, and the times of one of its days."""
    day = asked_day(request.GET.get("jour"))
    monday = day - timedelta(days=day.weekday())
    resource = offers.one(code, at(monday, MIDNIGHT), at(monday + 7 * ONE_DAY, MIDNIGHT))
    if resource is None:
        raise Http404
    week = offers.week_of(resource, day)
    last_day = timezone.localdate() + timedelta(days=resource.terms.ahead_days)
    after = monday + 7 * ONE_DAY
    context = {
        "resource": resource,
        "week": week,
        "today": next(each for each in week if each.day == day),
        "before": monday - ONE_DAY if monday > timezone.localdate() else None,
        "after": after if after <= last_day else None,
        "last_day": last_day,
    }
    return render(request, "coworking/space.html", context)


def asked_day(text):
    """The day that is asked for; today for what is no day, is past, or is years away."""
    try:
        day = parse_date(text or "")
    except ValueError:
        day = None
    today = timezone.localdate()
    return day if day and today <= day <= today + timedelta(days=366) else today


def asked_moment(text):
    """An aware moment to come, or None."""
    try:
        moment = parse_datetime(text or "")
    except ValueError:
        return None
    if moment is None or timezone.is_naive(moment) or not is_near(moment):
        return None
    return moment


def is_near(moment):
    return timezone.now() < moment < timezone.now() + timedelta(days=367)


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def book_space(request, code):
    """Say until when, then book. Somebody quicker: what is nearest is offered."""
    starts = asked_moment(request.GET.get("debut"))
    if starts is None:
        return redirect("coworking:space", code)
    resource = offers.one(code, starts, starts + ONE_DAY)
    if resource is None:
        raise Http404
    if offers.length_of(resource, starts) is None:
        return redirect("coworking:space", code)
    ends = offers.ends_from(resource, starts)
    form = ReserveForm(request.POST or None, resource=resource, ends=ends)
    context = {"resource": resource, "starts": starts, "form": form}
    if request.method != "POST" and ends:
        return render(request, "coworking/book.html", context)
    if not ends:
        ends_first = starts + offers.length_of(resource, starts)
        if has_it(request.user, resource, starts, ends_first):  # the button was pressed twice
            return redirect("coworking:bookings")
        return too_late(request, context, starts, ends_first)
    if not form.is_valid():
        return render(request, "coworking/book.html", context, status=422)
    return booked(request, form, context)


def booked(request, form, context):
    resource, starts, said = context["resource"], context["starts"], form.cleaned_data
    wanted = Wanted(resource, starts, form.chosen_end, said.get("quantity", 1))
    try:
        reserve(wanted=[wanted], person=request.user, purpose=said["purpose"])
    except SlotTaken:
        return too_late(request, context, starts, form.chosen_end)
    except AlreadyYours as twice:
        messages.info(request, " ".join(twice.messages))
        return redirect("coworking:bookings")
    except NotBookable as refused:
        form.add_error(None, refused)
        return render(request, "coworking/book.html", context, status=422)
    messages.success(request, _("C’est réservé. À bientôt !"))
    return redirect("coworking:bookings")


def too_late(request, context, starts, ends):
    nearest = offers.nearest(context["resource"], starts, ends)
    return render(request, "coworking/taken.html", {**context, "nearest": nearest}, status=409)


@access(Access.SIGNED_IN)
@never_cache
@require_safe
def bookings(request):
    """One's bookings to come, and the last ones."""
    now = timezone.now()
    coming = list(queries.bookings_of(request.user))
    for booking in coming:
        booking.may_arrive = booking.arrived_at is None and booking.during.lower - EARLY <= now
    past = Booking.objects.filter(holder=request.user, during__endswith__lte=now).select_related("resource")
    context = {"coming": coming, "past": past.order_by("-during")[:PAST_SHOWN]}
    return render(request, "coworking/bookings.html", context)


def own_or_404(request, public_id):
    found = Booking.objects.filter(holder=request.user).select_related("resource")
    return get_object_or_404(found, public_id=public_id)


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give_back(request, public_id):
    """Give a booking back, once asked."""
    booking = own_or_404(request, public_id)
    if booking.resource.terms_id is None:
        messages.info(request, _("Cette place fait partie d’un dossier : elle se change dans votre dossier."))
        return redirect("coworking:bookings")
    if request.method != "POST":
        return render(request, "coworking/give_back.html", {"booking": booking})
    try:
        booking_oneself.give_back(booking=booking, actor=request.user)
    except NotBookable as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("La place est rendue. Merci : elle servira à quelqu’un."))
    return redirect("coworking:bookings")


@access(Access.SIGNED_IN)
@require_POST
def here(request, public_id):
    """« J’y suis »."""
    booking = own_or_404(request, public_id)
    if booking.resource.terms_id is None:
        raise Http404
    try:
        arrive(booking=booking, actor=request.user)
    except NotBookable as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("Bienvenue ! La place est à vous."))
    return redirect("coworking:bookings")
