"""Sets of changes: prepared, published together, undone together."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms import memory, publication
from journal.actions import record

from .. import contents, queries
from ..enums import CopyState, Kind, SetState
from ..errors import Disagreement, Refused
from ..models import Change, ChangeSet, WorkingCopy
from . import planning
from .copies import close, ensure_open, open_again, publish, refuse, revise, writers_of


@transaction.atomic
def make_set(*, name, author):
    """An empty set. Raises ``ValidationError``."""
    change_set = ChangeSet(name=name, created_by=author)
    change_set.full_clean()
    change_set.save()
    record("changesets.make_set", actor=author, target=change_set)
    return change_set


def opened(change_set):
    """The set, held for this transaction, if it is still being prepared."""
    locked = ChangeSet.objects.select_for_update().get(pk=change_set.pk)
    if not locked.is_open:
        raise Refused(_("Cet ensemble n’est plus en préparation."))
    return locked


@transaction.atomic
def add_copy(*, change_set, copy, author):
    """Put a working copy in the set. Raises ``ValidationError`` when the page is there already."""
    change_set = opened(change_set)
    copy = WorkingCopy.objects.select_for_update().get(pk=copy.pk)
    if not copy.is_open:
        raise Refused(_("Cette version de travail est déjà terminée."))
    if copy.change_set_id:
        raise Refused(_("Cette version de travail est déjà dans un ensemble."))
    add(change_set, author, page_id=copy.page_id, kind=Kind.COPY, copy=copy)
    copy.change_set = change_set
    copy.save(update_fields=["change_set"])


@transaction.atomic
def add_page(*, change_set, page, author):
    """Put in the set the publication of a page that is not online, or the withdrawal of one that is."""
    kind = Kind.WITHDRAW if page.live else Kind.CREATE
    add(opened(change_set), author, page_id=page.pk, kind=kind)


def add(change_set, author, **fields):
    change = Change(change_set=change_set, **fields)
    change.full_clean()
    change.save()
    planning.changed(change_set, author)
    record("changesets.add", actor=author, target=change_set, data={"page": change.page_id, "kind": change.kind})


@transaction.atomic
def take_out(*, change, author):
    """Take a change out of a set; the copy stays."""
    change_set = opened(change.change_set)
    WorkingCopy.objects.filter(pk=change.copy_id).update(change_set=None)
    record("changesets.take_out", actor=author, target=change_set, data={"page": change.page_id})
    change.delete()
    planning.changed(change_set, author)


@transaction.atomic
def drop_set(*, change_set, author):
    """Give a set up; its copies stay."""
    change_set = opened(change_set)
    change_set.copies.update(change_set=None)
    change_set.state, change_set.publish_at = SetState.DROPPED, None
    change_set.save()
    record("changesets.drop_set", actor=author, target=change_set)


@transaction.atomic
def plan(*, change_set, at, author):
    """Publish at a date, with the rights of whoever asks now; ``at`` None forgets the date."""
    change_set = opened(change_set)
    if at is not None:
        if at <= timezone.now():
            raise Refused(_("Choisissez une date à venir."))
        ensure_may_publish(change_set, author)
    change_set.publish_at, change_set.publish_for, change_set.planned_at = at, author if at else None, timezone.now()
    change_set.save()
    record("changesets.plan", actor=author, target=change_set, data={"at": at})


def withdraws(change):
    return change.kind == Kind.WITHDRAW


def withdraws_undone(change):
    """Whether undoing the change takes a page off the site: it was not there before."""
    return change.kind == Kind.CREATE or (change.kind == Kind.COPY and not change.was_live)


def ensure_may_publish(change_set, author, withdrawn=withdraws):
    """``withdrawn(change)``: whether its page leaves the site."""
    if refused := pages_refused(queries.changes(change_set), author, withdrawn):
        raise Refused(_("Vous ne pouvez pas publier : %(pages)s.") % {"pages": ", ".join(refused)})


def pages_refused(changes, author, withdrawn=withdraws):
    """Titles of the pages that this person may not publish, or take off the site."""
    return [
        change.page.title for change in changes if not may_publish(change.page, author, withdraws=withdrawn(change))
    ]


def may_publish(page, author, *, withdraws):
    """Under a scheme of states a page is withdrawn by a step of its own, and the answer is no."""
    rights = page.permissions_for_user(author)
    if withdraws:
        return not page.live or rights.can_unpublish()
    return rights.can_publish()


@transaction.atomic
def publish_set(*, change_set, author):
    """All the changes of the set, or none. Raises ``Disagreement`` with every conflict, or ``Refused``."""
    change_set = opened(change_set)
    changes = hold_pages(change_set)
    if not changes:
        raise Refused(_("Cet ensemble est vide : ajoutez-y d’abord une version de travail."))
    ensure_may_publish(change_set, author)
    if done := [change.page.title for change in changes if change.kind == Kind.COPY and not is_ready(change)]:
        words = _("Ces versions ne sont plus en cours, sortez-les de l’ensemble : %(pages)s.")
        raise Refused(words % {"pages": ", ".join(done)})
    if found := queries.conflicts(change_set):
        raise Disagreement(_("Des phrases ne s’accordent pas : rien n’a été publié."), found)
    with memory.together():
        for change in changes:
            apply(change, author)
    change_set.state, change_set.published_at, change_set.published_by = SetState.PUBLISHED, timezone.now(), author
    change_set.publish_at = None
    change_set.save()
    record(
        "changesets.publish_set", actor=author, target=change_set, data={"pages": [each.page_id for each in changes]}
    )
    return change_set


def is_ready(change):
    return change.copy is not None and change.copy.is_open


def hold_pages(change_set):
    """The changes, their pages and copies locked in one order for everybody; parents first."""
    keys = change_set.changes.values("page")
    list(Page.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    list(WorkingCopy.objects.select_for_update().filter(set_changes__change_set=change_set.pk).order_by("pk"))
    changes = queries.changes(change_set)
    return sorted(changes, key=lambda change: change.page.path)


def apply(change, author):
    page = change.page
    ensure_open(page, author)
    change.was_live = page.live
    if change.kind == Kind.COPY:
        change.before = contents.live(page) if page.live else contents.draft(page)
        change.after = publish_seen(page, contents.merged(change.copy).content, author, writers_to(change))
        close(change.copy, CopyState.MERGED)
    elif change.kind == Kind.CREATE:
        change.after = publish_seen(page, contents.draft(page), author, writers_to(change))
    else:
        change.before = contents.live(page)
        page.specific.unpublish(user=author)
    change.save()


def writers_to(change):
    """Keys of the people who wrote what the change would publish."""
    page = change.page
    drafted = publication.writers_since(page, page.live_revision_id) if change.publishes_the_draft else set()
    return drafted | (writers_of(change.copy) if change.copy else set())


def publish_seen(page, content, author, writers):
    """Publish this content, unless something stands in its way."""
    refuse(page, publication.refusals(contents.as_page(page, content), writers=writers, actor=author))
    return publish(page, content, author)


@transaction.atomic
def undo_set(*, change_set, author):
    """Every page as it was before the set; what others wrote since is kept, or all is refused, saying where."""
    change_set = ChangeSet.objects.select_for_update().get(pk=change_set.pk)
    if change_set.state != SetState.PUBLISHED:
        raise Refused(_("Cet ensemble n’est pas publié : il n’y a rien à annuler."))
    changes = hold_pages(change_set)
    ensure_may_publish(change_set, author, withdraws_undone)
    if found := queries.undo_conflicts(change_set):
        raise Disagreement(_("Des pages ont été réécrites depuis, aux mêmes endroits : rien n’a été annulé."), found)
    with memory.together():
        for change in reversed(changes):
            revert(change, author)
    change_set.state, change_set.undone_at, change_set.undone_by = SetState.UNDONE, timezone.now(), author
    change_set.save()
    record("changesets.undo_set", actor=author, target=change_set, data={"pages": [each.page_id for each in changes]})
    return change_set


def revert(change, author):
    """What was online comes back as it was: it needs nobody's leave but that of whoever publishes."""
    page = change.page
    ensure_open(page, author)
    if change.kind == Kind.WITHDRAW:
        publish(page, change.before, author)
    elif not withdraws_undone(change):
        publish(page, contents.undone(change).content, author)
    else:
        if change.kind == Kind.COPY:
            revise(page, contents.undone(change).content, author)
        Page.objects.get(pk=page.pk).specific.unpublish(user=author)
    if change.copy:
        open_again(change.copy)


def publish_due(now=None):
    """Publish the sets whose hour has come, each on its own; tell who asked when one cannot be."""
    now = now or timezone.now()
    for change_set in ChangeSet.objects.filter(state=SetState.OPEN, publish_at__lte=now):
        try:
            publish_planned(change_set, now)
        except Refused as refused:
            stop(change_set, str(refused))


@transaction.atomic
def publish_planned(change_set, now):
    change_set = ChangeSet.objects.select_for_update(of=("self",)).select_related("publish_for").get(pk=change_set.pk)
    if not change_set.is_open or change_set.publish_at is None or change_set.publish_at > now:
        return
    if change_set.publish_for is None or not change_set.publish_for.is_active:
        raise Refused(_("La personne qui a choisi la date n’est plus là."))
    planning.ensure_as_seen(change_set, hold_pages(change_set))
    publish_set(change_set=change_set, author=change_set.publish_for)


@transaction.atomic
def stop(change_set, why):
    """A publication that could not be: forget the date and tell who asked for it."""
    planning.forget(change_set)
    record("changesets.stop", actor=None, target=change_set)
    planning.tell("change_set_stopped", change_set, {"name": change_set.name, "why": why})
