"""What editors look at."""

from django.urls import reverse
from wagtail.models import Page
from wagtail.permissions import policy_registry

from . import contents, merging
from .enums import CopyState, Kind
from .models import ChangeSet, Discarded, WorkingCopy


def editable_pages(user):
    """The pages a person may write."""
    return policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")


def copies_for(user):
    """Every working copy of the pages a person may write, the last written first."""
    found = WorkingCopy.objects.filter(page__in=editable_pages(user))
    return found.select_related("page__locale", "created_by", "updated_by", "change_set")


def open_copies(user):
    return copies_for(user).filter(state=CopyState.OPEN)


def copies_of(page):
    return page.working_copies.filter(state=CopyState.OPEN).select_related("updated_by", "change_set")


def sets():
    return ChangeSet.objects.select_related("created_by", "publish_for", "published_by", "undone_by")


def changes(change_set):
    """``[Change]`` with their pages and copies."""
    return list(change_set.changes.select_related("page__locale", "page__content_type", "copy"))


def conflicts(change_set):
    """``[(page, [Conflict])]``: where copies of the set and their pages disagree today."""
    found = [
        (change.page, contents.merged(change.copy).conflicts)
        for change in changes(change_set)
        if change.kind == Kind.COPY and change.copy
    ]
    return [(page, places) for page, places in found if places]


def named(places_of_pages):
    """``[(page, [label])]``: in words, what ``conflicts`` and ``undo_conflicts`` give."""
    return [(page, [contents.label(page, each.key) for each in places]) for page, places in places_of_pages]


def undo_conflicts(change_set):
    """``[(page, [Conflict])]``: where somebody wrote, since, over what the set published."""
    found = [
        (change.page, contents.undone(change).conflicts) for change in changes(change_set) if change.kind == Kind.COPY
    ]
    return [(page, places) for page, places in found if places]


def rewritten_since(change_set):
    """The pages of a published set that somebody has changed since."""
    return [
        change.page
        for change in changes(change_set)
        if change.after and not merging.same(change.after, contents.live(change.page), contents.fields(change.page))
    ]


def address_of_set(change_set):
    return reverse("changesets:set", args=[change_set.pk])


def trash():
    found = Discarded.objects.select_related("discarded_by").prefetch_related("pages__page__locale", "pages__parent")
    return found.all()


def possible_parents(page, trash_root):
    """Where a page of this kind may stand, in its own language."""
    kinds = list(page.specific_class.allowed_parent_page_models())
    found = Page.objects.type(*kinds).filter(locale_id=page.locale_id, depth__lt=60)
    return found.exclude(path__startswith=trash_root.path).order_by("path")


def versions(page):
    """The versions of a page, the last first; fifty at most."""
    return page.revisions.select_related("user").order_by("-created_at", "-pk")[:50]


def last_writer(page):
    revision = page.get_latest_revision()
    return revision.user if revision else None


def changed_places(copy, content):
    """``[(label, what is read now, what will be)]``: lines with what differs marked."""
    page, now = copy.page, contents.theirs(copy)
    return [
        (contents.label(page, name), *reversed(contents.compared(now.get(name), content.get(name))))
        for name in merging.changed(now, content, contents.fields(page))
    ]
