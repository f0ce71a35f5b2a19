"""The trash: pages put away for thirty days, put back, or erased for ever.

A page in the trash hangs under a root of its own, outside the site and outside every right: the explorer, choosers,
menus, search and sitemap do not know it.
"""

import logging

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.delete_page import DeletePageAction
from wagtail.coreutils import find_available_slug
from wagtail.models import Locale, Page, Revision, WorkflowState, get_page_models
from wagtail.signals import page_published, page_unpublished

from cms import memory
from cms import trash as place
from cms.enums import SOURCE_LANGUAGE
from journal.actions import record

from .. import queries
from ..enums import DEEPEST
from ..errors import Refused
from ..models import Discarded, DiscardedPage

logger = logging.getLogger(__name__)
MOST_NAMED = 5


def root(make=True):
    """The page everything thrown away hangs under."""
    found = place.root()
    if found is None and make:
        locale = Locale.objects.get(language_code=SOURCE_LANGUAGE)
        found = Page.add_root(instance=Page(title="Corbeille", slug=place.SLUG, locale=locale, live=False))
    return found


@transaction.atomic
def discard(*, page, author):
    """Put a page, all below it and (for a page in French) its translations in the trash."""
    if page.depth <= 2:
        raise Refused(_("La page d’entrée du site ne peut pas être jetée."))
    trees = outermost([page, *translations(page)])
    ensure_may_throw(trees, author)
    ensure_not_needed(trees)
    gesture = Discarded.objects.create(title=page.title[:255], discarded_by=author)
    with memory.together():
        for tree in trees:
            throw(gesture, tree.pk)
        memory.renew()
    record("changesets.discard", actor=author, target=page, data={"pages": [each.pk for each in trees]})
    return gesture


def ensure_may_throw(trees, author):
    """A page does not take along translations that its author may not throw away, nor pages closed to them below."""
    refused = [str(tree.title) for tree in trees if not tree.permissions_for_user(author).can_delete()]
    for tree in trees:
        closed = tree.get_descendants().exclude(pk__in=queries.editable_pages(author).values("pk"))
        refused += closed.values_list("title", flat=True)[:MOST_NAMED]
    if refused:
        raise Refused(_("Vous ne pouvez pas mettre à la corbeille : %(pages)s.") % {"pages": ", ".join(refused)})


def ensure_not_needed(trees):
    """What other rooms hold on to, a rule for one, could never be erased: say what holds it."""
    keys = [key for tree in trees for key in tree.get_descendants(inclusive=True).values_list("pk", flat=True)]
    if held := [f"{each._meta.verbose_name} « {each} »" for each in holders(keys)]:
        words = _("On s’en sert encore ailleurs. Changez d’abord : %(things)s.")
        raise Refused(words % {"things": ", ".join(dict.fromkeys(held[:MOST_NAMED]))})


def holders(keys):
    """The rows that forbid, in the database, that these pages go."""
    fields = {field for model in [Page, *get_page_models()] for field in model._meta.get_fields(include_hidden=True)}
    for relation in fields:
        if relation.auto_created and getattr(relation, "on_delete", None) is models.PROTECT:
            names = {f"{relation.field.name}__in": keys}
            yield from relation.related_model._base_manager.filter(**names)[:MOST_NAMED]


def translations(page):
    """A page in French takes its translations along; a translation goes alone, and the French text shows instead."""
    if page.locale.language_code != SOURCE_LANGUAGE:
        return []
    return list(page.get_translations())


def outermost(pages):
    paths = {page.path for page in pages}
    return [page for page in pages if not any(page.path.startswith(path) for path in paths - {page.path})]


def throw(gesture, key):
    page = Page.objects.get(pk=key)
    inside = Page.objects.descendant_of(page, inclusive=True)
    keys = list(inside.values_list("pk", flat=True))
    was_live = list(inside.filter(live=True).values_list("pk", flat=True))
    silence(keys)
    inside.filter(live=True).update(live=False, has_unpublished_changes=True)
    DiscardedPage.objects.create(
        gesture=gesture, page=page, parent=page.get_parent(), slug=page.slug, was_live=was_live
    )
    move(page, root())
    for gone in Page.objects.filter(pk__in=was_live).specific():
        page_unpublished.send(sender=type(gone), instance=gone)


def silence(keys):
    """Nothing in the trash is published by the clock or waits for a review."""
    names = [str(key) for key in keys]
    Revision.page_revisions.filter(object_id__in=names).update(approved_go_live_at=None)
    waiting = WorkflowState.objects.filter(base_content_type__model="page", object_id__in=names)
    for state in waiting.filter(status__in=[WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES]):
        state.cancel()


def move(page, target, slug=None):
    """Move a tree of pages; under a slug that is free there."""
    wanted = slug or page.slug
    page.slug = find_available_slug(target, wanted, ignore_page_id=page.pk)
    if page.slug != wanted or slug:
        Page.objects.filter(pk=page.pk).update(slug=page.slug)
    page = Page.objects.get(pk=page.pk)
    page.specific.move(Page.objects.get(pk=target.pk), pos="last-child")
    return page.slug


@transaction.atomic
def put_back(*, gesture, author, parent=None):
    """Take everything of one gesture out of the trash, to its place or, for the first page, under ``parent``.

    What was online is online again where ``author`` may publish. Gives ``[(page, slug is another one)]``.
    """
    gesture = Discarded.objects.select_for_update().filter(pk=gesture.pk).first()
    if gesture is None:
        raise Refused(_("Cette page n’est plus à la corbeille."))
    if parent is not None and not chooses_the_place(gesture, author):
        raise Refused(_("Qui l’a jetée, ou l’administration du site, lui choisit une autre place."))
    found = []
    with memory.together():
        for place, thrown in enumerate(gesture.pages.select_related("page", "parent")):
            target = parent if parent and place == 0 else home_of(thrown)
            found.append(hang(thrown, target, author))
        memory.renew()
    record("changesets.put_back_page", actor=author, target=gesture, data={"pages": [page.pk for page, _new in found]})
    gesture.delete()
    return found


def chooses_the_place(gesture, person):
    """Elsewhere, other rights hold: a page that stood where one has none is not had by way of the trash."""
    return person.is_administrator or gesture.discarded_by_id == person.pk


def home_of(thrown):
    """The page it hung under, if it is still in the site."""
    trash = root()
    if thrown.parent is None or thrown.parent.path.startswith(trash.path):
        raise Refused(
            _("La page où se trouvait « %(page)s » n’existe plus : choisissez une autre place.")
            % {"page": thrown.page.title}
        )
    return thrown.parent


def hang(thrown, target, author):
    rights = target.permissions_for_user(author)
    if not rights.can_add_subpage():
        raise Refused(_("Vous ne pouvez pas ajouter de page sous « %(page)s ».") % {"page": target.title})
    ensure_room(thrown.page, target)
    slug = move(thrown.page, target, thrown.slug)
    if rights.can_publish_subpage():
        Page.objects.filter(pk__in=thrown.was_live).update(live=True)
        drafts = Page.objects.filter(pk__in=thrown.was_live)
        for page in drafts.select_related("latest_revision"):
            behind = page.latest_revision_id != page.live_revision_id
            Page.objects.filter(pk=page.pk).update(has_unpublished_changes=behind)
        tell_they_are_back(thrown.was_live)
    return Page.objects.get(pk=thrown.page_id), slug != thrown.slug


def tell_they_are_back(keys):
    """Whatever follows what is online hears of it, as of any publication."""
    for page in Page.objects.filter(pk__in=keys).select_related("live_revision").specific():
        page_published.send(sender=type(page), instance=page, revision=page.live_revision, alias=False)


def ensure_room(page, target):
    """The tree of pages has a bottom: refuse what would go through it."""
    deepest = (
        Page.objects.descendant_of(page, inclusive=True).order_by("-depth").values_list("depth", flat=True).first()
    )
    if target.depth + 1 + deepest - page.depth > DEEPEST:
        raise Refused(_("Cette place est trop profonde : le site va jusqu’à %(levels)d niveaux.") % {"levels": DEEPEST})


@transaction.atomic
def erase(*, gesture, author):
    """Delete for ever what one gesture threw away."""
    gesture = Discarded.objects.select_for_update().filter(pk=gesture.pk).first()
    if gesture is None:
        raise Refused(_("Cette page n’est plus à la corbeille."))
    keys = list(gesture.pages.values_list("page_id", flat=True))
    ensure_not_needed(Page.objects.filter(pk__in=keys))
    record("changesets.erase", actor=author, target=gesture, data={"pages": keys})
    with memory.together():
        for key in keys:
            page = Page.objects.filter(pk=key).first()
            if page:
                DeletePageAction(page.specific, user=author).execute(skip_permission_checks=True)
    gesture.delete()


def empty(now=None):
    """Erase what has been in the trash for thirty days."""
    for gesture in Discarded.objects.filter(erased_after__lte=now or timezone.now()):
        try:
            erase(gesture=gesture, author=None)
        except Refused:
            logger.warning("the trash keeps gesture %s: something still holds its pages", gesture.pk)
