"""What readers do with what is shown: « moi aussi », the discussion, a better wording, one's own notes."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms import memory, reading
from postits import actions, demo, holdings, tasks
from postits.models import MeToo, Note

pytestmark = pytest.mark.django_db
PAGE = "/fr/bonjour/se-marier/"


def test_somebody_with_an_account_says_the_same_once_and_may_take_it_back(shown, alice, sign_in, client):
    note = shown()
    reader = sign_in(alice)
    address = reverse("postits:me_too", args=[note.public_id])
    assert address in reader.get(PAGE).content.decode()
    assert address not in client.get(PAGE).content.decode()
    for _twice in range(2):
        assert reader.post(address).status_code == 302
    assert MeToo.objects.count() == 1
    page = reader.get(PAGE).content.decode()
    assert "1 personne dit « moi aussi »" in page
    assert "Retirer mon « moi aussi »" in page
    reader.post(reverse("postits:not_me_too", args=[note.public_id]))
    assert not MeToo.objects.exists()
    assert client.post(address)["Location"].startswith("/fr/compte/login/")


def test_nobody_echoes_oneself_nor_what_is_not_published(shown, leave, alice, sign_in):
    own = shown(author=alice)
    reader = sign_in(alice)
    assert reverse("postits:me_too", args=[own.public_id]) not in reader.get(PAGE).content.decode()
    reader.post(reverse("postits:me_too", args=[own.public_id]))
    assert reader.post(reverse("postits:me_too", args=[leave().public_id])).status_code == 404
    assert not MeToo.objects.exists()


def test_a_discussion_opens_is_moderated_answered_one_level_and_closes(site, marriage, editor, client):
    page = site("fr", "arriver-dans-le-19e")
    path, address = "/fr/bonjour/arriver-dans-le-19e/", f"/fr/mots/{page.pk}/page/"
    today = timezone.localdate()
    assert client.get(address).status_code == 404
    opened = {"page": page, "actor": editor, "notes": ""}
    actions.open_to_readers(**opened, discussion_from=today, discussion_until=today)
    assert "Donner mon avis" in client.get(path).content.decode()
    client.post(address, {"kind": "comment", "text": "Plus de bancs !", "language": "fr"})
    comment = Note.objects.get()
    assert "Plus de bancs" not in client.get(path).content.decode()
    assert client.get(f"{address}?reponse={comment.public_id}").status_code == 404, "not published yet"
    comment = actions.publish(note=comment, actor=editor, version=1)
    assert "Plus de bancs" in client.get(path).content.decode()
    below = f"{address}?reponse={comment.public_id}"
    assert "Plus de bancs" in client.get(below).content.decode()
    client.post(below, {"kind": "comment", "text": "Et de l’ombre", "language": "fr"})
    reply = Note.objects.get(parent=comment)
    actions.publish(note=reply, actor=editor, version=1)
    shown = client.get(path).content.decode()
    assert shown.index("Plus de bancs") < shown.index("Et de l’ombre")
    assert client.get(f"{address}?reponse={reply.public_id}").status_code == 404, "one level"
    yesterday = today - timedelta(days=1)
    actions.open_to_readers(**opened, discussion_from=yesterday, discussion_until=yesterday)
    closed = client.get(path).content.decode()
    assert "La discussion est finie" in closed
    assert "Et de l’ombre" in closed
    assert client.post(address, {"kind": "comment", "text": "Trop tard", "language": "fr"}).status_code == 404
    tomorrow = today + timedelta(days=1)
    actions.open_to_readers(**opened, discussion_from=tomorrow)
    announced = client.get(path).content.decode()
    assert "La discussion ouvre le" in announced
    assert "Donner mon avis" not in announced
    assert client.get(address).status_code == 404


def test_editors_choose_on_a_page_of_their_own(site, editor, lead, sign_in):
    page = site("fr", "etat-civil")
    agent, address = sign_in(editor), f"/agent/post-its/pages/{page.pk}/"
    assert page.title in agent.get("/agent/post-its/pages/", {"q": page.title[:8]}).content.decode()
    wrong = agent.post(address, {"notes": "on", "discussion_from": "2026-02-02", "discussion_until": "2026-02-01"})
    assert wrong.status_code == 422
    assert "avant l’ouverture" in wrong.content.decode()
    assert agent.post(address, {"notes": "on"}).status_code == 302
    assert "/introduction/" in agent.get("/fr/services/citoyennete/etat-civil/").content.decode()
    assert sign_in(lead).get(address).status_code == 403
    assert address in agent.get(f"/redaction/pages/{page.pk}/edit/").content.decode()


@pytest.mark.parametrize(("language", "needs"), [("fr", False), ("ar", False), ("wo", True), ("bm", True)])
def test_our_own_wolof_and_bambara_wait_for_a_reader_unless_somebody_knows_better(language, needs, monkeypatch):
    page = SimpleNamespace(alias_of_id=None, locale=SimpleNamespace(language_code=language))
    monkeypatch.setattr(reading, "_predicates", [])
    assert reading.needs_native_reader(page) is needs
    monkeypatch.setattr(reading, "_predicates", [lambda each: None, lambda each: not needs])
    assert reading.needs_native_reader(page) is not needs


def test_a_page_that_waits_for_a_reader_asks_for_a_better_wording(site, marriage, client, monkeypatch):
    page = marriage.get_translations().get(locale__language_code="en").specific
    path, address = page.url, f"/en/mots/{page.pk}/page/"
    monkeypatch.setattr(reading, "_predicates", [lambda each: each.pk == page.pk])
    memory.renew()
    assert f"{address}?sorte=wording" in client.get(path).content.decode()
    assert "?sorte=wording" not in client.get(PAGE).content.decode()
    client.post(address, {"kind": "wording", "text": "We marry", "language": "en"})
    assert Note.objects.get().kind == "wording"
    assert 'value="wording"' in client.get(f"/en/mots/{page.pk}/introduction/").content.decode()
    monkeypatch.setattr(reading, "_predicates", [lambda each: False])
    memory.renew()
    assert "?sorte=wording" not in client.get(path).content.decode()
    assert client.get(address).status_code == 404


def test_a_french_page_seen_in_arabic_offers_to_write_in_arabic(site, editor, client):
    service = site("fr", "etat-civil")
    actions.open_to_readers(page=service, actor=editor, notes="on")
    page = client.get("/ar/services/citoyennete/etat-civil/").content.decode()
    assert '<div class="postits" id="mots-introduction" lang="ar" dir="rtl">' in page
    address = f"/ar/mots/{service.pk}/introduction/"
    assert f'href="{address}"' in page
    form = client.get(address).content.decode()
    assert '<option value="ar" selected' in form
    assert '<blockquote class="card" lang="fr" dir="ltr">' in form


@pytest.mark.parametrize("path", ["", "services/", "services/citoyennete/", "les-19-commandements/", "accessibilite/"])
def test_any_page_editors_open_has_its_margins(site, editor, client, path):
    page = next(each.specific for each in Page.objects.live().filter(depth__gt=1) if each.url == f"/fr/{path}")
    page.introduction = "Deux phrases simples."
    page.save()
    actions.open_to_readers(page=page, actor=editor, notes="on")
    assert f"/fr/mots/{page.pk}/introduction/" in client.get(f"/fr/{path}").content.decode()


def test_ones_own_notes_with_what_became_of_them(shown, leave, alice, outsider, sign_in, editor, client):
    reader = sign_in(alice)
    assert "Vous n’avez laissé aucun mot" in reader.get("/fr/espace/mots/").content.decode()
    note = shown("Je cherche l’ascenseur", author=alice)
    actions.answer(note=note, actor=editor, version=2, text="Au fond à gauche.", language="fr")
    page = reader.get("/fr/espace/mots/").content.decode()
    assert "Je cherche l’ascenseur" in page
    assert "Au fond à gauche." in page
    address = reverse("postits:withdraw", args=[note.public_id])
    assert sign_in(outsider).post(address).status_code == 404
    assert "ascenseur" in reader.get(address).content.decode()
    assert "ascenseur" in client.get(PAGE).content.decode(), "asking takes nothing back"
    reader.post(address)
    assert "ascenseur" not in client.get(PAGE).content.decode()
    note.refresh_from_db()
    assert (note.state, note.text, note.quote) == ("withdrawn", "", "")
    assert reader.post(address).status_code == 302


def test_my_data_holds_the_notes_and_an_erasure_leaves_no_name(shown, leave, alice, client):
    published, waiting = shown("Un conseil utile", author=alice), leave("Rien d’utile", author=alice)
    actions.me_too(note=shown("D’un autre"), person=alice)
    assert holdings.count(alice) == 3
    told = "\n".join(line.text for line in holdings.export(alice).lines)
    assert "Un conseil utile" in told
    assert "Rien d’utile" in told
    assert "D’un autre" in told
    holdings.NOTES.erase(alice)
    holdings.NOTES.erase(alice)
    assert holdings.count(alice) == 0
    published.refresh_from_db()
    assert published.author is None
    assert not Note.objects.filter(pk=waiting.pk).exists()
    memory.renew()
    assert "Un conseil utile" in client.get(PAGE).content.decode()


def test_what_others_answered_outlives_what_it_answered(leave, editor, alice, marriage):
    comment = {"place": "page", "kind": "comment"}
    first = leave("Un avis", author=alice, **comment)
    reply = leave("Une réponse", parent=first, **comment)
    actions.refuse(note=first, actor=editor, version=1, reason="unclear")
    Note.objects.update(decided_at=timezone.now() - timedelta(days=91))
    actions.forget()
    holdings.NOTES.erase(alice)
    first.refresh_from_db()
    assert (first.author, first.text, first.state) == (None, "", "withdrawn")
    assert Note.objects.filter(pk=reply.pk).exists()


def test_an_address_is_forgotten_a_month_after_the_answer_and_not_before(leave, editor):
    told, waiting, recent = (leave(email=f"{name}@example.org") for name in ("told", "waiting", "recent"))
    for note in (told, recent):
        actions.answer(note=note, actor=editor, version=1, text="Oui.", language="fr", state="answered")
    late = timezone.now() - timedelta(days=31)
    Note.objects.filter(pk=told.pk).update(decided_at=late, answered_at=late)
    tasks.forget(0)
    emails = dict(Note.objects.values_list("pk", "email"))
    assert emails == {told.pk: "", waiting.pk: "waiting@example.org", recent.pk: "recent@example.org"}
    Note.objects.filter(pk=waiting.pk).update(created_at=timezone.now() - timedelta(days=181))
    tasks.forget(0)
    assert Note.objects.get(pk=waiting.pk).email == ""


def test_what_was_refused_or_taken_back_long_ago_leaves(leave, editor, alice):
    refused, taken = leave(), leave(author=alice)
    actions.refuse(note=refused, actor=editor, version=1, reason="unclear")
    actions.withdraw(note=taken, actor=alice)
    tasks.forget(0)
    assert Note.objects.count() == 2
    Note.objects.update(decided_at=timezone.now() - timedelta(days=91))
    assert actions.forget() == (0, 2)
    assert not Note.objects.exists()


def test_the_booklet_and_the_preview_bear_no_note(shown, marriage, editor, sign_in):
    from cms.printing import booklet_html

    shown("Un mot de trop")
    assert "Un mot de trop" not in booklet_html(marriage, "fr")
    marriage.save_revision()
    preview = sign_in(editor).get(f"/redaction/pages/{marriage.pk}/revisions/{marriage.latest_revision_id}/view/")
    assert "Un mot de trop" not in preview.content.decode()


def test_the_page_kept_for_everybody_is_renewed_and_knows_nobody(leave, client, editor, alice, sign_in, settings):
    settings.PAGE_CACHE, settings.PAGE_CACHE_SECONDS = True, 0
    note = leave()
    first = client.get(PAGE)
    assert client.get(PAGE)["ETag"] == first["ETag"]
    actions.publish(note=note, actor=editor, version=1)
    after = client.get(PAGE)
    assert after["ETag"] != first["ETag"]
    assert b"csrfmiddlewaretoken" not in after.content
    sign_in(alice).get(PAGE)
    assert client.get(PAGE)["ETag"] == after["ETag"]


def test_the_demo_leaves_its_notes_once(site, editor, alice, client):
    alice.username = "resident"
    alice.save()
    demo.load()
    demo.load()
    assert Note.objects.count() == len(demo.PUBLISHED) + len(demo.WAITING)
    assert demo.PUBLISHED[0][3] in client.get(PAGE).content.decode()


@pytest.mark.parametrize("browser", ["computer", "entered"])
def test_a_counter_of_the_hall_takes_notes(marriage, browser, request):
    address = f"/fr/mots/{marriage.pk}/introduction/"
    assert request.getfixturevalue(browser).get(address).status_code == 200
