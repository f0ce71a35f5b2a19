"""Calling the second person: one open invitation at a time, of which only a hash is kept."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import policy
from cases.enums import CaseState, PartyRole
from cases.models import Case, Invitation, Party
from cases.tokens import digest, new_token
from journal.actions import record
from notifications import sms
from notifications.actions import send

from .cases import refresh_search_text
from .liaison import add_act
from .pieces import refresh_pieces

DAYS_OPEN = 14
A_DAY = timedelta(days=1)
MOST_FROM_ONE, MOST_TO_ONE = 10, 5  # messages a day


@transaction.atomic
def invite(*, case, actor, email="", phone=""):
    """``(invitation, token)``; the person is written to. Raises ``ValidationError`` with a sentence for people."""
    case = _lock(case)
    policy.require(actor, "cases.invite", case)
    email, phone = email.strip().lower(), phone.strip()
    _refuse_oneself(actor, email, phone)
    _refuse_third(case)
    _close_expired(case)
    if case.invitations.filter(accepted_at=None, revoked_at=None).exists():
        raise ValidationError(
            _("Une invitation est déjà en route. Vous pouvez la renvoyer, ou l’annuler pour en écrire une autre."),
            code="already_invited",
        )
    return _send(case, actor, email, phone)


@transaction.atomic
def resend_invitation(*, invitation, actor):
    """The same person gets a new link; the old one no longer opens anything."""
    case = _lock(invitation.case)
    _refuse_third(case)
    if not _is_open(invitation):
        raise ValidationError(_("Cette invitation vient d’être renvoyée ou annulée."), code="closed")
    revoke_invitation(invitation=invitation, actor=actor)
    return _send(case, actor, invitation.email, invitation.phone)


@transaction.atomic
def revoke_invitation(*, invitation, actor):
    """The link no longer opens anything; doing it again changes nothing."""
    policy.require(actor, "cases.invite", invitation.case)
    closed = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    if closed.update(revoked_at=timezone.now()):
        record("invitation.revoked", actor=actor, target=invitation.case, data={"invitation": invitation.pk})


@transaction.atomic
def accept_invitation(*, token, actor):
    """The invited person becomes the second party. Raises ``ValidationError`` with a sentence for each refusal."""
    found = Invitation.objects.filter(token_hash=digest(token)).first()
    case = _lock(found.case) if found else None  # the case first, as everywhere: no two hands wait for each other
    invitation = found and Invitation.objects.select_for_update().get(pk=found.pk)
    reason = refusal(invitation, case, actor)
    if reason:
        raise ValidationError(reason)
    invitation.accepted_at, invitation.accepted_by = timezone.now(), actor
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    party = Party.objects.create(case=case, user=actor, role=_free_role(case))
    refresh_search_text(case)
    refresh_pieces(case)
    _tell_joined(case, invitation, actor)
    return party


def refusal(invitation, case, actor):
    """Why ``actor`` cannot accept, as a sentence, or None. ``invitation`` None is a link we never sent."""
    if invitation is None:
        return _("Ce lien n’est pas une invitation de la mairie. Vérifiez qu’il est entier, ou demandez-en un nouveau.")
    if invitation.revoked_at:
        return _("Cette invitation a été annulée. Demandez un nouveau lien à la personne qui vous invite.")
    if invitation.accepted_at:
        return _("Cette invitation a déjà servi.")
    if invitation.expires_at <= timezone.now():
        return _("Cette invitation a expiré. Demandez un nouveau lien à la personne qui vous invite.")
    if case.state != CaseState.DRAFT:
        return _("Ce dossier n’attend plus personne.")
    if case.parties.filter(user_id=actor.pk).exists():
        return _("C’est votre propre dossier : l’invitation est pour l’autre personne.")
    if case.parties.count() >= len(PartyRole):
        return _("Ce dossier a déjà ses deux personnes.")
    return None


def _is_open(invitation):
    return Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None).exists()


def _lock(case):
    return Case.objects.select_for_update(of=["self"]).select_related("version", "service").get(pk=case.pk)


def _refuse_oneself(actor, email, phone):
    if (email and email == (actor.email or "").lower()) or (phone and phone == actor.phone):
        raise ValidationError(_("C’est votre propre adresse : écrivez celle de l’autre personne."), code="oneself")
    if not email and not phone:
        raise ValidationError(_("Écrivez une adresse e-mail ou un numéro de téléphone."), code="nobody")


def _refuse_unreachable(email):
    if not email and not sms.is_available():
        raise ValidationError(
            _("La mairie n’envoie pas de SMS pour le moment. Écrivez une adresse e-mail."), code="unreachable"
        )


def _refuse_third(case):
    if case.parties.count() >= len(PartyRole):
        raise ValidationError(_("Ce dossier a déjà ses deux personnes."), code="two_already")


def _close_expired(case):
    expired = case.invitations.filter(accepted_at=None, revoked_at=None, expires_at__lte=timezone.now())
    expired.update(revoked_at=timezone.now())


def _refuse_flood(actor, email, phone):
    """Neither one person's invitations nor those to one address may become a nuisance."""
    today = Invitation.objects.filter(created_at__gt=timezone.now() - A_DAY)
    received = today.filter(Q(email=email) & ~Q(email="") | Q(phone=phone) & ~Q(phone=""))
    if today.filter(invited_by=actor).count() >= MOST_FROM_ONE or received.count() >= MOST_TO_ONE:
        raise ValidationError(_("Beaucoup d’invitations sont parties aujourd’hui. Réessayez demain."), code="flood")


def _send(case, actor, email, phone):
    _refuse_unreachable(email)
    _refuse_flood(actor, email, phone)
    token = new_token()
    invitation = Invitation.objects.create(
        case=case,
        invited_by=actor,
        email=email,
        phone=phone,
        token_hash=digest(token),
        expires_at=timezone.now() + timedelta(days=DAYS_OPEN),
    )
    send(
        "spouse_invited",
        email=email,
        phone=phone,
        language=get_language() or actor.language,
        context={"inviter": actor.get_full_name(), "days": DAYS_OPEN, "procedure": case.version.procedure.code},
        url=reverse("cases:join", args=[token]),
        target=case,
    )
    add_act(case=case, author=actor, verb="party.invited")
    record("party.invited", actor=actor, target=case, data={"invitation": invitation.pk})
    return invitation, token


def _free_role(case):
    taken = set(case.parties.values_list("role", flat=True))
    return next(role for role in PartyRole.values if role not in taken)


def _tell_joined(case, invitation, actor):
    send(
        "spouse_joined",
        recipient=invitation.invited_by,
        context={"name": actor.first_name, "number": case.number},
        url=reverse("workflows:case", args=[case.public_id]),
        target=case,
    )
    add_act(case=case, author=actor, verb="party.joined")
    record("party.joined", actor=actor, target=case, subject=actor, data={"invitation": invitation.pk})
