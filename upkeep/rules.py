"""Who keeps the site in order, and who answers for a page. Predicates of the policy."""

from accounts.enums import Role


def is_keeper(user, obj=None):
    """Communication and the administration of the site."""
    return user.is_editor


def is_administrator(user, obj=None):
    return user.has_role(Role.ADMINISTRATOR)


def answers_for(user, review):
    """The person named for the page, or an agent of the service named."""
    if review.person_id is not None:
        return review.person_id == user.pk
    return review.service is not None and any(code == review.service.code for code, _role in user.roles)
