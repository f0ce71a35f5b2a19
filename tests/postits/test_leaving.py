"""A reader leaves a note on a paragraph: with or without account, in six languages, without losing a word."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms import memory
from journal.models import Entry
from postits import actions
from postits.models import Note
from postits.personal import looks_personal, masked
from postits.views import readers

pytestmark = pytest.mark.django_db
PAGE = "/fr/bonjour/se-marier/"


@pytest.fixture
def address(marriage, block):
    return f"/fr/mots/{marriage.pk}/{block}/"


def typed(**changes):
    return {"kind": "question", "text": "Faut-il un rendez-vous ?", "language": "fr", "email": "", **changes}


def test_every_paragraph_of_the_guide_offers_to_leave_a_note(marriage, client):
    page = client.get(PAGE).content.decode()
    for place in ["introduction", "memo", *(block.id for block in marriage.body)]:
        assert f'href="/fr/mots/{marriage.pk}/{place}/"' in page, place


def test_other_pages_do_not_unless_editors_say_so(site, client, editor):
    service = site("fr", "etat-civil")
    address = f"/fr/mots/{service.pk}/introduction/"
    path = "/fr/services/citoyennete/etat-civil/"
    assert address not in client.get(path).content.decode()
    assert client.get(address).status_code == 404
    actions.open_to_readers(page=service, actor=editor, notes="on")
    assert address in client.get(path).content.decode()
    assert client.get(address).status_code == 200
    actions.open_to_readers(page=site("fr", "se-marier"), actor=editor, notes="off")
    assert "postits__leave" not in client.get(PAGE).content.decode()


def test_somebody_without_account_leaves_a_note_and_nobody_sees_it_yet(client, address, marriage, block):
    assert marriage.body[0].value["title"] in client.get(address).content.decode()
    answer = client.post(address, typed(email="nour@example.org"), follow=True)
    assert "Merci pour votre mot" in answer.content.decode()
    note = Note.objects.get()
    assert (note.page_id, note.place, note.kind, note.state) == (marriage.pk, block, "question", "waiting")
    assert (note.author, note.email) == (None, "nour@example.org")
    assert marriage.body[0].value["title"] in note.quote
    assert "Faut-il un rendez-vous" not in client.get(PAGE).content.decode()


def test_with_an_account_the_answer_comes_to_it_and_no_address_is_asked(alice, sign_in, address):
    client = sign_in(alice)
    assert 'name="email"' not in client.get(address).content.decode()
    client.post(address, typed(email="x@example.org"))
    note = Note.objects.get()
    assert (note.author, note.email) == (alice, "")


@pytest.mark.parametrize("language", ["fr", "en", "ar", "zh-hans", "wo", "bm"])
def test_the_form_speaks_the_language_of_the_reader(client, marriage, language):
    page = client.get(f"/{language}/mots/{marriage.pk}/introduction/").content.decode()
    assert f'<option value="{language}" selected' in page


def test_what_was_typed_stays_when_something_is_missing(client, address):
    answer = client.post(address, typed(kind="", text="Une très longue question", email="pas une adresse"))
    assert answer.status_code == 422
    assert "Une très longue question" in answer.content.decode()
    assert "pas une adresse" in answer.content.decode()
    assert not Note.objects.exists()


def test_a_number_or_an_address_is_warned_about_and_kept_if_one_wishes(client, address):
    words = "Appelez-moi au 06 12 34 56 78"
    answer = client.post(address, typed(text=words))
    assert answer.status_code == 422
    assert "numéro ou une adresse" in answer.content.decode()
    assert words in answer.content.decode()
    assert client.post(address, typed(text=words, keep="on")).status_code == 302
    assert Note.objects.get().text == words


@pytest.mark.parametrize(
    "text", ["a@b.fr", "0612345678", "+33 6 12.34.56.78", "٠٦١٢٣٤٥٦٧٨", "écrire à jean.dupont@mairie.example !"]
)
def test_what_looks_personal(text):
    assert looks_personal(text)
    assert not looks_personal(masked(text))


@pytest.mark.parametrize("text", ["Le 3975, c’est gratuit", "le 12/03/2026", "75019 Paris", "de 8 h 30 à 17 h", "@ @"])
def test_what_does_not(text):
    assert not looks_personal(text)


def test_a_robot_that_fills_what_nobody_sees_is_thanked_and_forgotten(client, address):
    assert client.post(address, typed(website="http://spam.example")).status_code == 302
    assert not Note.objects.exists()


def test_a_flood_is_stopped_and_the_last_words_are_kept(alice, sign_in, address):
    client = sign_in(alice)
    for turn in range(10):
        assert client.post(address, typed(text=f"Mot {turn}")).status_code == 302
    answer = client.post(address, typed(text="Le onzième"))
    assert answer.status_code == 429
    assert "Le onzième" in answer.content.decode()
    assert Note.objects.count() == 10


def test_strangers_of_one_address_are_counted_together(client, address, monkeypatch):
    monkeypatch.setattr(readers, "PER_ADDRESS", readers.PER_ADDRESS._replace(amount=2))
    assert [client.post(address, typed()).status_code for _turn in range(3)] == [302, 302, 429]
    assert Client(REMOTE_ADDR="192.0.2.7").post(address, typed()).status_code == 302


@pytest.mark.parametrize(
    "text", ["\x00", "a\x00b", "<script>alert(1)</script>", "\u202eevil\u2066", "x" * 1001, "{{ x }}"]
)
def test_hostile_words_do_no_harm(client, address, shown, text):
    assert client.post(address, typed(text=text)).status_code in (302, 422)
    assert client.post(address, typed(kind=text, language=text, email=text)).status_code == 422
    assert client.get(address, {"sorte": text, "reponse": text}).status_code in (200, 404)
    shown(text[:1000])
    page = client.get(PAGE).content.decode()
    assert "<script>alert(1)" not in page


def test_a_place_or_a_page_that_does_not_exist_is_not_found(client, marriage, site):
    for place in ("rien", "page", "7c3e0b0e-0000-4000-8000-000000000000"):
        assert client.get(f"/fr/mots/{marriage.pk}/{place}/").status_code == 404
    assert client.get("/fr/mots/99999999999/introduction/").status_code == 404
    answer = client.post(f"/fr/mots/{marriage.pk}/parti/", typed(text="Ce que j’ai tapé"))
    assert answer.status_code == 404
    assert "Ce que j’ai tapé" in answer.content.decode()


def test_a_page_withdrawn_takes_no_note(client, address, marriage):
    marriage.unpublish()
    assert client.get(address).status_code == 404


def test_the_log_says_that_a_note_was_left_and_no_word_of_it(client, address):
    client.post(address, typed(text="Un secret", email="nour@example.org"))
    line = Entry.objects.get(verb="postit.left")
    assert line.actor is None
    assert "secret" not in line.payload
    assert "nour" not in line.payload


def test_a_later_edit_does_not_lose_the_note(shown, marriage, client):
    note = shown("Cette phrase m’a aidée")
    kept = note.quote
    marriage.body = [("paragraph", {"title": "Neuf", "text": "<p>Tout neuf.</p>"})]
    marriage.save_revision().publish()
    page = client.get(PAGE).content.decode()
    assert "Cette phrase m’a aidée" in page
    assert "sur un texte qui a changé" in page
    assert kept.splitlines()[0] in page
    marriage.delete()
    note.refresh_from_db()
    assert (note.page, note.quote) == (None, kept)


def test_a_paragraph_that_reads_otherwise_says_so_under_the_note(shown, marriage, client):
    shown("Et les témoins ?", place="introduction")
    assert "a changé depuis" not in client.get(PAGE).content.decode()
    marriage.introduction = "Deux témoins suffisent."
    marriage.save_revision().publish()
    assert "Le texte a changé depuis ce mot." in client.get(PAGE).content.decode()


def test_a_note_on_a_paragraph_that_left_is_refused_by_the_action(marriage):
    with pytest.raises(ValidationError, match="vient de changer"):
        actions.leave(page=marriage, place="parti", kind="tip", language="fr", text="x")


@pytest.mark.parametrize("who", [None, "alice"])
def test_a_page_costs_the_same_with_one_note_or_three(who, request, shown, sign_in, client, settings):
    settings.PAGE_CACHE = False
    if who:
        client = sign_in(request.getfixturevalue(who))
    counts = []
    for number in (1, 2):
        for _note in range(number):
            shown()
        client.get(PAGE)
        memory.renew()
        with CaptureQueriesContext(connection) as queries:
            page = client.get(PAGE).content.decode()
        counts.append(len(queries))
        assert page.count("postit__kind") == (1, 3)[number - 1]
    assert counts[0] == counts[1]
