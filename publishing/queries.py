"""Reads about rights on pages."""

from typing import NamedTuple

from wagtail.models import Page

from accounts import policy
from accounts.models import Grant, User, read_roles
from cms.groups import groups_for

from . import house, rules
from .enums import ACTIONS, VIEW, WORDS


def grants_of(user):
    """``[(path of a page, action)]``: what was given to somebody on pages and is in force. Two queries."""
    pairs = list(policy.grants_of(user, Page).filter(permission__in=ACTIONS).values_list("object_id", "permission"))
    keys = {int(key) for key, _action in pairs if key.isdigit()}
    paths = dict(Page.objects.filter(pk__in=keys).values_list("pk", "path")) if keys else {}
    return [(paths[int(key)], action) for key, action in pairs if key.isdigit() and int(key) in paths]


def works_on_pages(user):
    """Whether an agent has something to do in the editing room: by a role, or by a right shared with her."""
    return user.is_agent and (bool(groups_for(user.roles)) or any(action != VIEW for _path, action in grants_of(user)))


def counting(page):
    """Keys of the pages whose grants count for ``page``: itself and those above, up to the nearest stop."""
    stop = house.now().stop_over(page.path)
    paths = [page.path[:end] for end in range(page.steplen, len(page.path) + 1, page.steplen)]
    return list(Page.objects.filter(path__in=[p for p in paths if len(p) >= len(stop)]).values_list("pk", flat=True))


class Given(NamedTuple):
    """A line of the sharing tab. ``counts`` is false for what a stop keeps out."""

    grant: Grant
    words: str
    page: Page
    is_here: bool
    counts: bool


def given_on(page):
    """What was shared here and above, the nearest first."""
    above = {str(each.pk): each for each in page.get_ancestors(inclusive=True)}
    stop = house.now().stop_over(page.path)
    rows = policy.grants_at(Page, above).select_related("user", "service", "granted_by")
    lines = [
        Given(row, WORDS.get(row.permission, row.words), above[row.object_id], row.object_id == str(page.pk),
              len(above[row.object_id].path) >= len(stop))
        for row in rows
    ]
    return sorted(lines, key=lambda line: (-line.page.depth, line.grant.pk))


def agents():
    """Everybody who works here, with their roles: two queries."""
    return read_roles(User.objects.filter(memberships__isnull=False, is_active=True).distinct().order_by("last_name"))


def losing(page):
    """``[(person, [what they lose])]`` if rights stopped at ``page``: administrators lose nothing."""
    lines = []
    for person in agents():
        here = [(path, action) for path, action in grants_of(person) if path.startswith(page.path)]
        lost = [] if person.is_administrator else _lost(person, page, here)
        if lost:
            lines.append((person, lost))
    return lines


def _lost(person, page, here):
    has = [action for action in ACTIONS if action != VIEW and rules.may(person, action, page, grants_of(person))]
    return [WORDS[action] for action in has if not rules.granted(action, page, here)]


def pages_of_places(found):
    """The pages under some scheme, with their states: for lists, where each has to be asked about."""
    return Page.objects.filter(found).select_related("publishing_state")


