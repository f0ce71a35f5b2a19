"""Civil acts around a case: banns, ceremony, reconfirmation, certificate. Called by the flows."""

import hashlib
import json
import logging
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import policy
from coworking import actions as coworking
from journal.actions import record
from ui.printing import PrintingUnavailable

from . import labels
from .actions.liaison import add_act
from .enums import PLANNED, CeremonyState
from .models import Banns, Ceremony, Certificate, Reconfirmation
from .printing import certificate_pdf
from .queries import locked, visible_party_answers
from .texts import say
from .tokens import new_code

logger = logging.getLogger(__name__)

# Code civil, article 65: a marriage not celebrated in the year after the banns needs new banns.
YEAR_AFTER_BANNS = timedelta(days=365)
LAW_LANGUAGE = "fr"


def setting(case, name, default):
    """A delay of the procedure, in the unit its name says."""
    return case.procedure.settings.get(name, default)


@transaction.atomic
def publish_banns(*, case, actor=None):
    """Publish the notice for the procedure's number of days; again for the same case, the first one stays."""
    case = locked(case)
    now = timezone.now()
    banns, created = Banns.objects.get_or_create(
        case=case,
        defaults={
            "text": banns_text(case),
            "published_at": now,
            "until": now + timedelta(days=setting(case, "banns_days", 10)),
        },
    )
    if created:
        add_act(case=case, author=actor, verb="banns.published", data={"until": banns.until.isoformat()})
        record("banns.published", actor=actor, target=case, data={"until": banns.until})
    return banns


@transaction.atomic
def close_banns(*, case, actor=None):
    """The time of publication is over; closing twice changes nothing."""
    banns = Banns.objects.select_for_update().get(case=case)
    if banns.closed_at is None:
        banns.closed_at = timezone.now()
        banns.save(update_fields=["closed_at"])
        add_act(case=case, author=actor, verb="banns.closed")
        record("banns.closed", actor=actor, target=case)
    return banns


def banns_text(case):
    """The notice, in French: names, professions, towns; nothing more (Code civil, article 63)."""
    with translation.override(LAW_LANGUAGE):
        people = [_banns_line(case, party) for party in case.parties.select_related("user")]
        return _("Projet de mariage entre %(people)s, à célébrer à la mairie du 19e arrondissement de Paris.") % {
            "people": _(" et ").join(people)
        }


def _banns_line(case, party):
    answers = visible_party_answers(case, party)
    parts = [party.user.get_full_name(), answers.get("profession"), answers.get("town")]
    return ", ".join(part for part in parts if part)


@transaction.atomic
def plan_ceremony(*, case, actor, room, officiant, starts_at):
    """Book the room and the officiant together, or neither.

    ``room`` and ``officiant`` are resources. Raises ``ValidationError`` for a date that cannot be,
    ``coworking.errors.SlotTaken`` when somebody was faster.
    """
    case = locked(case)
    if case.ceremonies.filter(state__in=PLANNED).exists():
        raise ValidationError(_("Une cérémonie est déjà prévue pour ce dossier."))
    refuse_date(case, starts_at)
    ends_at = ceremony_end(case, starts_at)
    bookings = coworking.book(
        slots=[(room, starts_at, ends_at), (officiant, starts_at, ends_at)],
        holder=case.parties.first().user,
        purpose=case.number,
        actor=actor,
    )
    booked = {booking.resource_id: booking for booking in bookings}
    ceremony = Ceremony.objects.create(
        case=case,
        starts_at=starts_at,
        room=booked[room.pk],
        officiant=booked[officiant.pk],
        reconfirm_before=reconfirmation_limit(case, starts_at),
    )
    add_act(case=case, author=actor, verb="ceremony.planned", data={"starts_at": starts_at.isoformat()})
    record("ceremony.planned", actor=actor, target=case, data={"ceremony": ceremony.pk, "starts_at": starts_at})
    return ceremony


def ceremony_end(case, starts_at):
    """When a ceremony that begins at ``starts_at`` leaves its place to the next."""
    return starts_at + timedelta(minutes=setting(case, "ceremony_minutes", 30))


def refuse_date(case, starts_at):
    """Raise ``ValidationError`` unless a ceremony may be held then."""
    earliest, latest = earliest_date(case), latest_date(case)
    if starts_at <= timezone.now():
        raise ValidationError(_("Cette date est passée : choisissez un jour à venir."))
    if starts_at < earliest:
        raise ValidationError(
            _("C’est trop tôt : la première date possible est le %(date)s.") % {"date": _day(earliest)}
        )
    if latest and starts_at > latest:
        raise ValidationError(_("C’est trop tard : les bans valent un an, jusqu’au %(date)s.") % {"date": _day(latest)})


def earliest_date(case):
    """The first moment a ceremony may be held: after the notice, and with time to prepare it."""
    prepared = timezone.now() + timedelta(days=setting(case, "ceremony_min_days", 10))
    banns = Banns.objects.filter(case=case).first()
    return max(prepared, banns.until) if banns and banns.closed_at is None else prepared


def latest_date(case):
    """The last moment the banns serve, or None where there are none."""
    banns = Banns.objects.filter(case=case).first()
    return banns.until + YEAR_AFTER_BANNS if banns else None


def reconfirmation_limit(case, starts_at):
    """Until when both must have reconfirmed; never in the past, never after the ceremony."""
    wanted = starts_at - timedelta(days=setting(case, "reconfirm_days", 7))
    return min(max(wanted, timezone.now() + timedelta(days=1)), starts_at)


@transaction.atomic
def reconfirm(*, ceremony, party, actor):
    """One person says the ceremony holds. True once both have."""
    ceremony = Ceremony.objects.select_for_update(of=["self"]).select_related("case").get(pk=ceremony.pk)
    if party.user_id != actor.pk or party.case_id != ceremony.case_id:
        raise PermissionDenied(_("Chacun reconfirme pour soi."))
    if ceremony.state not in PLANNED:
        raise ValidationError(_("Cette cérémonie n’est plus prévue : choisissez une nouvelle date."))
    _kept, new = Reconfirmation.objects.get_or_create(ceremony=ceremony, party=party)
    everybody = ceremony.reconfirmations.count() == ceremony.case.parties.count()
    if new:
        _note_reconfirmation(ceremony, actor, everybody)
    return everybody


def _note_reconfirmation(ceremony, actor, everybody):
    verb = "ceremony.confirmed" if everybody else "ceremony.reconfirmed"
    if everybody:
        ceremony.state = CeremonyState.CONFIRMED
        ceremony.save(update_fields=["state"])
    add_act(case=ceremony.case, author=actor, verb=verb)
    record("ceremony.reconfirmed", actor=actor, target=ceremony.case, subject=actor, data={"ceremony": ceremony.pk})


@transaction.atomic
def end_ceremony(*, ceremony, state, actor, reason=""):
    """Held, postponed, missed or released; unless it was held, the room and the officiant are free again."""
    ceremony = Ceremony.objects.select_for_update(of=["self"]).get(pk=ceremony.pk)
    if ceremony.state not in PLANNED:
        raise ValidationError(_("Cette cérémonie est déjà close."))
    if state in PLANNED:
        raise ValueError(f"{state} does not end a ceremony")
    ceremony.state, ceremony.reason = state, reason.strip()[:300]
    ceremony.save(update_fields=["state", "reason"])
    if state != CeremonyState.HELD:
        coworking.release(bookings=[ceremony.room, ceremony.officiant], actor=actor)
    add_act(case=ceremony.case, author=actor, verb=f"ceremony.{state}", text=ceremony.reason)
    record("ceremony.ended", actor=actor, target=ceremony.case, data={"ceremony": ceremony.pk, "state": str(state)})
    return ceremony


@transaction.atomic
def issue_certificate(*, case, actor):
    """Write the certificate of a ceremony held; a case has one, asking again gives the same."""
    case = locked(case)
    existing = Certificate.objects.filter(case=case).first()
    if existing:
        return existing
    facts = certificate_facts(case)
    code = new_code()
    certificate = Certificate.objects.create(
        case=case,
        code=code,
        facts=facts,
        digest=digest_of(facts),
        pdf=printed(facts, code),
        issued_by=actor,
    )
    add_act(case=case, author=actor, verb="certificate.issued")
    record("certificate.issued", actor=actor, target=case, data={"digest": certificate.digest})
    return certificate


def printed(facts, code):
    """The certificate's PDF; empty where the machine cannot print, to be printed when asked for."""
    try:
        return certificate_pdf(facts, code, digest_of(facts))
    except PrintingUnavailable:
        logger.warning("certificate issued without its PDF: the printing library is missing")
        return b""


@transaction.atomic
def revoke_certificate(*, certificate, actor, reason):
    """The certificate no longer says the truth; its page says so from now on."""
    policy.require(actor, "cases.revoke_certificate", certificate.case)
    if not reason.strip():
        raise ValidationError(_("Dites pourquoi le certificat est annulé."))
    certificate.revoked_at, certificate.revoked_reason = timezone.now(), reason.strip()[:300]
    certificate.save(update_fields=["revoked_at", "revoked_reason"])
    add_act(case=certificate.case, author=actor, verb="certificate.revoked", text=reason)
    record("certificate.revoked", actor=actor, target=certificate.case)
    return certificate


def certificate_facts(case):
    """What is printed, as plain text in French. Raises ``ValidationError`` without a ceremony held."""
    ceremony = (
        case.ceremonies.filter(state=CeremonyState.HELD).select_related("room__resource", "officiant__resource").first()
    )
    if ceremony is None:
        raise ValidationError(_("Pas de certificat avant la cérémonie."))
    procedure = case.procedure
    with translation.override(LAW_LANGUAGE):
        return {
            "procedure": procedure.code,
            "title": say(procedure.names, LAW_LANGUAGE),
            "number": case.number,
            "people": [party.user.get_full_name() for party in case.parties.select_related("user")],
            "date": timezone.localtime(ceremony.starts_at).isoformat(timespec="minutes"),
            "day": date_format(timezone.localtime(ceremony.starts_at), r"l j F Y \à G\hi"),
            "place": f"{settings.SITE_NAME}, {ceremony.room.resource.name}",
            "officiant": ceremony.officiant.resource.name,
            "legal_effect": procedure.legal_effect,
            "legal_effect_sentence": str(labels.legal_effect_sentence(procedure.legal_effect)),
            "statement": str(labels.certificate_statement(procedure.code, procedure.legal_effect)),
        }


def canonical(facts):
    """The one text of the facts that is hashed: sorted keys, no spaces, UTF-8."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest_of(facts):
    """SHA-256 of the canonical facts, in hexadecimal."""
    return hashlib.sha256(canonical(facts).encode()).hexdigest()


def _day(moment):
    return date_format(timezone.localtime(moment), "DATE_FORMAT")
