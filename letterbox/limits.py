"""How much mail may come, and how often somebody may miss; counted in the database by ``accounts.limits``.

A domain and a recipient are counted once the sender is judged: what is refused is counted for its client alone.
"""

from datetime import timedelta

from accounts import limits
from accounts.limits import Limit

HOUR = timedelta(hours=1)
UNKNOWN = Limit(20, HOUR)  # addresses one client may miss
PER_CLIENT = Limit(300, HOUR)
PER_DOMAIN = Limit(600, HOUR)  # the large mail providers write to many residents
PER_RECIPIENT = Limit(60, HOUR)


def may_ask(client):
    """Whether this client may still ask for addresses. A client we do not know of is the business of the front."""
    return not (client and limits.spent(f"letterbox:unknown:{client}", UNKNOWN))


def missed(client):
    """Count an address that does not exist."""
    if client:
        _took(f"unknown:{client}", UNKNOWN)


def admits_client(client):
    """Count one message of a client, whatever is answered; False when there were too many."""
    return not client or _took(f"client:{client}", PER_CLIENT)


def admits_domain(domain, is_verified):
    """Count one message of a sender's domain; False when there were too many.

    What is verified is counted apart, here and for a recipient: who only says to be somebody uses nothing of theirs.
    """
    return _took(f"domain:{_kind(is_verified)}:{domain}", PER_DOMAIN)


def admits_recipient(address, is_verified):
    """Count one message for an address; False when there were too many."""
    return _took(f"recipient:{_kind(is_verified)}:{address.pk}", PER_RECIPIENT)


def _kind(is_verified):
    return "verified" if is_verified else "unverified"


def _took(name, limit):
    try:
        limits.take(f"letterbox:{name}", limit)
    except limits.TooManyGuesses:
        return False
    return True
