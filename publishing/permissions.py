"""Wagtail's screens ask here: the rights of its groups are not read, the house's rules are."""

from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import BaseBackend
from django.db.models import Q
from wagtail.admin.ui.side_panels import StatusSidePanel
from wagtail.models import GroupApprovalTask, Page, PagePermissionTester
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import register_permission_policy

from cms import trash
from cms.groups import groups_for

from . import house, queries, rules
from .enums import ADD, DELETE, EDIT, PUBLISH, WAGTAIL

NAMES = {action: name for name, action in WAGTAIL.items()}
EVERYTHING = ("add", "change", "publish", "lock", "unlock", "bulk_delete")


class Right(NamedTuple):
    codename: str


class Row(NamedTuple):
    """As a row of Wagtail's ``GroupPagePermission``."""

    page: Page
    permission: Right


def grants_once(user):
    """What was given to the person, read once for the visit: Wagtail asks for every page of a list."""
    if not hasattr(user, "_page_grants"):
        user._page_grants = queries.grants_of(user)
    return user._page_grants


def allowed(user, action, page):
    return user.is_active and user.is_authenticated and rules.may(user, action, page, grants_once(user))


class Tester(PagePermissionTester):
    """What Wagtail asks about one page and one person."""

    def __init__(self, user, page):
        super().__init__(user, page)
        self.permissions = {name for name, action in WAGTAIL.items() if allowed(user, action, page)}

    def can_edit(self):
        return not self.page_is_root and "change" in self.permissions

    def can_publish(self):
        """Of a superuser too: a state says no to everybody."""
        return not self.page_is_root and "publish" in self.permissions

    def can_delete(self, ignore_bulk=False):
        """Moving asks it too, with the pages below: then editing is what counts, and publishing if online."""
        if not ignore_bulk:
            return not self.page_is_root and allowed(self.user, DELETE, self.page)
        return super().can_delete(ignore_bulk=True)

    def can_unpublish(self):
        """Under a scheme a page leaves the site by a transition."""
        return house.state_of(self.page) is None and super().can_unpublish()

    def can_submit_for_moderation(self):
        return house.state_of(self.page) is None and super().can_submit_for_moderation()


class HousePolicy(PagePermissionPolicy):
    """What Wagtail asks about all pages and one person, or all people and one page."""

    def get_all_permissions_for_user(self, user):
        """What Wagtail takes for rows of its groups: the tops of what the person may do, by a role or shared."""
        if not user.is_active or user.is_anonymous:
            return []
        given = {right for group in groups_for(user.roles) for right in rules.RIGHTS[group]}
        root = Page.get_first_root_node()
        shared = {
            path: page
            for page in Page.objects.filter(path__in=[path for path, _given in grants_once(user)])
            for path in [page.path]
        }
        pairs = [(root, action) for action in given] + [(shared[path], action) for path, action in grants_once(user)]
        return [Row(page, Right(f"{NAMES[action]}_page")) for page, action in pairs if action in NAMES]

    def user_has_any_permission(self, user, actions):
        if not user.is_active or user.is_anonymous:
            return False
        wanted = _actions(actions)
        return user.is_superuser or _opens(user, wanted) or any(given in wanted for _path, given in grants_once(user))

    def user_has_any_permission_for_instance(self, user, actions, instance):
        return user.is_superuser or any(allowed(user, action, instance) for action in _actions(actions))

    def instances_user_has_any_permission_for(self, user, actions):
        base = self._base_queryset_for_user(user)
        return trash.outside(self._instances(user, _actions(actions)) if base is None else base)

    def _instances(self, user, wanted):
        pages = self.model._default_manager.filter(_reach(user, wanted))
        house_now = house.now()
        if not house_now.places:
            return pages
        ruled = Page.objects.filter(_under(place.path for place in house_now.places))
        ruled = ruled.select_related("publishing_state")
        kept_out = [p.pk for p in ruled if not any(allowed(user, action, p) for action in wanted)]
        opened = [p.pk for p in ruled if p.pk not in set(kept_out)]
        return self.model._default_manager.filter(_reach(user, wanted) | Q(pk__in=opened)).exclude(pk__in=kept_out)

    def users_with_any_permission(self, actions, include_superusers=True):
        return self._users(lambda user: self.user_has_any_permission(user, actions))

    def users_with_any_permission_for_instance(self, actions, instance, include_superusers=True):
        return self._users(lambda user: self.user_has_any_permission_for_instance(user, actions, instance))

    def _users(self, test):
        return get_user_model().objects.filter(pk__in=[user.pk for user in queries.agents() if test(user)])

    def instances_with_direct_explore_permission(self, user):
        """The tops of what the person works on: the root for a role, the shared pages for others."""
        if user.is_superuser or any(rules.RIGHTS[group] for group in groups_for(user.roles)):
            return list(trash.outside(Page.objects.filter(depth=1)))
        wanted = _actions(EVERYTHING)
        return list(Page.objects.filter(path__in=[path for path, given in grants_once(user) if given in wanted]))

    def explorable_instances(self, user):
        """What the person works on and, to get there, what is above."""
        tops = self.instances_with_direct_explore_permission(user)
        if not tops:
            return self.model._default_manager.none()
        pages = self.instances_user_has_any_permission_for(user, EVERYTHING)
        for top in tops:
            pages |= self.model._default_manager.ancestor_of(top, inclusive=user.is_administrator)
        first = self.model.base_page_model.objects.first_common_ancestor_of(tops, include_self=True)
        return pages.filter(path__startswith=first.path)


def _actions(names):
    wanted = {WAGTAIL[name] for name in names if name in WAGTAIL}
    return wanted | ({PUBLISH} if "unpublish" in names else set()) | ({DELETE} if "delete" in names else set())


def _opens(user, wanted):
    """Whether a role gives one of the actions somewhere; who edits may throw small drafts away."""
    given = {right for group in groups_for(user.roles) for right in rules.RIGHTS[group]}
    return bool(given & wanted) or (DELETE in wanted and EDIT in given)


def _under(paths):
    found = Q(pk__in=[])
    for path in paths:
        found |= Q(path__startswith=path)
    return found


def _reach(user, wanted):
    """The pages, states aside, on which one of the actions is open: by a role outside stops, or by a grant."""
    stops = house.now().stops
    found = Q(pk__in=[])
    if user.is_administrator:
        return ~found  # an empty Q would be swallowed by the next "or"
    if _opens(user, wanted):
        found |= ~_under(stops)
    for path, given in grants_once(user):
        if given in wanted or (given == ADD and WAGTAIL["change"] in wanted):
            below = _under(stop for stop in stops if stop.startswith(path) and stop != path)
            own = Q() if given in wanted else Q(owner=user)
            found |= Q(path__startswith=path) & ~below & own
    return found


class SharedPages(BaseBackend):
    """Lets into the editing room whoever was given something to do there."""

    def has_perm(self, user, perm, obj=None):
        return perm == "wagtailadmin.access_admin" and user.is_active and queries.works_on_pages(user)


def is_reviewer_here(method):
    """Wagtail's review belongs to a group; where rights stop, the group's do too."""

    def asked(self, obj, user, *args):
        here = not isinstance(obj, Page) or user.is_superuser or not house.now().stop_over(obj.path)
        return (
            method(self, obj, user, *args) if here or allowed(user, PUBLISH, obj) else type(method(self, obj, user))()
        )

    return asked


def with_state(templates):
    """Beside the editing form, the state comes first."""

    def asked(self, context):
        ours = ["publishing/side_panel.html"] if isinstance(self.object, Page) else []
        return ours + templates(self, context)

    return asked


def connect():
    """Once, when the applications are ready: from then on Wagtail has no answer of its own."""
    StatusSidePanel.get_status_templates = with_state(StatusSidePanel.get_status_templates)
    register_permission_policy(Page, HousePolicy(Page))
    Page.permissions_for_user = lambda self, user: Tester(user, self)
    for name in ("get_actions", "user_can_access_editor", "user_can_lock", "user_can_unlock"):
        setattr(GroupApprovalTask, name, is_reviewer_here(getattr(GroupApprovalTask, name)))
