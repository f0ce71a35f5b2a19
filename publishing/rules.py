"""Who may do what to a page. One set of rules, asked by the policy and by Wagtail's screens alike."""

from django.utils.translation import gettext as _

from cms import trash
from cms.enums import ADMINISTRATORS, REVIEWERS
from cms.groups import PAGE_RIGHTS, groups_for

from . import house
from .enums import ADD, DELETE, EDIT, GROUPS, LOCK, PUBLISH, SHARE, UNLOCK, VIEW, WAGTAIL, Audience, Visibility

WORKING = {EDIT, PUBLISH, DELETE, LOCK, UNLOCK}
RIGHTS = {group: {WAGTAIL[name.removesuffix("_page")] for name in names} for group, names in PAGE_RIGHTS.items()}
for _group in (REVIEWERS, ADMINISTRATORS):
    RIGHTS[_group].add(SHARE)


def is_administrator(user, page):
    return user.is_administrator


def has_role_for(action):
    """A predicate: the person's role gives ``action`` at this page, whose state may say otherwise."""
    return lambda user, page: by_role(user, action, page)


def by_role(user, action, page):
    """Whether a role opens ``action``; below a stop only the administrators' does."""
    if user.is_administrator:
        return True
    if house.now().stop_over(page.path):
        return False
    state = house.state_of(page)
    if state is None or action in (ADD, SHARE):
        return _by_group(user, action, page)
    return belongs(user, page, *_circles(state, action)) and (action != DELETE or _is_small(page, user))


def _by_group(user, action, page):
    given = {right for group in groups_for(user.roles) for right in RIGHTS[group]}
    return action in given or (action == DELETE and EDIT in given and _is_small(page, user, given))


def _is_small(page, user, given=frozenset()):
    """A page alone; and not online, unless the person publishes: what an editor may throw away."""
    return page.is_leaf() and (not page.live or PUBLISH in given)


def _circles(state, action):
    return state.editors if action in (EDIT, DELETE) else state.publishers


def belongs(user, page, *audiences):
    """Whether somebody is in one of the audiences, seen from ``page``."""
    return any(_is_in(user, page, audience) for audience in audiences)


def _is_in(user, page, audience):
    if audience == Audience.AGENTS:
        return user.is_agent
    if audience == Audience.AUTHOR:
        return is_author(user, page)
    group = GROUPS.get(audience)
    return group in groups_for(user.roles) if group else user.has_role(audience)


def is_author(user, page):
    return page.owner_id is not None and page.owner_id == user.pk


def is_author_with(grants):
    """A predicate: her own page, in a place where she may add pages. ``grants(user)`` gives what she was given."""
    return lambda user, page: is_author(user, page) and may(user, ADD, page, grants(user))


def is_online(user, page):
    """Whether everybody reads it: published, and closed to nobody."""
    return page.live and page.depth > 1 and not page.get_view_restrictions().exists()


def reads_by_state(user, page):
    """Whether the state of the page shows it to this agent."""
    state = house.state_of(page)
    if state is None:
        return False
    everyone = state.visibility == Visibility.AGENTS and user.is_agent
    return everyone or belongs(user, page, *state.viewers)


def reads(user, page, grants):
    """Whether an agent reads a page that is not online; ``grants``: what was given to them on pages."""
    if trash.holds(page):
        return False
    works = user.is_administrator or may(user, EDIT, page, grants)
    return works or granted(VIEW, page, grants) or reads_by_state(user, page)


def works_on(grants):
    """A predicate: whoever may change a page may read it."""
    return lambda user, page: may(user, EDIT, page, grants(user))


def closed(user, action, page):
    """Why nobody, or nobody with a shared right, does ``action`` here; None when nothing stands in the way."""
    if trash.holds(page):
        return _("Cette page est à la corbeille.")
    if page.depth == 1 and action in (EDIT, PUBLISH, DELETE):
        return _("C’est la racine du site, pas une page.")
    state = house.state_of(page) if action in WORKING else None
    if state is None:
        return None
    if action == PUBLISH and state.visibility != Visibility.PUBLIC:
        return _("Dans l’état « %(state)s », une page paraît par une étape du circuit.") % {"state": state.name}
    if not state.shared and not (user.is_authenticated and by_role(user, action, page)):
        return _("Dans l’état « %(state)s », les droits partagés ne valent pas.") % {"state": state.name}
    return None


def granted(action, page, grants):
    """Whether one of ``grants``, pairs (path of a page, action), opens ``action`` here and is not stopped above."""
    stop = house.now().stop_over(page.path)
    return any(given == action and page.path.startswith(path) and len(path) >= len(stop) for path, given in grants)


def may(user, action, page, grants):
    """The answer of the policy, from what was read once for the person: for lists of many pages."""
    if closed(user, action, page):
        return False
    if by_role(user, action, page) or granted(action, page, grants):
        return True
    return action == EDIT and is_author(user, page) and may(user, ADD, page, grants)


def may_move(user, transition, page, grants, last_writer):
    """Why somebody may not take a page through ``transition``, or None. ``last_writer``: who changed it last."""
    state = house.state_of(page)
    is_given = granted(PUBLISH, page, grants) and (state is None or state.shared)
    if not (user.is_administrator or _is_called(user, transition, page) or is_given):
        return _("Cette étape revient à d’autres personnes.")
    if transition.second and last_writer is not None and last_writer == user.pk:
        return _("Une autre personne que vous doit le faire : vous avez écrit la dernière version.")
    return None


def _is_called(user, transition, page):
    stopped = house.now().stop_over(page.path)
    circles = [each for each in transition.who if not stopped or each == Audience.AUTHOR]
    return belongs(user, page, *circles)
