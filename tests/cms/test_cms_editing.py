"""Editors at work, through the pages of the editing room."""

from datetime import timedelta
from io import BytesIO
from unittest.mock import patch

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from wagtail.images import get_image_model
from wagtail.models import WorkflowState
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from accounts.enums import Role
from accounts.models import Membership
from cms.enums import ADMINISTRATORS, EDITORS, REVIEWERS
from journal.models import Entry
from notifications.models import Message

ADDRESS = "/fr/accessibilite/"


@pytest.fixture
def statement(site):
    return site("fr", "accessibilite")


def form(page, **changes):
    """What the browser sends from the page's editing form."""
    fields = {
        "title": page.title,
        "slug": page.slug,
        "introduction": page.introduction,
        "body-count": "0",
        "seo_title": "",
        "search_description": "",
        "comments": inline_formset([]),
    }
    return nested_form_data({**fields, **changes})


def edit(client, page, **changes):
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form(page, **changes))


def approve(client, page, comment="Très bien."):
    task = page.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk])
    return client.post(address, {"comment": comment})


def public(address=ADDRESS):
    return Client().get(address).content.decode()


def test_a_draft_is_seen_in_preview_and_not_by_the_public(statement, editor, sign_in):
    client = sign_in(editor)
    words = "Une phrase toute neuve."
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[statement.pk])
    assert client.post(preview, form(statement, introduction=words)).json()["is_valid"]
    assert words in client.get(preview).content.decode()
    assert edit(client, statement, introduction=words).status_code == 302
    assert words not in public()


def test_a_preview_may_be_framed_by_the_editing_room_and_is_as_strict_as_the_page(statement, editor, sign_in):
    client = sign_in(editor)
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[statement.pk])
    client.post(address, form(statement))
    policy = client.get(address).headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "unsafe-inline" not in policy


def test_an_editor_cannot_publish_alone(statement, editor, sign_in):
    edit(sign_in(editor), statement, introduction="Sans relecture.", **{"action-publish": "1"})
    assert "Sans relecture." not in public()


def test_what_an_editor_submits_is_published_once_a_reviewer_approves(statement, editor, administrator, sign_in):
    edit(sign_in(editor), statement, introduction="Relu et approuvé.", **{"action-submit": "1"})
    assert statement.current_workflow_state.status == WorkflowState.STATUS_IN_PROGRESS
    assert "Relu et approuvé." not in public()
    approve(sign_in(administrator), statement)
    assert "Relu et approuvé." in public()


def test_an_editor_cannot_approve_what_waits_for_review(statement, editor, sign_in):
    client = sign_in(editor)
    edit(client, statement, introduction="Je me relis moi-même.", **{"action-submit": "1"})
    approve(client, statement)
    assert "Je me relis moi-même." not in public()


def test_a_reviewer_sends_back_with_a_word(statement, editor, administrator, sign_in):
    edit(sign_in(editor), statement, introduction="À revoir.", **{"action-submit": "1"})
    task = statement.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[statement.pk, "reject", task.pk])
    sign_in(administrator).post(address, {"comment": "Plus simple, s’il vous plaît."})
    task.refresh_from_db()
    assert task.comment == "Plus simple, s’il vous plaît."
    assert "À revoir." not in public()


def test_an_approved_page_waits_for_its_hour(statement, editor, administrator, sign_in):
    later = timezone.localtime(timezone.now() + timedelta(days=2))
    edit(
        sign_in(editor),
        statement,
        introduction="Pour après-demain.",
        go_live_at=later.strftime("%Y-%m-%d %H:%M"),
        **{"action-submit": "1"},
    )
    approve(sign_in(administrator), statement)
    call_command("publish_scheduled")
    assert "Pour après-demain." not in public()
    with patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(days=3)):
        call_command("publish_scheduled")
    assert "Pour après-demain." in public()


def test_the_clock_of_publications_runs_every_minute():
    from procrastinate.contrib.django import app

    periodic = [each for each in app.periodic_registry.periodic_tasks.values() if "publish_scheduled" in each.task.name]
    assert [each.cron for each in periodic] == ["* * * * *"]


def test_an_old_version_comes_back(statement, editor, administrator, sign_in):
    first = statement.latest_revision
    former = statement.introduction
    edit(sign_in(administrator), statement, introduction="Un essai malheureux.", **{"action-publish": "1"})
    assert "Un essai malheureux." in public()
    client = sign_in(editor)
    shown = client.get(reverse("wagtailadmin_pages:revisions_revert", args=[statement.pk, first.pk]))
    assert shown.status_code == 200
    edit(client, statement, introduction=former, revision=str(first.pk), **{"action-submit": "1"})
    approve(sign_in(administrator), statement)
    assert "Un essai malheureux." not in public()
    assert former in public()


def test_every_act_of_an_editor_is_in_the_event_log(statement, editor, administrator, sign_in):
    edit(sign_in(editor), statement, introduction="Noté.", **{"action-submit": "1"})
    approve(sign_in(administrator), statement)
    done = set(Entry.objects.filter(target_id=str(statement.pk)).values_list("verb", "actor_id"))
    assert ("page.edit", editor.pk) in done
    assert ("page.publish", administrator.pk) in done


def test_reviews_are_told_by_the_outbox_and_by_nothing_else(statement, editor, administrator, sign_in, mailoutbox):
    client = sign_in(editor)
    edit(client, statement, introduction="À relire.", **{"action-submit": "1"})
    assert [(each.kind, each.recipient) for each in Message.objects.all()] == [("page_to_review", administrator)]
    task = statement.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[statement.pk, "reject", task.pk])
    sign_in(administrator).post(address, {"comment": "Plus court."})
    back = Message.objects.get(kind="page_sent_back")
    assert (back.recipient, back.context["comment"]) == (editor, "Plus court.")
    edit(client, statement, introduction="Plus court.", **{"action-submit": "1"})
    approve(sign_in(administrator), statement)
    assert Message.objects.filter(kind="page_approved", recipient=editor).count() == 1
    assert [mail.subject for mail in mailoutbox] == []


def test_the_roles_of_people_give_their_groups(site, editor, administrator, registrar):
    def names(user):
        return set(user.groups.values_list("name", flat=True))

    assert names(editor) == {EDITORS}
    assert names(administrator) == {REVIEWERS, ADMINISTRATORS}
    assert names(registrar) == set()
    editor.memberships.all().delete()
    assert names(editor) == set()


def test_the_lead_of_communication_reviews(site, editor, services):
    Membership.objects.create(user=editor, service=services["communication"], role=Role.TEAM_LEAD)
    assert set(editor.groups.values_list("name", flat=True)) == {EDITORS, REVIEWERS}


def test_a_group_given_by_hand_for_something_else_stays(site, editor, services):
    other = Group.objects.create(name="Chorale")
    editor.groups.add(other)
    Membership.objects.create(user=editor, service=services["communication"], role=Role.TEAM_LEAD)
    assert other in editor.groups.all()


def test_the_editing_room_has_no_sign_in_of_its_own(db):
    response = Client().get("/redaction/login/?next=/redaction/pages/")
    assert response.status_code == 302
    assert "/compte/" in response.url
    assert "next=%2Fredaction%2Fpages%2F" in response.url


def test_a_registrar_does_not_enter_the_editing_room(site, registrar, sign_in):
    assert sign_in(registrar).get("/redaction/").status_code in (302, 403, 404)


def test_an_editor_without_second_factor_does_not_enter(site, editor, sign_in):
    response = sign_in(editor, second_factor=False).get("/redaction/")
    assert response.status_code == 302


def test_the_editing_room_speaks_french_first(site, editor, sign_in):
    text = sign_in(editor).get("/redaction/").content.decode()
    assert '<html lang="fr"' in text or 'lang="fr"' in text.split("<head")[0]


def test_fields_of_an_arabic_page_are_written_from_right_to_left(site, editor, sign_in):
    page = site("ar", "citoyennete")
    text = sign_in(editor).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    introduction = text.split('name="introduction"')[1].split(">")[0]
    assert 'lang="ar"' in introduction
    assert 'dir="rtl"' in introduction


@pytest.mark.parametrize("slug", ["accueil", "services", "citoyennete", "etat-civil", "les-19-commandements"])
def test_every_kind_of_page_opens_in_the_editor(site, editor, sign_in, slug):
    page = site("fr", slug)
    assert sign_in(editor).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200


def test_pages_are_translated_in_the_room_of_translations_and_nowhere_else(site, editor, sign_in):
    from wagtail.models import Locale

    page = site("fr", "etat-civil")
    client = sign_in(editor)
    arabic = Locale.objects.get(language_code="ar")
    client.post(reverse("wagtail_localize:submit_page_translation", args=[page.pk]), {"locales": [arabic.pk]})
    assert page.get_translation_or_none(arabic) is None
    assert client.get(reverse("translation:edit", args=[page.pk, "ar"])).status_code == 200


@pytest.mark.parametrize("door", ["users/", "users/new/", "groups/", "bulk/accounts/user/delete/", "bulk/auth/group/"])
@pytest.mark.parametrize("is_superuser", [False, True])
def test_people_and_groups_are_not_managed_in_the_editing_room(site, administrator, sign_in, door, is_superuser):
    administrator.is_superuser = is_superuser
    administrator.save()
    client = sign_in(administrator)
    assert client.get(f"/redaction/{door}").url == reverse("accounts:people")
    assert client.post(f"/redaction/{door}").status_code == 405


def test_the_editing_room_bears_our_name_and_says_what_to_do(site, editor, sign_in):
    text = sign_in(editor).get("/redaction/").content.decode()
    commandments = reverse("wagtailadmin_explore", args=[site("fr", "les-19-commandements").pk])
    assert "- La Mairie de demain</title>" in text
    assert f'href="{commandments}"' in text
    assert "guide.wagtail.org" not in text


def picture(name="fleur.png", cut=None):
    content = BytesIO()
    Image.effect_noise((60, 40), 90).save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue()[:cut], "image/png")


def deposit(client, file):
    return client.post(reverse("wagtailimages:add"), {"title": "Fleur", "file": file})


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_a_picture_is_served_at_the_size_of_the_page_and_never_as_deposited(site, media, editor, sign_in):
    assert deposit(sign_in(editor), picture()).status_code == 302
    original = get_image_model().objects.get()
    response = Client().get(original.get_rendition("width-50").url)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert Client().get(original.file.url).status_code == 404
    assert Client().get("/media/images/absente.png").status_code == 404


@pytest.mark.parametrize("cut", [20, 60, 300])
def test_a_damaged_picture_is_refused_with_a_word(site, media, editor, sign_in, cut):
    response = deposit(sign_in(editor), picture(cut=cut))
    assert response.status_code == 200
    assert get_image_model().objects.count() == 0
    assert response.context["form"].errors["file"]
