"""Who may do what."""

from accounts.enums import Role


def writes_rules(user):
    return user.has_role(Role.ADMINISTRATOR)


def holds_todo(user, todo):
    """Whether a task is for this agent, or for one of the services where she works."""
    mine = todo.person_id == user.pk
    return user.is_agent and (mine or (todo.service and any(code == todo.service.code for code, _r in user.roles)))
