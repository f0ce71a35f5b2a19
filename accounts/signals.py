"""What allauth tells us: written in the log, and a factor just set up counts as given."""

from allauth.account import signals as account
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from journal.actions import record

from .actions import close_code

FACTORS = {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN}


@receiver(mfa.authenticator_added)
def factor_added(request, user, authenticator, **kwargs):
    """Setting up an authenticator asks for a code of it: that is a second factor given."""
    if authenticator.type in FACTORS:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
    record("person.factor_added", actor=user, target=user, subject=user, data={"type": authenticator.type})


@receiver(mfa.authenticator_removed)
def factor_removed(user, authenticator, **kwargs):
    record("person.factor_removed", actor=user, target=user, subject=user, data={"type": authenticator.type})


@receiver(account.user_signed_up)
def signed_up(user, **kwargs):
    record("person.signed_up", actor=user, target=user, subject=user)


@receiver(user_logged_in)
def signed_in(user, **kwargs):
    record("person.signed_in", actor=user, target=user, subject=user)


@receiver(account.password_changed)
@receiver(account.password_set)
@receiver(account.password_reset)
def password_changed(user, **kwargs):
    close_code(user)
    record("person.password_changed", actor=user, target=user, subject=user)


@receiver(account.email_changed)
def email_changed(user, **kwargs):
    record("person.email_changed", actor=user, target=user, subject=user)
