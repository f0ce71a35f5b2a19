"""`manage.py check --deploy` says so when the letterbox is not fit for production."""

from django.conf import settings
from django.core import checks


def register():
    checks.register(domain_is_real, checks.Tags.security, deploy=True)
    checks.register(senders_are_judged, checks.Tags.security, deploy=True)


def domain_is_real(app_configs, **kwargs):
    """The demo's domain receives nothing."""
    if not settings.LETTERBOX_DOMAIN.endswith(".example"):
        return []
    hint = "Set LETTERBOX_DOMAIN."
    return [checks.Warning("Residents' addresses are at the demo's domain.", hint=hint, id="letterbox.W1")]


def senders_are_judged(app_configs, **kwargs):
    """Without a judge in front, anybody may write in anybody's name."""
    if settings.LETTERBOX_AUTHSERV_ID:
        return []
    hint = "Set LETTERBOX_AUTHSERV_ID: see docs/operations.md."
    return [checks.Warning("Forged senders are not refused.", hint=hint, id="letterbox.W2")]
