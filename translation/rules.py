"""Who may do what to a translation."""

from cms.enums import REVIEWERS

from .enums import DraftState


def is_of_the_editing_room(user):
    return user.is_agent and user.has_perm("wagtailadmin.access_admin")


def is_reviewer(user):
    return REVIEWERS in _groups(user)


def is_editor(user):
    """By the roles that ``cms.groups`` makes into groups: already known, they cost no query."""
    return user.is_editor


def _groups(user):
    """The names of a person's groups: one query, kept for the life of the object."""
    if not hasattr(user, "_translation_groups"):
        user._translation_groups = set(user.groups.values_list("name", flat=True))
    return user._translation_groups


def may_validate(user, draft):
    """A reviewer, and never somebody who wrote a word of it."""
    return draft.state == DraftState.SUBMITTED and is_reviewer(user) and not has_translated(user, draft)


def has_translated(user, draft):
    return user.pk == draft.author_id or draft.translators.filter(pk=user.pk).exists()
