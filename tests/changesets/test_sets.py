"""Changes of the whole site, published at once and undone at once."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone

from changesets import contents, demo, queries
from changesets.actions import copies, sets
from changesets.enums import CopyState, SetState
from changesets.errors import Disagreement, Refused
from changesets.models import ChangeSet
from cms.models import Edition, StandardPage
from journal.models import Entry
from notifications.models import Message

from .test_copies import copy_of, now, publish


@pytest.fixture
def pages(site):
    return site("fr", "accessibilite"), site("fr", "etat-civil")


@pytest.fixture
def prepared(pages, administrator):
    """A set that changes two pages."""
    change_set = sets.make_set(name="Rentrée", author=administrator)
    for page in pages:
        copy = copy_of(page, administrator, introduction="C’est la rentrée.")
        sets.add_copy(change_set=change_set, copy=copy, author=administrator)
    return change_set


def words(pages):
    return [now(page).introduction for page in pages]


def test_all_the_pages_change_at_once_with_one_edition(pages, prepared, administrator):
    with patch.object(Edition.objects, "update_or_create", wraps=Edition.objects.update_or_create) as renewed:
        sets.publish_set(change_set=prepared, author=administrator)
    assert words(pages) == ["C’est la rentrée."] * 2
    assert renewed.call_count == 1
    assert Entry.objects.filter(verb="changesets.publish_set").count() == 1


def test_all_the_pages_come_back_at_once(pages, prepared, administrator):
    before = words(pages)
    sets.publish_set(change_set=prepared, author=administrator)
    sets.undo_set(change_set=prepared, author=administrator)
    assert words(pages) == before
    prepared.refresh_from_db()
    assert prepared.state == SetState.UNDONE


def test_undoing_keeps_what_others_wrote_elsewhere_since(pages, prepared, administrator):
    before = words(pages)
    sets.publish_set(change_set=prepared, author=administrator)
    publish(now(pages[0]), administrator, title="Un titre d’après")
    assert [page.pk for page in queries.rewritten_since(prepared)] == [pages[0].pk]
    sets.undo_set(change_set=prepared, author=administrator)
    assert words(pages) == before
    assert now(pages[0]).title == "Un titre d’après"


def test_undoing_is_refused_as_a_whole_where_others_wrote_over_it(pages, prepared, administrator):
    sets.publish_set(change_set=prepared, author=administrator)
    publish(now(pages[0]), administrator, introduction="Réécrite depuis.")
    with pytest.raises(Disagreement):
        sets.undo_set(change_set=prepared, author=administrator)
    assert words(pages) == ["Réécrite depuis.", "C’est la rentrée."]


def test_one_conflict_holds_back_the_whole_set(pages, prepared, administrator):
    publish(now(pages[1]), administrator, introduction="Écrite ailleurs.")
    before = words(pages)
    with pytest.raises(Disagreement):
        sets.publish_set(change_set=prepared, author=administrator)
    assert words(pages) == before


class Killed(BaseException):
    """What nobody catches, as the end of a process."""


def test_a_worker_killed_in_the_middle_leaves_nothing_half_done(pages, prepared, administrator):
    before, real, done = words(pages), sets.publish, []

    def dies_at_the_second(*args):
        if done:
            raise Killed
        done.append(real(*args))
        return done[0]

    with patch.object(sets, "publish", dies_at_the_second), pytest.raises(Killed):
        sets.publish_set(change_set=prepared, author=administrator)
    assert done
    assert words(pages) == before
    prepared.refresh_from_db()
    assert prepared.is_open
    assert prepared.copies.filter(state=CopyState.OPEN).count() == 2
    sets.publish_set(change_set=prepared, author=administrator)
    assert words(pages) == ["C’est la rentrée."] * 2


def test_a_set_goes_online_at_its_hour_with_the_rights_of_who_asked(pages, prepared, administrator, editor):
    later = timezone.now() + timedelta(days=1)
    with pytest.raises(Refused):
        sets.plan(change_set=prepared, at=later, author=editor)
    sets.plan(change_set=prepared, at=later, author=administrator)
    sets.publish_due()
    assert "C’est la rentrée." not in words(pages)
    sets.publish_due(now=later)
    assert words(pages) == ["C’est la rentrée."] * 2


def test_who_asked_is_told_when_the_hour_comes_and_it_cannot_be(pages, prepared, administrator):
    later = timezone.now() + timedelta(days=1)
    sets.plan(change_set=prepared, at=later, author=administrator)
    publish(now(pages[0]), administrator, introduction="Écrite ailleurs.")
    sets.publish_due(now=later)
    assert Message.objects.get(kind="change_set_stopped").recipient == administrator
    prepared.refresh_from_db()
    assert (prepared.state, prepared.publish_at) == (SetState.OPEN, None)


def test_new_pages_appear_and_old_ones_leave_with_the_set_and_all_is_undone(pages, site, administrator):
    new = StandardPage(title="Toute neuve", slug="toute-neuve", live=False)
    pages[0].get_parent().add_child(instance=new)
    new.save_revision()
    change_set = sets.make_set(name="Ménage", author=administrator)
    sets.add_page(change_set=change_set, page=new, author=administrator)
    sets.add_page(change_set=change_set, page=pages[0], author=administrator)
    sets.publish_set(change_set=change_set, author=administrator)
    assert (now(new).live, now(pages[0]).live) == (True, False)
    sets.undo_set(change_set=change_set, author=administrator)
    assert (now(new).live, now(pages[0]).live) == (False, True)


def test_an_editor_who_cannot_publish_publishes_no_set(prepared, editor):
    with pytest.raises(Refused):
        sets.publish_set(change_set=prepared, author=editor)


def test_a_set_changes_a_page_once(prepared, pages, administrator):
    from django.core.exceptions import ValidationError

    copy = copies.make_copy(page=pages[0], name="Une autre", author=administrator)
    with pytest.raises(ValidationError):
        sets.add_copy(change_set=prepared, copy=copy, author=administrator)


def test_the_demo_shows_one_copy_in_one_set_and_may_be_loaded_again(pages, editor):
    type(editor).objects.filter(pk=editor.pk).update(username="editor")
    demo.load()
    demo.load()
    change_set = ChangeSet.objects.get()
    assert change_set.copies.get().content["introduction"].endswith(demo.WORDS)


def planned(change_set, person):
    later = timezone.now() + timedelta(days=1)
    sets.plan(change_set=change_set, at=later, author=person)
    return later


def test_a_date_falls_when_somebody_else_writes_in_the_set_and_who_chose_it_is_told(
    pages, prepared, administrator, editor
):
    later = planned(prepared, administrator)
    copy = prepared.copies.first()
    content = {**copy.content, "introduction": "Glissé après coup."}
    copies.write(copy=copy, content=content, version=copy.version, author=editor)
    sets.publish_due(now=later)
    assert "Glissé après coup." not in words(pages)
    assert Message.objects.get(kind="change_set_unplanned").recipient == administrator
    prepared.refresh_from_db()
    assert (prepared.state, prepared.publish_at) == (SetState.OPEN, None)


def test_a_date_falls_when_somebody_else_adds_to_the_set(pages, site, prepared, administrator, editor):
    planned(prepared, administrator)
    other = copies.make_copy(page=site("fr", "citoyennete"), name="En douce", author=editor)
    sets.add_copy(change_set=prepared, copy=other, author=editor)
    prepared.refresh_from_db()
    assert prepared.publish_at is None


def test_a_date_holds_when_who_chose_it_goes_on_writing(pages, prepared, administrator):
    later = planned(prepared, administrator)
    copy = prepared.copies.get(page_id=pages[0].pk)
    content = {**copy.content, "introduction": "Mieux dit."}
    copies.write(copy=copy, content=content, version=copy.version, author=administrator)
    sets.publish_due(now=later)
    assert "Mieux dit." in words(pages)


def new_page(parent):
    new = StandardPage(title="Toute neuve", slug="toute-neuve", live=False)
    parent.add_child(instance=new)
    new.save_revision()
    return new


def test_a_new_page_rewritten_by_another_after_the_date_was_chosen_does_not_appear(pages, administrator, editor):
    new = new_page(pages[0].get_parent())
    change_set = sets.make_set(name="Neuf", author=administrator)
    sets.add_page(change_set=change_set, page=new, author=administrator)
    later = planned(change_set, administrator)
    new.introduction = "Ajouté sans le dire."
    new.save_revision(user=editor)
    sets.publish_due(now=later)
    assert not now(new).live
    assert "Toute neuve" in Message.objects.get(kind="change_set_stopped").context["why"]


def test_a_copy_put_away_leaves_its_set(pages, prepared, administrator):
    copy = prepared.copies.get(page_id=pages[0].pk)
    before = words(pages)[0]
    copies.drop_copy(copy=copy, author=administrator)
    sets.publish_set(change_set=prepared, author=administrator)
    assert words(pages) == [before, "C’est la rentrée."]
    copies.take_up(copy=copy, author=administrator)


def test_a_copy_put_in_its_page_alone_leaves_its_set(pages, prepared, administrator):
    copy = prepared.copies.get(page_id=pages[0].pk)
    copies.put_back(copy=copy, author=administrator, stamp=contents.stamp(copy.page))
    assert [change.page_id for change in prepared.changes.all()] == [pages[1].pk]


def test_undoing_takes_off_the_site_a_page_that_was_a_draft_before_the_set(pages, administrator):
    new = new_page(pages[0].get_parent())
    change_set = sets.make_set(name="Neuf", author=administrator)
    sets.add_copy(
        change_set=change_set, copy=copy_of(new, administrator, introduction="Bonjour."), author=administrator
    )
    sets.publish_set(change_set=change_set, author=administrator)
    assert (now(new).live, now(new).introduction) == (True, "Bonjour.")
    sets.undo_set(change_set=change_set, author=administrator)
    assert not now(new).live
    assert now(new).get_latest_revision().content["introduction"] == ""


def test_what_is_typed_while_the_set_goes_out_is_refused_and_not_lost_in_silence(pages, prepared, administrator):
    copy = prepared.copies.get(page_id=pages[0].pk)
    sets.publish_set(change_set=prepared, author=administrator)
    with pytest.raises(Refused):
        copies.write(copy=copy, content=copy.content, version=copy.version, author=administrator)


def test_a_draft_rewritten_by_another_under_a_copy_does_not_appear_with_the_planner_s_rights(
    pages, administrator, editor
):
    new = new_page(pages[0].get_parent())
    change_set = sets.make_set(name="Neuf", author=administrator)
    copy = copy_of(new, administrator, introduction="Lu par qui planifie.")
    sets.add_copy(change_set=change_set, copy=copy, author=administrator)
    later = planned(change_set, administrator)
    draft = now(new).get_latest_revision_as_object()
    draft.title = "Un titre glissé dessous"
    draft.save_revision(user=editor)
    sets.publish_due(now=later)
    assert not now(new).live
    assert "réécrit depuis" in Message.objects.get(kind="change_set_stopped").context["why"]


def test_a_date_falls_when_somebody_else_takes_a_change_out(pages, prepared, administrator, editor):
    planned(prepared, administrator)
    sets.take_out(change=prepared.changes.first(), author=editor)
    prepared.refresh_from_db()
    assert prepared.publish_at is None
    assert Message.objects.filter(kind="change_set_unplanned", recipient=administrator).exists()
