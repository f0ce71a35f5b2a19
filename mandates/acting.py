"""Acting for somebody: said on the page, written in the log, undone if the mandate ended meanwhile."""

from contextlib import contextmanager

from django.db import transaction
from django.http import Http404

from accounts.access import SecondFactorNeeded, has_second_factor

from .models import Mandate


def begin(request, mandate):
    """From here on the request is made under ``mandate`` (None: for oneself). Agents give their second factor."""
    if mandate is None:
        return
    if request.user.is_agent and not has_second_factor(request):
        raise SecondFactorNeeded
    request.helping = request.user.helping = mandate


@contextmanager
def under(mandate):
    """One change under ``mandate`` (None: one's own): all of it, or the 404 of a mandate that ended before its end.

    The row is held for the last moment only: whoever stops a mandate waits for no upload.
    """
    with transaction.atomic():
        yield
        if mandate is not None and not still_holds(mandate):
            raise Http404


def still_holds(mandate):
    """Whether the mandate is in force; nobody ends it before this transaction does."""
    held = Mandate.objects.in_force().select_for_update(of=["self"], no_key=True)
    return held.filter(pk=mandate.pk).exists()
