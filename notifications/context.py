"""What every page may ask about messages."""

from functools import cache

from . import queries


def unread(request):
    """``unread_messages``: how many, counted only if a template asks and somebody is signed in."""
    user = getattr(request, "user", None)
    return {"unread_messages": cache(lambda: queries.unread_count(user) if user and user.is_authenticated else 0)}
