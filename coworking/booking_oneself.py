"""Booking by oneself: who may, how long, how far ahead, how often; coming, or not."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User

from . import rules
from .actions import book, note, release
from .enums import BookingState
from .errors import AlreadyYours, NotBookable
from .hours import PLACE
from .models import Booking

EARLY = timedelta(minutes=15)  # before the hour, one is already welcome
REMEMBERED = timedelta(days=60)  # how long a place left empty counts
NEXT_DAY = 1


@transaction.atomic
def reserve(*, wanted, person, purpose):
    """Book every ``Wanted`` for oneself, or nothing. Raises NotBookable with the reason in words, or SlotTaken.

    Two requests of one person wait for each other: together they cannot have more than their share.
    """
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    for each in wanted:
        check_oneself(each, person)
        check_not_twice(each, person)
    check_share(wanted, person)
    return book(slots=wanted, holder=person, purpose=purpose, actor=person)


def check_oneself(wanted, person):
    """Raise NotBookable where this person may not have this resource for this time."""
    terms = wanted.resource.terms
    if terms is None:
        raise NotBookable(_("« %(name)s » ne se réserve pas en ligne."), params={"name": str(wanted.resource)})
    if not rules.is_invited(person, terms):
        raise NotBookable(_("« %(name)s » est pour d’autres personnes."), params={"name": str(wanted.resource)})
    if wanted.ends - wanted.starts > timedelta(minutes=terms.longest_minutes):
        hours = round(terms.longest_minutes / 60, 1)
        raise NotBookable(_("%(hours)s h au plus à la fois."), params={"hours": f"{hours:g}"})
    days = days_ahead(person, terms)
    if wanted.starts.astimezone(PLACE).date() > timezone.localdate() + timedelta(days=days):
        sentence = ngettext("On réserve %(n)d jour à l’avance.", "On réserve jusqu’à %(n)d jours à l’avance.", days)
        raise NotBookable(sentence, params={"n": days})


def check_not_twice(wanted, person):
    """Raise AlreadyYours where this person has this very resource then: whoever wants two asks for two at once."""
    if has_it(person, wanted.resource, wanted.starts, wanted.ends):
        raise AlreadyYours(_("Vous avez déjà une place à cette heure."))


def has_it(person, resource, starts, ends):
    held = Booking.objects.filter(holder=person, resource=resource, state=BookingState.HELD)
    return held.filter(during__overlap=(starts, ends)).exists()


def days_ahead(person, terms):
    """How far ahead somebody books: whoever left places empty lets others choose first."""
    since = timezone.now() - REMEMBERED
    misses = of_terms(person, terms).filter(state=BookingState.MISSED, released_at__gte=since).count()
    return min(terms.ahead_days, NEXT_DAY) if terms.misses and misses >= terms.misses else terms.ahead_days


def check_share(wanted, person):
    """Raise NotBookable where somebody would have more than one person's share, of the week or at once."""
    for terms in {each.resource.terms for each in wanted}:
        asked = [each for each in wanted if each.resource.terms == terms]
        coming = of_terms(person, terms).filter(state=BookingState.HELD, during__endswith__gt=timezone.now())
        if coming.count() + sum(each.quantity for each in asked) > terms.at_once:
            sentence = _("%(n)s réservations à venir au plus : rendez-en une, ou attendez qu’elle soit passée.")
            raise NotBookable(sentence, params={"n": terms.at_once})
        for week in {week_of(each.starts) for each in asked}:
            minutes = minutes_in(person, terms, week) + sum(
                minutes_of(each.starts, each.ends) * each.quantity for each in asked if week_of(each.starts) == week
            )
            if minutes > terms.minutes_a_week:
                hours = f"{terms.minutes_a_week / 60:g}"
                raise NotBookable(
                    _("%(hours)s h par semaine au plus, pour que chacun ait sa place."), params={"hours": hours}
                )


def of_terms(person, terms):
    return Booking.objects.filter(holder=person, resource__terms=terms)


def week_of(moment):
    """The Monday of the week, by the clock on the wall."""
    day = moment.astimezone(PLACE).date()
    return day - timedelta(days=day.weekday())


def minutes_in(person, terms, monday):
    """What somebody has in a week; a place left empty, or given back once it had begun, was had."""
    had = of_terms(person, terms).exclude(state=BookingState.RELEASED, released_at__lt=F("during__startswith"))
    near = had.filter(during__startswith__date__range=(monday, monday + timedelta(days=6)))
    return sum(minutes_of(each.during.lower, each.during.upper) for each in near.only("during"))


def minutes_of(starts, ends):
    return int((ends - starts).total_seconds() // 60)


@transaction.atomic
def give_back(*, booking, actor):
    """Give a place back. Raises NotBookable once it is over: what was had was had."""
    booking = Booking.objects.select_for_update(of=("self",)).get(pk=booking.pk)
    if booking.during.upper <= timezone.now():
        raise NotBookable(_("Cette réservation est passée, ou la place a été rendue."))
    release(bookings=[booking], actor=actor)


@transaction.atomic
def arrive(*, booking, actor):
    """Say that the person has come; saying it twice changes nothing. Raises NotBookable too early or too late."""
    booking = Booking.objects.select_for_update(of=("self",)).get(pk=booking.pk)
    now = timezone.now()
    if booking.state != BookingState.HELD or now >= booking.during.upper:
        raise NotBookable(_("Cette réservation est passée, ou la place a été rendue."))
    if now < booking.during.lower - EARLY:
        raise NotBookable(_("C’est trop tôt : revenez un quart d’heure avant."))
    if booking.arrived_at is None:
        booking.arrived_at = now
        booking.save(update_fields=["arrived_at"])
        note("booking.arrived", booking, actor)
    return booking


def release_missed(now=None):
    """Give to others the places where nobody came; how many."""
    now = now or timezone.now()
    waiting = Booking.objects.filter(
        state=BookingState.HELD, arrived_at=None, during__contains=now, resource__terms__missed_after__isnull=False
    ).annotate(missed_after=F("resource__terms__missed_after"))
    due = [each.pk for each in waiting if each.during.lower + timedelta(minutes=each.missed_after) <= now]
    return sum(miss(key, now) for key in due)


@transaction.atomic
def miss(key, now):
    """One of them, unless the person came meanwhile."""
    booking = Booking.objects.select_for_update(of=("self",)).filter(pk=key).first()
    if booking is None or booking.state != BookingState.HELD or booking.arrived_at is not None:
        return False
    booking.state, booking.released_at = BookingState.MISSED, now
    booking.save(update_fields=["state", "released_at"])
    note("booking.missed", booking, None)
    return True
