"""Pages that are read again: by whom, when, and what readers and agents see of it."""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Service
from cms.models import ServicePage, SituationPage
from journal.models import Entry
from notifications.models import Message
from upkeep import actions, archives, demo
from upkeep.models import Archive, Link, Listing, Review
from workflows.elsewhere import waiting_for


@pytest.fixture
def page(site):
    return site("fr", "se-marier")


@pytest.fixture
def review(page, editor):
    """Of the registry, and late."""
    service = Service.objects.get(code="etat-civil")
    found = actions.plan_review(page=page, actor=editor, person=None, service=service, months=6, is_shown=False)
    Review.objects.filter(pk=found.pk).update(due_at=timezone.localdate() - timedelta(days=3))
    return Review.objects.get(pk=found.pk)


def test_an_overdue_page_waits_in_the_inbox_of_its_service_and_of_nobody_else(review, registrar, housing):
    assert [str(each.url) for each in waiting_for(registrar)] == [reverse("upkeep:reviews")]
    assert waiting_for(housing) == []


def test_one_button_says_it_is_right_and_the_day_is_counted_from_today(review, registrar, sign_in, page):
    desk = sign_in(registrar)
    assert page.title in desk.get(reverse("upkeep:reviews")).content.decode()
    address = reverse("upkeep:confirm_review", args=[page.pk])
    assert desk.post(address, {"version": review.version}).status_code == 302
    assert desk.post(address, {"version": review.version}).status_code == 409
    done = Review.objects.get(pk=page.pk)
    assert done.reviewed_by == registrar
    assert done.reviewed_at == timezone.localdate() < done.due_at
    assert Entry.objects.filter(verb="review.confirmed", actor_id=registrar.pk).count() == 1
    assert waiting_for(registrar) == []


def test_another_service_finds_nothing(review, housing, sign_in, page):
    desk = sign_in(housing)
    assert page.title not in desk.get(reverse("upkeep:reviews")).content.decode()
    assert desk.get(reverse("upkeep:review", args=[page.pk])).status_code == 404
    assert desk.post(reverse("upkeep:confirm_review", args=[page.pk]), {"version": 1}).status_code == 404


def test_only_who_keeps_the_site_decides_who_reads(review, registrar, editor, sign_in, page):
    address = reverse("upkeep:plan_review", args=[page.pk])
    typed = {"months": "3", "person": registrar.pk, "version": review.version}
    assert sign_in(registrar).post(address, typed).status_code == 403
    both = {**typed, "service": Service.objects.first().pk}
    refused = sign_in(editor).post(address, both)
    assert refused.status_code == 422
    assert "pas les deux" in refused.content.decode()
    assert sign_in(editor).post(address, typed).status_code == 302
    assert sign_in(editor).post(address, typed).status_code == 409
    assert Review.objects.get(pk=page.pk).person == registrar


def test_the_owner_is_reminded_once_for_each_day_it_comes_due(review, registrar):
    actions.remind()
    actions.remind()
    [message] = Message.objects.filter(kind="review_due")
    assert message.recipient == registrar
    confirmed = actions.confirm_review(review=review, actor=registrar, version=review.version)
    Review.objects.filter(pk=confirmed.pk).update(due_at=timezone.localdate())
    actions.remind()
    assert Message.objects.filter(kind="review_due").count() == 2


def test_readers_see_the_day_only_where_it_was_chosen(page, editor, client):
    plan = {"page": page, "actor": editor, "person": None, "service": None, "months": 12}
    actions.plan_review(**plan, is_shown=False)
    assert "Page vérifiée le" not in client.get("/fr/bonjour/se-marier/").content.decode()
    actions.plan_review(**plan, is_shown=True, version=1)
    assert "Page vérifiée le" in client.get("/fr/bonjour/se-marier/").content.decode()


def test_a_rule_gives_a_day_to_pages_of_its_kind_and_leaves_those_that_have_one(review, editor, site):
    registry = Service.objects.get(code="etat-civil")
    kind = ContentType.objects.get_for_model(SituationPage)
    actions.set_default(kind=kind, months=3, service=registry, actor=editor)
    assert Review.objects.get(pk=review.pk).months == 6
    other = Review.objects.get(pk=site("fr", "arriver-dans-le-19e").pk)
    assert (other.months, other.service) == (3, registry)
    assert not Review.objects.filter(page__content_type=ContentType.objects.get_for_model(ServicePage)).exists()
    assert actions.ensure_reviews() == 0


def test_an_editor_changes_a_rule_on_screen(editor, sign_in, site):
    desk = sign_in(editor)
    address = reverse("upkeep:review_defaults")
    assert desk.post(address, {"kind": "cms.servicepage", "months": "400"}).status_code == 422
    assert desk.post(address, {"kind": "cms.servicepage", "months": "6"}).status_code == 302
    assert "tous les 6 mois" in desk.get(address).content.decode()
    desk.post(address, {"kind": "cms.servicepage", "months": ""})
    assert "tous les 6 mois" not in desk.get(address).content.decode()


def test_the_list_asks_the_same_of_the_database_for_one_page_and_three(site, editor, sign_in):
    desk, counts = sign_in(editor), []
    for slug in ("se-marier", "arriver-dans-le-19e", "etat-civil"):
        actions.plan_review(page=site("fr", slug), actor=editor, person=editor, service=None, months=1, is_shown=False)
        desk.get(reverse("upkeep:reviews") + "?voir=tout")
        with CaptureQueriesContext(connection) as seen:
            desk.get(reverse("upkeep:reviews") + "?voir=tout")
        counts.append(len(seen))
    assert counts[0] == counts[2]


def test_the_menu_of_the_editing_room_leads_to_the_upkeep(editor, sign_in, site, page):
    desk = sign_in(editor)
    assert reverse("upkeep:links") in desk.get("/redaction/").content.decode()
    editing = desk.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert reverse("upkeep:review", args=[page.pk]) in editing


def test_an_administrator_has_the_site_made_into_a_file(administrator, editor, sign_in, site, vault_folder, settings):
    desk = sign_in(administrator)
    assert sign_in(editor).get(reverse("upkeep:archives")).status_code == 403
    desk.post(reverse("upkeep:ask_archive"))
    desk.post(reverse("upkeep:ask_archive"))
    archive = Archive.objects.get()
    address = reverse("upkeep:take_archive", args=[archive.public_id])
    assert desk.get(address).status_code == 404
    archives.make(archive.pk)
    taken = b"".join(desk.get(address).streaming_content)
    assert taken.startswith(b"PK")
    assert b"manifest.json" in taken
    assert "Télécharger" in desk.get(reverse("upkeep:archives")).content.decode()
    assert Client().get(address).status_code == 302
    Archive.objects.update(expires_at=timezone.now())
    archives.tend()
    assert Archive.objects.get().state == "gone"
    assert desk.get(address).status_code == 404
    assert Entry.objects.filter(verb="site_archive.taken").count() == 1


def test_the_demonstration_is_loaded_once(site, write, editor):
    write(site("fr", "accessibilite"), '<p><a href="https://example.org/">Ailleurs</a></p>')
    demo.load()
    demo.load()
    assert Listing.objects.count() == 1
    assert Review.objects.exists()
    assert Link.objects.exists()


def test_a_page_nobody_answers_for_yet_opens_for_who_keeps_the_site(site, editor, sign_in):
    address = reverse("upkeep:review", args=[site("fr", "accessibilite").pk])
    answer = sign_in(editor).get(address)
    assert answer.status_code == 200
    assert "Personne ne répond encore de cette page." in answer.text
