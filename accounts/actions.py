"""What is done to people's accounts and rights. Each action is one line of the event log."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from journal.actions import record

from . import cards, limits, phones, policy
from .models import Activation, Grant, Membership, User

ACTIVATION_DAYS = 90


@transaction.atomic
def create_resident(*, actor, first_name, last_name, email=None, phone=None, language="fr", birth_date=None):
    """Register a person at the counter: ``(user, code)``, the code being shown once, on the access slip."""
    user = User(
        username=cards.new_number(),
        first_name=first_name,
        last_name=last_name,
        email=email or None,
        phone=phones.normalise(phone) if phone else None,
        language=language,
        birth_date=birth_date,
        created_by=actor,
    )
    user.set_unusable_password()
    user.save()
    if user.email:
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    record("person.created", actor=actor, target=user, subject=user)
    return user, _give_code(user)


@transaction.atomic
def renew_code(*, user, actor):
    """A new code for a resident who lost hers, or her password; the code before is dead. Agents do not get one."""
    if user.is_agent or not user.is_active or user.erased_at:
        raise ValidationError(_("Pour cette personne, demandez à l’administration du site."))
    record("person.code_renewed", actor=actor, target=user, subject=user)
    import_string(settings.MESSENGER)("code_renewed", recipient=user)  # a code asked for by somebody else must be seen
    return _give_code(user)


def note_letter(*, user, actor):
    """Write down that a welcome letter was printed."""
    record("person.letter_printed", actor=actor, target=user, subject=user)


def activate(*, number, code, password, address):
    """Choose a password with the card's code: the user, or None when card and code do not go together."""
    tries = limits.count(account=f"card:{number}", address=address)
    user = _open_account(number, code, password)
    if user:
        limits.give_back(tries)
    return user


@transaction.atomic
def deactivate(*, user, actor, reason):
    """Close an account: its sessions end, nothing is erased."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    record("person.deactivated", actor=actor, target=user, subject=user, reason=reason)


@transaction.atomic
def reactivate(*, user, actor, reason):
    """Open a closed account again. Raises ``ValidationError`` for somebody erased: nothing is left to open."""
    if user.erased_at:
        raise ValidationError(_("Cette personne est effacée : son espace n’existe plus."))
    user.is_active = True
    user.save(update_fields=["is_active"])
    record("person.reactivated", actor=actor, target=user, subject=user, reason=reason)


@transaction.atomic
def add_membership(*, user, service, role, actor):
    """Give a person a role in a service; giving it twice changes nothing."""
    membership, created = Membership.objects.get_or_create(user=user, service=service, role=role)
    if created:
        _forget_roles(user)
        if user.has_usable_password():
            close_code(user)
        record("membership.added", actor=actor, target=user, subject=user, data={"service": service.code, "role": role})
    return membership


@transaction.atomic
def remove_membership(*, membership, actor):
    """Take a role away."""
    data = {"service": membership.service.code, "role": membership.role}
    record("membership.removed", actor=actor, target=membership.user, subject=membership.user, data=data)
    membership.delete()
    _forget_roles(membership.user)


@transaction.atomic
def grant(*, target, permission, actor, reason, user=None, service=None, role="", until=None):
    """Give a person, a service or a role a right on one object, until a date. Raises ``ValidationError``.

    Nobody gives a right to themselves; what belongs to a resident alone is for the resident to share.
    """
    if user == actor:
        raise ValidationError({"user": _("On ne se donne pas un droit à soi-même : demandez à une autre personne.")})
    if not policy.is_grantable(permission):
        raise ValidationError({"permission": _("Seule la personne à qui c’est peut le partager.")})
    holder = {"user": user, "service": service, "role": role}
    given = Grant(**holder, permission=permission, until=until, reason=reason, granted_by=actor)
    kind = policy.kept_as(type(target))
    given.content_type, given.object_id = ContentType.objects.get_for_model(kind), str(target.pk)
    given.full_clean()
    given.save()
    record("grant.given", actor=actor, target=target, subject=user, reason=reason, data=_grant_data(given))
    return given


@transaction.atomic
def revoke(*, grant, actor):
    """Take a right back."""
    record("grant.revoked", actor=actor, target=grant.target, subject=grant.user, data=_grant_data(grant))
    grant.delete()


@transaction.atomic
def update_profile(*, user, actor):
    """Keep what a person has changed about herself."""
    user.save(update_fields=["first_name", "last_name", "language"])
    record("person.updated", actor=actor, target=user, subject=user)


def _grant_data(grant):
    return {
        "grant": grant.pk,
        "permission": grant.permission,
        "service": grant.service.code if grant.service else None,
        "role": grant.role or None,
        "until": grant.until,
    }


def _give_code(user):
    code = cards.new_code()
    expires_at = timezone.now() + timedelta(days=ACTIVATION_DAYS)
    values = {"code_hash": make_password(code), "expires_at": expires_at, "used_at": None}
    Activation.objects.update_or_create(user=user, defaults=values)
    return code


@transaction.atomic
def _open_account(number, code, password):
    found = (
        Activation.objects.select_for_update(of=["self"]).select_related("user").filter(user__username=number).first()
    )
    usable = found is not None and found.is_open and found.user.is_active
    if not check_password(code, found.code_hash if usable else make_password(None)):
        return None
    found.used_at = timezone.now()
    found.save(update_fields=["used_at"])
    found.user.set_password(password)
    found.user.save(update_fields=["password"])
    record("person.activated", actor=found.user, target=found.user, subject=found.user)
    return found.user


def close_code(user):
    """A code printed before no longer opens the account: somebody else may hold the paper."""
    Activation.objects.filter(user=user, used_at=None).update(used_at=timezone.now())


def _forget_roles(user):
    user.__dict__.pop("roles", None)
