"""What would be: the rights of somebody in each state, and what applying a scheme would change. Nothing is written."""

from collections import Counter
from typing import NamedTuple

from wagtail.models import Page

from accounts.enums import Role
from accounts.models import User

from . import house, queries, rules
from .enums import ACTIONS, VIEW, WORDS, Audience, Visibility

ROLES = {
    Audience.EDITORS: ("communication", Role.EDITOR),
    Audience.REVIEWERS: ("communication", Role.TEAM_LEAD),
    Audience.ADMINISTRATORS: ("", Role.ADMINISTRATOR),
}


def somebody(audience):
    """A person who is nobody: active, with one role."""
    user = User(is_active=True, username=audience)
    user.roles = {ROLES.get(audience, ("", audience))}
    return user


def page_of_kind(page, kind):
    """The page, or one of another kind as it would begin below it."""
    if kind is None or kind.pk == page.content_type_id:
        return page
    below = page.path + "0" * page.steplen  # no page ever has this path
    return Page(path=below, depth=page.depth + 1, content_type=kind, numchild=0, live=False)


class Sight(NamedTuple):
    """What somebody could do in one state."""

    state: object
    reads: bool
    rights: list
    ways: list
    is_now: bool


def place_here(page, scheme):
    """Where the scheme would hold, if it were applied to ``page`` and below."""
    return house.Place(page.path, None, scheme.pk, scheme.current.said)


def sights(user, page, place):
    """One ``Sight`` for each state of the scheme of ``place``."""
    lines = lines_for(user, page)
    actual = house.now().place_of(page)
    now = house.state_in(page, actual).code if actual and actual.scheme == place.scheme else None
    with house.supposing(place._replace(kind=page.content_type_id)):
        return [_sight(user, house.as_if(page, place, state), state, place, lines, now) for state in place.said.states]


def lines_for(user, page):
    """What is shared at the page and counts for the person."""
    return [line for line in _lines(page) if line.counts and line.reaches(user)]


def _lines(page):
    return queries.given_on(page) if page.pk else queries.given_on(Page.objects.get(path=page.path[: -page.steplen]))


def _sight(user, page, state, place, lines, now):
    pairs = [line.pair for line in lines]
    rights = queries.rights_of(user, page, lines)
    return Sight(
        state, reads(user, page, state, pairs), rights, queries.ways(user, page, pairs, place), state.code == now
    )


def reads(user, page, state, pairs):
    """Whether somebody reads the page in this state."""
    online = page.live and state.visibility in (Visibility.PUBLIC, Visibility.KEPT)
    return online or rules.reads(user, page, pairs)


class Change(NamedTuple):
    person: User
    action: str
    is_gain: bool
    pages: int

    @property
    def words(self):
        return WORDS[self.action]


def changes(page, scheme, kind=None):
    """What each agent would win and lose if ``scheme`` were applied at ``page``: ``[Change, ...]``."""
    place = place_here(page, scheme)._replace(kind=kind.pk if kind else None)
    people, found = queries.agents(), Counter()
    for sample in samples(page, kind):
        for person in people:
            before = _can(person, sample.page, sample.lines)
            with house.supposing(place):
                state = place.said.start(sample.page.live)
                after = _can(person, house.as_if(sample.page, place, state), sample.lines)
            for action in before ^ after:
                found[person, action, action in after] += sample.pages
    rows = [Change(person, action, gain, number) for (person, action, gain), number in found.items()]
    return sorted(rows, key=lambda row: (row.person.last_name, row.person.pk, row.is_gain, ACTIONS.index(row.action)))


def _can(person, page, lines):
    mine = [line for line in lines if line.reaches(person)]
    found = {right.action for right in queries.rights_of(person, page, mine)}
    seen = page.live or rules.reads(person, page, [line.pair for line in mine])
    return found | ({VIEW} if seen else set())


class Sample(NamedTuple):
    """A page for all those that the rules cannot tell from it, with what is shared there."""

    page: Page
    lines: list
    pages: int


def samples(top, kind=None):
    """One ``Sample`` for each kind of situation at and below ``top``: the same rights are worked out once."""
    rows = Page.objects.filter(path__startswith=top.path, depth__gt=1).select_related("publishing_state")
    shared = queries.paths_shared()
    first, counted = {}, Counter()
    for page in rows.filter(content_type=kind) if kind else rows:
        key = _situation(page, shared)
        counted[key] += 1
        first.setdefault(key, page)
    return [Sample(page, _counting(page), counted[key]) for key, page in first.items()]


def _situation(page, shared):
    state = house.state_of(page)
    over = tuple(path for path in shared if page.path.startswith(path))
    stop = house.now().stop_over(page.path)
    return page.live, page.is_leaf(), page.owner_id, state and state.code, stop, over, page.content_type_id


def _counting(page):
    return [line for line in queries.given_on(page) if line.counts]
