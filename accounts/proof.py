"""Before what weighs most (all given away, all erased, a role given), one shows again who one is."""

import time
from functools import wraps

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core.exceptions import ReauthenticationRequired

RECENT = 5 * 60  # seconds


def proven_again(view):
    """Ask for the password or the code before a form is heard; having just signed in is not enough."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.method == "POST" and not _is_proven(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return guarded


def _is_proven(request):
    if not get_reauthentication_flows(request.user):
        return True  # neither password nor code exists: nothing more can be asked
    since = time.time() - RECENT
    records = get_authentication_records(request, request.user)
    return any(record.get("reauthenticated") and record["at"] > since for record in records)
