"""Who may do what to a note. Predicates of the policy."""

from .pages import services_named


def is_moderator(user, obj=None):
    """Communication staff, the lead of their team, the administration."""
    return user.is_editor


def works_where_it_is_said(user, note):
    """An agent of a service that the page of the note names."""
    named = services_named().get(note.page_id, set())
    return any(code in named for code, _role in user.roles)


def is_author(user, note):
    return note.author_id is not None and note.author_id == user.pk
