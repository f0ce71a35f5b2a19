"""Working copies: made, written, put back."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms import publication, trash
from journal.actions import record

from .. import contents, merging
from ..enums import Against, CopyState, SetState
from ..errors import Disagreement, Refused
from ..models import ChangeSet, WorkingCopy
from . import planning


@transaction.atomic
def make_copy(*, page, name, author):
    """A named copy of what everybody reads; of the draft where nothing is online yet. Raises ``ValidationError``."""
    if page.alias_of_id:
        raise Refused(_("Cette page répète le texte français : faites une copie de la page française."))
    content = contents.live(page) if page.live else contents.draft(page)
    against = Against.LIVE if page.live else Against.DRAFT
    return keep(page=page, name=name, author=author, content=content, base=content, against=against)


def keep(*, page, name, author, content, base, against):
    copy = WorkingCopy(
        page_id=page.pk, name=name, content=content, base=base, against=against, created_by=author, updated_by=author
    )
    copy.full_clean()
    copy.save()
    record("changesets.make_copy", actor=author, target=copy, data={"page": page.pk})
    return copy


@transaction.atomic
def put_aside(*, page, author, content, base, against=Against.DRAFT):
    """Keep what somebody typed while another saved; under a name that is free."""
    now = timezone.localtime()
    words = _("Texte du %(day)s à %(hour)s") % {"day": now.strftime("%d/%m/%Y"), "hour": now.strftime("%H:%M:%S")}
    name = free_name(page.pk, words)
    return keep(page=page, name=name, author=author, content=content, base=base, against=against)


def free_name(page_id, words):
    """This name, with a number where an open copy of the page has it already."""
    taken = set(WorkingCopy.objects.filter(page_id=page_id, state=CopyState.OPEN).values_list("name", flat=True))
    names = (words if number == 1 else f"{words[:110]} ({number})" for number in range(1, len(taken) + 2))
    return next(each for each in names if each not in taken)


def open_again(copy):
    """What a set had published and no longer does: the copy can be taken up in another set."""
    copy.name, copy.state, copy.change_set = free_name(copy.page_id, copy.name), CopyState.OPEN, None
    copy.save()


@transaction.atomic
def write(*, copy, content, version, author):
    """Save a copy; ``Refused`` when somebody saved it since ``version``."""
    locked = hold(copy)
    if not locked.is_open:
        raise Refused(_("Cette version de travail est terminée : elle ne change plus."))
    if locked.version != version:
        raise Refused(_("Quelqu’un a enregistré cette version de travail pendant que vous écriviez."))
    keep_written(locked, content, author)
    return locked


def keep_written(copy, content, author):
    copy.content, copy.version = content, copy.version + 1
    copy.updated_at, copy.updated_by = timezone.now(), author
    copy.save()
    planning.changed(copy.change_set, author)
    record("changesets.write_copy", actor=author, target=copy, data={"page": copy.page_id})


@transaction.atomic
def drop_copy(*, copy, author):
    """Put a copy away, out of its set. It can be taken up again."""
    locked = hold(copy)
    if not locked.is_open:
        raise Refused(_("Cette version de travail est déjà terminée."))
    leave_set(locked)
    close(locked, CopyState.DROPPED)
    record("changesets.drop_copy", actor=author, target=locked, data={"page": locked.page_id})


@transaction.atomic
def take_up(*, copy, author):
    """Open again a copy that was put away."""
    locked = WorkingCopy.objects.select_for_update().get(pk=copy.pk)
    if locked.state != CopyState.DROPPED:
        raise Refused(_("Seule une version rangée peut être reprise."))
    locked.state = CopyState.OPEN
    locked.full_clean()
    locked.save()
    record("changesets.take_up_copy", actor=author, target=locked, data={"page": locked.page_id})


@transaction.atomic
def put_back(*, copy, author, stamp, choices=None):
    """Merge a copy into its page, after the editor has seen what comes of it.

    ``stamp`` is that of the page on the editor's screen. Published at once by those who may, else sent to review; a
    text put aside becomes the page's new draft. Gives the copy's new state. Raises ``Disagreement`` or ``Refused``.
    """
    copy = hold(copy, with_page=True)
    page = copy.page
    if not copy.is_open:
        raise Refused(_("Cette version de travail est déjà terminée."))
    if contents.stamp(page) != stamp:
        raise Refused(_("La page a changé pendant que vous regardiez : voici les textes comme ils sont maintenant."))
    ensure_open(page, author)
    found = contents.merged(copy, choices)
    if found.conflicts:
        raise Disagreement(_("Il reste des phrases à choisir."), [(page, found.conflicts)])
    state = settle(page, copy, found.content, author)
    leave_set(copy)
    close(copy, state)
    record("changesets.put_back", actor=author, target=copy, data={"page": page.pk, "state": copy.state})
    return copy.state


@transaction.atomic
def catch_up(*, copy, author, stamp, choices=None):
    """Settle in a copy where it and its page disagree: it begins again from the page of today, which does not change.

    Raises ``Disagreement`` or ``Refused``.
    """
    copy = hold(copy, with_page=True)
    if not copy.is_open:
        raise Refused(_("Cette version de travail est déjà terminée."))
    if contents.stamp(copy.page) != stamp:
        raise Refused(_("La page a changé pendant que vous regardiez : voici les textes comme ils sont maintenant."))
    found = contents.merged(copy, choices)
    if found.conflicts:
        raise Disagreement(_("Il reste des phrases à choisir."), [(copy.page, found.conflicts)])
    copy.base = contents.theirs(copy)
    keep_written(copy, found.content, author)
    return copy


def settle(page, copy, content, author):
    """The merged text becomes a draft, is published or goes to review; gives the state of the copy."""
    if copy.against == Against.DRAFT:
        revise(page, content, author)
        return CopyState.MERGED
    refuse(page, publication.faults(contents.as_page(page, content)))
    if publishes_alone(page, content, author, writers_of(copy)):
        publish(page, content, author)
        return CopyState.MERGED
    if page.workflow_in_progress:
        raise Refused(_("Une relecture de cette page est déjà en cours : attendez qu’elle soit finie."))
    keep_draft(page, author)
    revise(page, content, author)
    workflow = page.get_workflow()
    if workflow is None:
        raise Refused(_("Personne ne relit cette page : demandez à un responsable de la publier."))
    workflow.start(Page.objects.get(pk=page.pk).specific, author)
    return CopyState.SUBMITTED


def puts_online(copy, content, author):
    """Whether putting the copy back publishes it at once."""
    return copy.against == Against.LIVE and publishes_alone(copy.page, content, author, writers_of(copy))


def writers_of(copy):
    return {copy.created_by_id, copy.updated_by_id}


def publishes_alone(page, content, author, writers):
    """Whether this person may publish it, and nobody else must see it before."""
    if not page.permissions_for_user(author).can_publish():
        return False
    return not publication.waits_for(contents.as_page(page, content), writers=writers, actor=author)


def refuse(page, sentences):
    """Raise ``Refused`` with what stands in the way of a publication, if something does."""
    if sentences:
        words = {"page": page.title, "why": " ".join(sentences)}
        raise Refused(_("« %(page)s » n’est pas encore publiée. %(why)s") % words)


def publish(page, content, author):
    """Publish this content as a new revision; a draft under way is kept as a copy. Gives the content as published."""
    keep_draft(page, author)
    revise(page, content, author).publish(user=author)
    return contents.live(page)


def keep_draft(page, author):
    """Somebody's draft must not vanish under what is published: it becomes a working copy."""
    if not page.has_unpublished_changes or not page.live:
        return
    online, draft = contents.live(page), contents.draft(page)
    if not merging.same(online, draft, contents.fields(page)):
        put_aside(page=page, author=author, content=draft, base=online, against=Against.LIVE)


def revise(page, content, author):
    """A new revision with this content, checked as the editing form would."""
    draft = contents.as_page(page, content)
    try:
        draft.full_clean()
    except ValidationError as wrong:
        words = " ".join(wrong.messages)
        raise Refused(_("« %(page)s » : %(why)s") % {"page": page.title, "why": words}) from wrong
    return draft.save_revision(user=author, log_action=True, clean=False)


def ensure_open(page, author):
    lock = page.get_lock()
    if lock and lock.for_user(author):
        raise Refused(_("« %(page)s » est verrouillée par quelqu’un d’autre.") % {"page": page.title})
    if trash.holds(page):
        raise Refused(_("« %(page)s » est à la corbeille.") % {"page": page.title})


def hold(copy, *, with_page=False):
    """The copy as it is now, held after its set (and its page): everybody takes them in that order."""
    list(ChangeSet.objects.select_for_update(of=("self",)).filter(copies=copy.pk))
    if with_page:
        list(Page.objects.select_for_update(of=("self",)).filter(pk=copy.page_id))
    return WorkingCopy.objects.select_for_update(of=("self",)).select_related("change_set", "page").get(pk=copy.pk)


def leave_set(copy):
    """A copy that is put away, or gone into its page, is no longer for its set to publish."""
    copy.set_changes.filter(change_set__state=SetState.OPEN).delete()
    copy.change_set = None


def close(copy, state):
    copy.state, copy.updated_at = state, timezone.now()
    copy.save()


def restores_online(page, revision, author):
    """Whether this person puts the older version online at once; it goes to a draft where somebody must see it."""
    return publishes_alone(page, revision.content, author, {author.pk})


@transaction.atomic
def restore(*, page, revision, author):
    """An older version online again for those who may publish it alone, else as a new draft.

    Gives whether it is online. Raises ``Refused``.
    """
    page = Page.objects.select_for_update().get(pk=page.pk)
    ensure_open(page, author)
    content = merging.merge(None, revision.content, contents.draft(page), []).content
    content |= {name: revision.content[name] for name in contents.fields(page) if name in revision.content}
    may = restores_online(page, revision, author)
    if may:
        refuse(page, publication.faults(contents.as_page(page, content)))
        publish(page, content, author)
    else:
        revise(page, content, author)
    record("changesets.restore", actor=author, target=page, data={"revision": revision.pk, "published": may})
    return may
