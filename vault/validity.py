"""Until when a document is worth something."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ui.dates import local_date

from .errors import RefusedFile

FUTURE_ISSUE = gettext_lazy("La date du document est dans le futur. Vérifiez-la.")
PAST_EXPIRY = gettext_lazy("Cette date est passée : le document n’est plus valable.")
EXPIRY_BEFORE_ISSUE = gettext_lazy("Le document ne peut pas finir d’être valable avant sa date.")


def problem(document, *, on=None, max_age_days=None):
    """Why the document would not be accepted on the day ``on`` (today if not given); None when it would.

    ``max_age_days`` is what one procedure asks; the type's own ``validity_days`` counts too.
    """
    on = on or timezone.localdate()
    return _expired(document, on) or _too_old(
        document.issued_on, on, _shortest(max_age_days, document.type.validity_days)
    )


def lacks_date(document):
    """Whether only the date written on it is missing to tell what it is worth."""
    expired = _expired(document, timezone.localdate())
    return bool(document.type.validity_days) and not document.issued_on and not expired


def valid_until(document):
    """The last day the document is worth something by itself, or None when it does not say."""
    days = [document.expires_on]
    if document.issued_on and document.type.validity_days:
        days.append(document.issued_on + timedelta(days=document.type.validity_days))
    return min((day for day in days if day), default=None)


def check_dates(*, issued_on, expires_on, max_age_days=None):
    """Refuse dates that cannot be, or a paper older than one procedure takes: ``RefusedFile``, by field."""
    today, mistakes = timezone.localdate(), {}
    if issued_on and issued_on > today:
        mistakes["issued_on"] = FUTURE_ISSUE
    elif too_old := _too_old(issued_on, today, max_age_days):
        mistakes["issued_on"] = too_old
    if expires_on and expires_on < today:
        mistakes["expires_on"] = PAST_EXPIRY
    elif issued_on and expires_on and expires_on < issued_on:
        mistakes["expires_on"] = EXPIRY_BEFORE_ISSUE
    if mistakes:
        raise RefusedFile(mistakes)


def _expired(document, on):
    if not document.expires_on or document.expires_on >= on:
        return None
    if document.expires_on < timezone.localdate():
        return _("Ce document n’est plus valable depuis le %(date)s.") % {"date": local_date(document.expires_on)}
    return _("Ce document ne sera plus valable après le %(date)s.") % {"date": local_date(document.expires_on)}


def _too_old(issued_on, on, max_age):
    if not max_age:
        return None
    if not issued_on:
        return ngettext(
            "Indiquez la date du document : il doit avoir moins de %(count)d jour.",
            "Indiquez la date du document : il doit avoir moins de %(count)d jours.",
            max_age,
        ) % {"count": max_age}
    if issued_on + timedelta(days=max_age) >= on:
        return None
    return ngettext(
        "Ce document est trop ancien : il doit avoir moins de %(count)d jour.",
        "Ce document est trop ancien : il doit avoir moins de %(count)d jours.",
        max_age,
    ) % {"count": max_age}


def _shortest(*days):
    return min((day for day in days if day), default=None)
