"""What follows at the counters from what happens to an account."""

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.dispatch import receiver

from . import entering


@receiver(account.password_changed)
@receiver(account.password_reset)
@receiver(mfa.authenticator_added)
def doors_closed(user, **kwargs):
    entering.forget_codes(user)
