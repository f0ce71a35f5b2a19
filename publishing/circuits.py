"""Schemes: made, changed, put in a place; and pages taken through them. Each action is one line of the event log."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page

from cms import memory, publication, trash
from journal.actions import record
from notifications.actions import Letter, send_each

from . import definitions, house, queries, rules
from .enums import Visibility
from .models import Move, PageState, Placement, Scheme, SchemeVersion


class AlreadyDone(Exception):
    """Somebody else changed it first."""


@transaction.atomic
def make(*, name, definition, actor):
    """A new scheme, which holds nowhere yet. Raises ``ValidationError``."""
    definitions.check(definition)
    scheme = Scheme(name=name)
    scheme.full_clean()
    scheme.save()
    SchemeVersion.objects.create(scheme=scheme, number=1, definition=definition.as_json(), made_by=actor)
    record("scheme.made", actor=actor, target=scheme)
    return scheme


@transaction.atomic
def change(*, scheme, seen, name, definition, actor, homes=None):
    """A new version of ``scheme``; ``seen``: the number of the version that was read; ``homes``: ``{state that goes
    away: where its pages go}``. Raises ``ValidationError``, or ``AlreadyDone`` when another version came first.
    """
    scheme = Scheme.objects.select_for_update().get(pk=scheme.pk)
    before = scheme.current
    if before.number != seen:
        raise AlreadyDone
    definitions.check(definition)
    scheme.name = name
    scheme.full_clean()
    scheme.save()
    record("scheme.changed", actor=actor, target=scheme, data={"version": seen + 1})
    with memory.together():
        SchemeVersion.objects.create(scheme=scheme, number=seen + 1, definition=definition.as_json(), made_by=actor)
        _rehouse(scheme, before.said, definition, homes or {}, actor)
    return scheme


def _rehouse(scheme, before, after, homes, actor):
    """Pages of the states that go away go where they were told; those whose state shows otherwise show so at once."""
    rows = PageState.objects.filter(scheme=scheme).select_related("page")
    for code in {state.code for state in before.states} - {state.code for state in after.states}:
        if after.state(homes.get(code)):
            rows.filter(state=code).update(state=homes[code])
        elif rows.filter(state=code).exists():
            raise ValidationError(_("Dites où vont les pages de chaque état que vous retirez."))
    here = house.read()
    for row in rows.all():
        found = here.place_of(row.page)
        if found and found.scheme == scheme.pk and not trash.holds(row.page):
            show(row.page, after.state(row.state), actor)


@transaction.atomic
def place(*, scheme, page, kind, actor):
    """From now on ``scheme`` holds for pages of ``kind`` (None: all) at and below ``page``."""
    placed = Placement(scheme=scheme, page_id=page.pk, kind=kind)
    placed.full_clean()
    with memory.together():
        placed.save()
        _settle(page, actor)
    record("scheme.placed", actor=actor, target=scheme, data={"page": page.pk, "kind": kind and kind.model})
    return placed


@transaction.atomic
def unplace(*, placed, actor):
    """The scheme no longer holds there: the next one above does, or the review before publication."""
    page = placed.page
    record("scheme.removed", actor=actor, target=placed.scheme, data={"page": page.pk})
    with memory.together():
        placed.delete()
        _settle(page, actor)


def _settle(top, actor):
    """Write the state of each page at and below ``top``, under the scheme that now holds for it."""
    here = house.read()
    for page in Page.objects.filter(path__startswith=top.path, depth__gt=1).select_related("publishing_state"):
        found, kept = here.place_of(page), house.kept_state(page)
        if found is None:
            PageState.objects.filter(page_id=page.pk).delete()
        elif kept is None or kept.scheme_id != found.scheme:
            state = house.state_in(page, found)
            _keep(page, found.scheme, state)
            show(page, state, actor)


def _keep(page, scheme_id, state):
    values = {"scheme_id": scheme_id, "state": state.code, "revision": page.latest_revision}
    return PageState.objects.update_or_create(page_id=page.pk, defaults=values)[0]


def show(page, state, actor):
    """Put the page online or take it off, as its state says; a review of Wagtail's that was under way ends."""
    if page.current_workflow_state:
        page.current_workflow_state.cancel(user=actor)
    if state.visibility == Visibility.PUBLIC and not page.live:
        publish(page, actor)
    elif state.visibility in (Visibility.AGENTS, Visibility.WORKERS):
        page.revisions.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=None)
        if page.live:
            UnpublishPageAction(page.specific, user=actor).execute(skip_permission_checks=True)


def publish(page, actor):
    """Put the last version online. Raises ``ValidationError`` when something stands in its way."""
    revision = page.latest_revision or page.specific.save_revision(user=actor)
    writers = publication.writers_since(page, page.live_revision_id)
    if wrong := publication.refusals(revision.as_object(), writers=writers, actor=actor):
        raise ValidationError([_("« %(page)s » : %(why)s") % {"page": page.title, "why": each} for each in wrong])
    revision.publish(user=actor, skip_permission_checks=True)


@transaction.atomic
def move(*, page, code, seen, actor, comment=""):
    """Take ``page`` through a transition, from the state that was ``seen``.

    Raises ``ValidationError``, or ``AlreadyDone`` when the page is no longer in that state.
    """
    page = Page.objects.select_for_update().get(pk=page.pk)
    found = house.now().place_of(page)
    before = house.state_in(page, found) if found else None
    transition = next((each for each in found.said.leaving(before.code) if each.code == code), None) if found else None
    if transition is None or before.code != seen:
        raise AlreadyDone
    refuse(page, transition, actor, comment)
    after = found.said.state(transition.target)
    _keep(page, found.scheme, after)
    row = Move(page_id=page.pk, transition=transition.name, before=before.name, after=after.name)
    row.comment, row.actor = comment, actor
    row.save()
    show_moved(page, after, actor)
    record("page.moved_state", actor=actor, target=page, data={"before": before.code, "after": after.code})
    tell(page, transition, row)
    return row


def refuse(page, transition, actor, comment):
    """Raise ``ValidationError`` when this person may not, or says nothing where something must be said."""
    refusal = rules.may_move(actor, transition, page, queries.grants_of(actor), queries.last_writer(page))
    if refusal:
        raise ValidationError(refusal)
    if transition.comment and not comment.strip():
        raise ValidationError({"comment": _("Écrivez un mot pour ceux qui suivent.")})


def show_moved(page, state, actor):
    """As ``show``; coming to a public state always puts the last version online."""
    if state.visibility == Visibility.PUBLIC:
        publish(page, actor)
    else:
        show(page, state, actor)


def tell(page, transition, row):
    """Say to the circles the transition names that the page has come to its new state."""
    fresh = Page.objects.get(pk=page.pk)
    lines, is_online = queries.given_on(fresh), rules.is_online(None, fresh)
    called = [p for p in queries.agents() if p != row.actor and rules.belongs(p, fresh, *transition.tells)]
    people = [p for p in called if is_online or rules.reads(p, fresh, [each.pair for each in lines if each.reaches(p)])]
    context = {"page": page.title, "state": row.after, "comment": row.comment}
    url = reverse("publishing:state", args=[page.pk])
    send_each("page_moved", letters=[Letter(person, context) for person in people], url=url, target=page)
