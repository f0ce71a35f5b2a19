"""How much mail may come, and how often somebody may miss; counted in the database by ``accounts.limits``."""

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


def admits_message(client, domain):
    """Count one message of a client and of a sender's domain; False when there were too many."""
    return (not client or _took(f"client:{client}", PER_CLIENT)) and _took(f"domain:{domain}", PER_DOMAIN)


def admits_recipient(address):
    """Count one message for an address; False when there were too many."""
    return _took(f"recipient:{address.pk}", PER_RECIPIENT)


def _took(name, limit):
    try:
        limits.take(f"letterbox:{name}", limit)
    except limits.TooManyGuesses:
        return False
    return True
