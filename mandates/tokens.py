"""The secret of the link by which somebody asked says no."""

import hashlib
import secrets


def new_token():
    """128 bits, short enough for an SMS."""
    return secrets.token_urlsafe(16)


def digest(token):
    """What the database keeps of it."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
