"""The code of an access slip, kept in the agent's session just long enough to print it."""

import time

KEY = "access_slip"
SECONDS = 15 * 60


def keep(session, user, code):
    """Keep one slip; the slip before it is forgotten."""
    session[KEY] = {"user": str(user.public_id), "code": code, "until": time.time() + SECONDS}


def code_of(session, user):
    """The code of the slip kept for ``user``, or None."""
    slip = session.get(KEY) or {}
    fresh = slip.get("user") == str(user.public_id) and slip["until"] > time.time()
    return slip["code"] if fresh else None
