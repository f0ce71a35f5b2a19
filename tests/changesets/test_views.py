"""The editors' rooms, through their pages."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.models import Revision

from accounts.enums import Role
from changesets import contents
from changesets.actions import copies, sets
from changesets.actions import trash as trashing
from changesets.models import ChangeSet, Discarded, WorkingCopy
from publishing.actions import share
from tests.cms.test_cms_editing import form
from tests.conftest import agent

from .test_copies import copy_of, now, publish


@pytest.fixture
def statement(site):
    return site("fr", "accessibilite")


def at(name, *args):
    return reverse(f"changesets:{name}", args=args)


def test_an_editor_makes_writes_and_sees_a_copy_with_the_ordinary_form(statement, editor, sign_in):
    client = sign_in(editor)
    made = client.post(at("page_copies", statement.pk), {"name": "Avant les vacances"})
    copy = WorkingCopy.objects.get()
    assert made.url == at("copy", copy.pk)
    assert "Enregistrer la version de travail" in client.get(made.url).content.decode()
    saved = client.post(f"{made.url}?version=1", form(statement, introduction="Fermé en août."))
    assert saved.status_code == 302
    copy.refresh_from_db()
    assert copy.content["introduction"] == "Fermé en août."
    assert now(statement).introduction == statement.introduction
    shown = client.get(at("preview", copy.pk))
    assert "Fermé en août." in shown.content.decode()
    assert "Version de travail" in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert "Avant les vacances" in client.get(at("copies")).content.decode()


def test_a_conflict_shows_both_texts_and_keeps_the_answers(statement, administrator, sign_in):
    copy = copy_of(statement, administrator, introduction="La mienne.")
    publish(now(statement), administrator, introduction="La leur.")
    client = sign_in(administrator)
    screen = client.get(at("put_back", copy.pk)).content.decode()
    assert "La <mark>mienne.</mark>" in screen
    assert "La <mark>leur.</mark>" in screen
    assert "/apercu/" in screen
    unanswered = client.post(at("put_back", copy.pk), {"stamp": contents.stamp(now(statement))})
    assert unanswered.status_code == 422
    data = {"stamp": contents.stamp(now(statement)), "choice:introduction": "write", "text:introduction": "La nôtre."}
    assert client.post(at("put_back", copy.pk), data).status_code == 302
    assert now(statement).introduction == "La nôtre."


def test_whoever_saves_second_sees_both_texts_and_loses_nothing(statement, editor, administrator, sign_in):
    first = statement.save_revision(user=editor)
    other = now(statement)
    other.introduction = "Écrit entre-temps."
    other.save_revision(user=administrator)
    client = sign_in(editor)
    data = form(statement, introduction="Ma phrase.", loaded_revision_id=str(first.pk))
    late = client.post(reverse("wagtailadmin_pages:edit", args=[statement.pk]), data)
    assert late.status_code == 409
    screen = strip_tags(late.content.decode())
    assert "Ma phrase." in screen
    assert "Écrit entre-temps." in screen
    mine = WorkingCopy.objects.get()
    answer = {"stamp": contents.stamp(now(statement)), "choice:introduction": "both"}
    assert client.post(at("put_back", mine.pk), answer).status_code == 302
    assert contents.draft(now(statement))["introduction"] == "Écrit entre-temps.\nMa phrase."


def test_what_the_form_saved_by_itself_a_moment_ago_is_nobody_elses(statement, editor, sign_in):
    """The button was pressed while the form's own save was on its way: it does not know that revision yet."""
    first = statement.save_revision(user=editor)
    Revision.objects.filter(pk=first.pk).update(created_at=timezone.now() - timedelta(minutes=5))
    own = now(statement)
    own.introduction = "Ma phr"
    second = own.save_revision(user=editor)
    client = sign_in(editor)
    data = form(statement, introduction="Ma phrase.", loaded_revision_id=str(first.pk))
    address = reverse("wagtailadmin_pages:edit", args=[statement.pk])
    assert client.post(address, data).status_code == 302
    assert contents.draft(now(statement))["introduction"] == "Ma phrase."
    Revision.objects.filter(pk__gte=second.pk).update(created_at=timezone.now() - timedelta(minutes=1))
    assert client.post(address, data).status_code == 409  # a second window of the same person


def test_a_set_is_looked_at_published_and_undone(statement, administrator, sign_in):
    before, client = now(statement).introduction, sign_in(administrator)
    copy = copy_of(statement, administrator, introduction="C’est la rentrée.")
    client.post(at("sets"), {"name": "Rentrée"})
    change_set = ChangeSet.objects.get()
    client.post(at("add_copy", copy.pk), {"set": change_set.pk})
    assert "Avant les vacances" in client.get(at("set", change_set.pk)).content.decode()
    client.post(at("act", change_set.pk, "voir"))
    seen = client.get(statement.get_url())
    assert "C’est la rentrée." in seen.content.decode()
    assert "no-store" in seen.headers["Cache-Control"]
    assert "C’est la rentrée." not in Client().get(statement.get_url()).content.decode()
    client.post(at("act", change_set.pk, "publier"))
    assert now(statement).introduction == "C’est la rentrée."
    assert "Tout annuler" in client.get(at("set", change_set.pk)).content.decode()
    client.post(at("act", change_set.pk, "annuler"))
    assert now(statement).introduction == before


def test_deleting_throws_away_and_only_administrators_erase(statement, administrator, editor, sign_in):
    client, delete = sign_in(administrator), reverse("wagtailadmin_pages:delete", args=[statement.pk])
    assert "trente jours" in client.get(delete).content.decode()
    client.post(delete)
    gesture = Discarded.objects.get()
    assert gesture.title in client.get(at("trash")).content.decode()
    sign_in(editor).post(at("erase", gesture.pk))
    assert Discarded.objects.filter(pk=gesture.pk).exists()
    assert client.get(at("put_back_page", gesture.pk)).status_code == 200
    client.post(at("put_back_page", gesture.pk), {"parent": ""})
    assert now(statement).live


def test_an_old_version_is_put_online_again_from_the_page_of_versions(statement, administrator, sign_in):
    former, revision = statement.introduction, statement.save_revision()
    publish(now(statement), administrator, introduction="Un essai.")
    client = sign_in(administrator)
    assert "Rétablir cette version" in client.get(at("page_copies", statement.pk)).content.decode()
    client.post(at("restore", statement.pk, revision.pk))
    assert now(statement).introduction == former


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_copies_asks_as_much_for_three_as_for_one(
    statement, administrator, sign_in, count, django_assert_max_num_queries
):
    for number in range(count):
        copies.make_copy(page=statement, name=f"N{number}", author=administrator)
    client = sign_in(administrator)
    client.get(at("copies"))
    with django_assert_max_num_queries(30):
        client.get(at("copies"))


def test_several_pages_deleted_together_are_thrown_away_too(site, administrator, sign_in):
    pages = [site("fr", "accessibilite"), site("fr", "etat-civil")]
    query = "&".join(f"id={page.pk}" for page in pages)
    client = sign_in(administrator)
    client.post(f"/redaction/bulk/wagtailcore/page/delete/?next=/redaction/pages/&{query}", {"next": "/redaction/"})
    assert Discarded.objects.count() == 2
    assert not any(now(page).live for page in pages)


def test_nothing_serious_happens_before_it_is_said(statement, administrator, sign_in):
    client, before = sign_in(administrator), now(statement).introduction
    revision = statement.save_revision()
    change_set = sets.make_set(name="Rentrée", author=administrator)
    copy = copy_of(statement, administrator, introduction="C’est la rentrée.")
    sets.add_copy(change_set=change_set, copy=copy, author=administrator)
    for verb, words in (("publier", "tout de suite"), ("abandonner", "ne pourra pas être repris")):
        assert words in client.get(at("act", change_set.pk, verb)).content.decode()
    assert "remplace tout de suite" in client.get(at("restore", statement.pk, revision.pk)).content.decode()
    change_set.refresh_from_db()
    assert (change_set.is_open, now(statement).introduction) == (True, before)
    gesture = trashing.discard(page=now(statement), author=administrator)
    assert "Rien ne les ramènera" in client.get(at("erase", gesture.pk)).content.decode()
    assert Discarded.objects.filter(pk=gesture.pk).exists()


def test_where_a_set_and_a_page_disagree_one_chooses_in_the_copy_and_the_set_can_go_out(
    statement, administrator, sign_in
):
    client = sign_in(administrator)
    change_set = sets.make_set(name="Rentrée", author=administrator)
    copy = copy_of(statement, administrator, introduction="La mienne.")
    sets.add_copy(change_set=change_set, copy=copy, author=administrator)
    publish(now(statement), administrator, introduction="La leur.")
    choosing = at("catch_up", copy.pk)
    assert choosing in client.get(at("set", change_set.pk)).content.decode()
    screen = client.get(choosing)
    assert "La leur." in strip_tags(screen.content.decode())
    data = {"stamp": screen.context["stamp"], "choice:introduction": "mine"}
    assert client.post(choosing, {"stamp": data["stamp"]}).status_code == 422
    assert client.post(choosing, data).headers["Location"] == at("set", change_set.pk)
    assert now(statement).introduction == "La leur."
    sets.publish_set(change_set=change_set, author=administrator)
    assert now(statement).introduction == "La mienne."


def test_a_set_that_was_undone_gives_its_copies_back_for_another(statement, administrator):
    change_set = sets.make_set(name="Rentrée", author=administrator)
    copy = copy_of(statement, administrator, introduction="C’est la rentrée.")
    sets.add_copy(change_set=change_set, copy=copy, author=administrator)
    sets.publish_set(change_set=change_set, author=administrator)
    sets.undo_set(change_set=change_set, author=administrator)
    again = sets.make_set(name="Rentrée, bis", author=administrator)
    copy.refresh_from_db()
    sets.add_copy(change_set=again, copy=copy, author=administrator)
    sets.publish_set(change_set=again, author=administrator)
    assert now(statement).introduction == "C’est la rentrée."


def test_a_refused_undoing_says_which_pages_stand_in_the_way(statement, administrator, sign_in):
    change_set = sets.make_set(name="Rentrée", author=administrator)
    copy = copy_of(statement, administrator, introduction="C’est la rentrée.")
    sets.add_copy(change_set=change_set, copy=copy, author=administrator)
    sets.publish_set(change_set=change_set, author=administrator)
    publish(now(statement), administrator, introduction="Réécrite.")
    words = sign_in(administrator).get(at("set", change_set.pk)).content.decode()
    assert reverse("wagtailadmin_pages:edit", args=[statement.pk]) in words
    assert "Introduction" in words
    assert at("act", change_set.pk, "annuler") not in words


def test_who_cannot_publish_is_told_to_whom_to_give_the_set(statement, administrator, editor, sign_in):
    change_set = sets.make_set(name="Rentrée", author=editor)
    sets.add_copy(change_set=change_set, copy=copy_of(statement, editor, introduction="Oui."), author=editor)
    words = sign_in(editor).get(at("set", change_set.pk)).content.decode()
    assert "Donnez le lien de cet ensemble" in words
    assert at("act", change_set.pk, "publier") not in words


@pytest.fixture
def guest(services, statement, administrator):
    """An agent of another service, to whom one page was given to write."""
    person = agent("invitee", "Inès", services["etat-civil"], Role.SERVICE_AGENT)
    share(page=statement, rights=["page.edit"], actor=administrator, reason="Pour essayer", user=person)
    return person


def test_who_was_given_one_page_finds_her_text_again_and_no_door_that_is_closed(statement, guest, editor, sign_in):
    client = sign_in(guest)
    mine = copies.put_aside(
        page=statement, author=guest, content=contents.draft(statement), base=contents.draft(statement)
    )
    for address in (at("page_copies", statement.pk), at("copy", mine.pk), at("put_back", mine.pk)):
        assert client.get(address).status_code == 200, address
    assert client.get(reverse("gates:page", args=[statement.pk])).status_code == 200
    home = client.get(reverse("wagtailadmin_pages:edit", args=[statement.pk])).content.decode()
    for closed in ("sets", "trash", "copies"):
        assert f'{at(closed)}"' not in home
        assert client.get(at(closed)).status_code == 403
    for closed in ("gates:pages", "upkeep:links", "automation:rules", "translation:board", "search_report"):
        assert f'{reverse(closed)}"' not in home
    other = sign_in(editor).get(reverse("wagtailadmin_pages:edit", args=[statement.pk])).content.decode()
    assert f'{at("sets")}"' in other


def test_the_lead_of_communication_opens_every_room_of_the_site_and_another_lead_does_not(services, sign_in):
    lead = agent("cheffe-com", "Léa", services["communication"], Role.TEAM_LEAD)
    other = agent("chef-logement", "Luc", services["etat-civil"], Role.TEAM_LEAD)
    for name in ("gates:pages", "upkeep:links", "automation:rules", "search_report", "changesets:sets"):
        assert sign_in(lead).get(reverse(name)).status_code == 200, name
        assert sign_in(other).get(reverse(name)).status_code == 403, name
