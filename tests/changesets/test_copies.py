"""Working copies beside a live page."""

import pytest
from django.core.exceptions import ValidationError

from changesets import contents
from changesets.actions import copies
from changesets.enums import Against, CopyState
from changesets.errors import Disagreement, Refused
from changesets.models import WorkingCopy
from journal.models import Entry


@pytest.fixture
def statement(site):
    return site("fr", "accessibilite")


def copy_of(page, author, name="Avant les vacances", **changes):
    copy = copies.make_copy(page=page, name=name, author=author)
    return copies.write(copy=copy, content={**copy.content, **changes}, version=copy.version, author=author)


def put_back(copy, author, **choices):
    answers = {key: (choice, "") for key, choice in choices.items()}
    return copies.put_back(copy=copy, author=author, stamp=contents.stamp(copy.page), choices=answers)


def publish(page, author, **changes):
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision(user=author).publish()


def now(page):
    return type(page).objects.get(pk=page.pk)


def test_several_copies_stand_side_by_side_and_the_page_does_not_move(statement, editor):
    copy_of(statement, editor, introduction="Un.")
    copy_of(statement, editor, "Pour la rentrée", introduction="Deux.")
    assert now(statement).introduction == statement.introduction
    with pytest.raises(ValidationError):
        copies.make_copy(page=statement, name="Pour la rentrée", author=editor)


def test_a_copy_without_conflict_joins_what_was_published_meanwhile(statement, administrator):
    copy = copy_of(statement, administrator, introduction="Les vacances approchent.")
    publish(now(statement), administrator, title="Accessibilité pour tous")
    assert put_back(copy, administrator) == CopyState.MERGED
    assert (now(statement).introduction, now(statement).title) == (
        "Les vacances approchent.",
        "Accessibilité pour tous",
    )
    assert Entry.objects.filter(verb="changesets.put_back", actor_id=administrator.pk).exists()


def test_a_conflict_publishes_nothing_until_it_is_answered(statement, administrator):
    copy = copy_of(statement, administrator, introduction="La mienne.")
    publish(now(statement), administrator, introduction="La leur.")
    with pytest.raises(Disagreement) as found:
        put_back(copy, administrator)
    assert [conflict.key for _page, places in found.value.conflicts for conflict in places] == ["introduction"]
    assert now(statement).introduction == "La leur."
    assert put_back(copy, administrator, introduction="mine") == CopyState.MERGED
    assert now(statement).introduction == "La mienne."


def test_whoever_cannot_publish_sends_the_copy_to_review(statement, editor):
    before = statement.introduction
    copy = copy_of(statement, editor, introduction="À relire.")
    assert put_back(copy, editor) == CopyState.SUBMITTED
    assert now(statement).introduction == before
    assert statement.current_workflow_state.requested_by == editor


def test_a_page_that_changed_under_the_screen_is_shown_again(statement, administrator):
    copy = copy_of(statement, administrator, introduction="La mienne.")
    stamp = contents.stamp(statement)
    publish(now(statement), administrator, title="Autre titre")
    with pytest.raises(Refused):
        copies.put_back(copy=copy, author=administrator, stamp=stamp)


def test_a_draft_under_way_is_kept_when_a_copy_is_published(statement, administrator):
    copy = copy_of(statement, administrator, title="Titre neuf")
    draft = now(statement)
    draft.introduction = "Un brouillon en cours."
    draft.save_revision(user=administrator)
    put_back(copy, administrator)
    kept = WorkingCopy.objects.get(page=statement, state=CopyState.OPEN)
    assert kept.content["introduction"] == "Un brouillon en cours."
    assert kept.against == Against.LIVE
    assert now(statement).introduction != "Un brouillon en cours."


def test_the_second_of_two_editors_of_one_copy_is_told(statement, editor, administrator):
    copy = copies.make_copy(page=statement, name="À deux", author=editor)
    copies.write(copy=copy, content=copy.content, version=1, author=editor)
    with pytest.raises(Refused):
        copies.write(copy=copy, content=copy.content, version=1, author=administrator)


def test_a_dropped_copy_can_be_taken_up_again(statement, editor):
    copy = copy_of(statement, editor)
    copies.drop_copy(copy=copy, author=editor)
    copies.take_up(copy=copy, author=editor)
    copy.refresh_from_db()
    assert copy.is_open


def test_an_older_version_is_published_again_by_those_who_may_and_is_a_draft_for_others(
    statement, administrator, editor
):
    former, revision = statement.introduction, statement.save_revision()
    publish(now(statement), administrator, introduction="Un essai malheureux.")
    assert not copies.restore(page=statement, revision=revision, author=editor)
    assert now(statement).introduction == "Un essai malheureux."
    assert copies.restore(page=statement, revision=revision, author=administrator)
    assert now(statement).introduction == former
