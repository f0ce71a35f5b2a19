"""Who may do what with what is kept: small predicates, registered with the policy in ``apps.py``."""

from accounts.enums import Role

from .enums import ListState


def keeps(user, _thing=None) -> bool:
    """The archivist, or the administrator."""
    return user.is_agent and user.keeps_archives


def leads(user, listed) -> bool:
    """The team lead of the service whose cases they are."""
    return user.is_agent and user.has_role(Role.TEAM_LEAD, service=listed.service.code)


def may_propose(user, listed) -> bool:
    return listed.state == ListState.PREPARED and leads(user, listed)


def may_give_visa(user, listed) -> bool:
    """The archives, never for a list one has proposed oneself."""
    return listed.state == ListState.PROPOSED and keeps(user) and listed.proposed_by_id != user.pk


def may_cancel(user, listed) -> bool:
    return listed.is_undecided and (keeps(user) or leads(user, listed))
