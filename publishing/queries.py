"""Reads about rights on pages."""

from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from wagtail.models import Page

from accounts import policy
from accounts.models import Grant, User, read_roles
from cms import routing, trash
from cms.groups import groups_for
from ui.dates import local_date

from . import house, rules
from .enums import ACTIONS, ADD, AUDIENCES, SHARE, VIEW, WORDS


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
    page: Page
    is_here: bool
    counts: bool

    @property
    def words(self):
        return WORDS[self.grant.permission]

    @property
    def pair(self):
        return self.page.path, self.grant.permission

    def reaches(self, person):
        """Whether this person, whose roles are read, holds it."""
        given = self.grant
        service = given.service.code if given.service else None
        if given.user_id:
            return given.user_id == person.pk
        return any(code == service or role == given.role for code, role in person.roles)


def given_on(page):
    """What was shared here and above, the nearest first. Three queries."""
    above = {str(each.pk): each for each in page.get_ancestors(inclusive=True)}
    stop = house.now().stop_over(page.path)
    rows = policy.grants_at(Page, above).filter(permission__in=ACTIONS)
    rows = rows.select_related("user", "service", "granted_by")
    lines = [_given(row, above[row.object_id], page, stop) for row in rows]
    return sorted(lines, key=lambda line: (-line.page.depth, line.grant.pk))


def _given(row, where, page, stop):
    return Given(row, where, where.pk == page.pk, len(where.path) >= len(stop))


def agents():
    """Everybody who works here, with their roles: two queries."""
    people = User.objects.filter(memberships__isnull=False, is_active=True).distinct()
    return read_roles(people.order_by("last_name", "first_name", "pk"))


class Right(NamedTuple):
    """What somebody may do on a page, and the sentence that says why."""

    action: str
    why: str

    @property
    def words(self):
        return WORDS[self.action]


def who_has(page):
    """``[(person, [Right, ...])]``: agents who may do something here, and why. As many queries for one as for all."""
    lines = [line for line in given_on(page) if line.counts]
    found = [(person, rights_of(person, page, [line for line in lines if line.reaches(person)])) for person in agents()]
    return [(person, rights) for person, rights in found if rights]


def rights_of(person, page, lines):
    """What the policy lets a person do on ``page`` with these shared rights, reading left aside."""
    pairs = [line.pair for line in lines]
    allowed = [action for action in ACTIONS if action != VIEW and rules.may(person, action, page, pairs)]
    return [Right(action, why(person, action, page, lines)) for action in allowed]


def why(person, action, page, lines):
    """The reason, in words for people."""
    if person.is_administrator:
        return _("administration du site")
    if rules.by_role(person, action, page):
        state = None if action in (ADD, SHARE) else house.state_of(page)
        return _("état « %(state)s »") % {"state": state.name} if state else _("rôle dans la communication")
    line = next((line for line in lines if line.grant.permission == action), None)
    return sentence_of(line) if line else _("son auteur")


def sentence_of(line):
    """Where a shared right comes from, until when, and why it was given."""
    words = {"page": line.page.title, "reason": line.grant.reason, "until": local_date(line.grant.until)}
    if line.grant.until is None:
        return _("partagé sur « %(page)s » : %(reason)s") % words
    return _("partagé sur « %(page)s » jusqu’au %(until)s : %(reason)s") % words


def losing(page):
    """``[(person, [what they lose])]`` if rights stopped at ``page``: administrators lose nothing."""
    lines = given_on(page)
    found = [(person, _lost(person, page, [line for line in lines if line.reaches(person)])) for person in agents()]
    return [(person, lost) for person, lost in found if lost]


def _lost(person, page, lines):
    if person.is_administrator:
        return []
    kept = {line.grant.permission for line in lines if line.is_here}
    return [right.words for right in rights_of(person, page, lines) if right.action not in kept]


def read_by(user):
    """Pages that are not online and that an agent reads all the same: by their state, or shared with her."""
    paths = [place.path for place in house.now().places]
    shared = policy.granted_ids(user, VIEW, Page)
    found = reduce(or_, (Q(path__startswith=path) for path in paths), Q(pk__in=[int(key) for key in shared]))
    rows = (
        trash.outside(Page.objects.filter(found, live=False)).select_related("publishing_state").order_by("title", "pk")
    )
    grants = grants_of(user)
    return [page for page in rows if rules.reads(user, page, grants)]


def shown_to_readers(page):
    """The page as its readers see it: online, what is online; else what was there when it came to its state."""
    kept = house.kept_state(page)
    revision = None if page.live else (kept and kept.revision) or page.latest_revision
    return revision.as_object() if revision else page.specific


def last_writer(page):
    """The key of whoever wrote the last version, or None."""
    return page.latest_revision.user_id if page.latest_revision_id else page.owner_id


class Way(NamedTuple):
    """A transition from the state of a page; ``refusal`` says why this person may not."""

    transition: object
    target: object
    refusal: str | None


def ways(user, page, grants=None, place=None):
    """The transitions that leave the state of ``page``, as ``user`` sees them."""
    found = place or house.now().place_of(page)
    if found is None:
        return []
    state, grants = house.state_in(page, found), grants_of(user) if grants is None else grants
    writer = last_writer(page)
    return [
        Way(each, found.said.state(each.target), rules.may_move(user, each, page, grants, writer))
        for each in found.said.leaving(state.code)
    ]


def pages_by_state(scheme):
    """``{code: number of pages}`` under a scheme."""
    rows = scheme.page_states.values_list("state").annotate(n=Count("pk"))
    return dict(rows)


def paths_shared():
    """The paths of the pages on which something is shared."""
    keys = Grant.objects.current().filter(permission__in=ACTIONS).values_list("object_id", flat=True)
    pages = Page.objects.filter(pk__in=[int(key) for key in keys if key.isdigit()])
    return list(pages.order_by("path").values_list("path", flat=True))


class Said(NamedTuple):
    """A transition with the names of its states and of its people."""

    transition: object
    sources: list
    target: str
    who: list
    tells: list


def in_words(transition, said):
    """A transition as people read it."""
    names, circles = {state.code: state.name for state in said.states}, dict(AUDIENCES)
    sources = [names[code] for code in transition.sources]
    who, tells = ([str(circles[code]) for code in codes] for codes in (transition.who, transition.tells))
    return Said(transition, sources, names[transition.target], who, tells)


def page_named(text):
    """The page published at an address such as /fr/services/, or None."""
    if not text.startswith("/"):
        return None
    language, _slash, rest = text.lstrip("/").partition("/")
    found = routing.find(rest if rest.endswith("/") or not rest else f"{rest}/", language)
    return Page.objects.filter(pk=found[0]).first() if found else None
