"""Agents read, publish, answer, refuse: the author is told each time, and who comes second is told too."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from journal.models import Entry
from notifications.models import Message
from notifications.rendering import words
from postits import actions, queries
from postits.enums import Reason
from postits.models import Note

pytestmark = pytest.mark.django_db
PAGE = "/fr/bonjour/se-marier/"


def act(client, note, verb, **given):
    return client.post(reverse(f"postits:{verb}", args=[note.public_id]), {"version": note.version, **given})


def text_of_last():
    return words(Message.objects.latest("pk"))


@pytest.fixture
def agent(editor, sign_in):
    return sign_in(editor)


def test_one_click_publishes_and_everybody_reads_at_once(agent, leave, client, alice):
    assert "un rendez-vous" not in client.get(PAGE).content.decode()
    note = leave(author=alice)
    assert act(agent, note, "publish").status_code == 302
    page = client.get(PAGE).content.decode()
    assert "Faut-il un rendez-vous ?" in page
    assert "1 mot<" in page
    message = Message.objects.get(recipient=alice)
    assert message.kind == "postit_published"
    assert client.get(words(message).url)["Location"].startswith(f"{PAGE}#mots-")
    assert Entry.objects.filter(verb="postit.published", subject=alice).exists()


def test_an_answer_is_shown_under_the_note_in_its_own_language(agent, leave, client):
    note = leave("هل أحتاج إلى موعد؟", language="ar", email="nour@example.org")
    form = agent.get(reverse("postits:note", args=[note.public_id])).content.decode()
    assert '<p class="lead" lang="ar" dir="rtl">' in form
    answer = {"answer": "لا، تعالوا في أي وقت.", "language": "ar", "outcome": "published"}
    assert act(agent, note, "answer", **answer).status_code == 302
    page = client.get(PAGE).content.decode()
    assert '<p lang="ar" dir="rtl">هل أحتاج إلى موعد؟</p>' in page
    assert '<p lang="ar" dir="rtl">لا، تعالوا في أي وقت.</p>' in page
    message = Message.objects.get()
    assert (message.email, message.recipient, message.language) == ("nour@example.org", None, "ar")
    assert "لا، تعالوا في أي وقت." in words(message).body


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_message_leads_to_the_very_page_whatever_its_language(leave, editor, site, client, language):
    """A note in French on the Arabic page stands there, not on the French page of the same path."""
    page = site("fr", "se-marier").get_translations().get(locale__language_code="ar").specific
    note = leave(page=page, place="introduction", language=language, email="nour@example.org")
    actions.publish(note=note, actor=editor, version=1)
    door = text_of_last().url
    assert door.startswith(f"/{language}/")
    address = client.get(door)["Location"].partition("#")[0]
    assert address.startswith("/ar/")
    assert "Faut-il un rendez-vous" in client.get(address).content.decode()


def test_an_answer_may_be_for_the_person_alone(agent, leave, client, alice, again):
    note = leave(author=alice)
    act(agent, note, "answer", answer="Venez nous voir.", language="fr", outcome="answered")
    assert again(note).state == "answered"
    assert "Venez nous voir" not in client.get(PAGE).content.decode()
    assert "Venez nous voir." in text_of_last().body
    nobody = leave()
    refused = act(agent, nobody, "answer", answer="Allô ?", language="fr", outcome="answered")
    assert refused.status_code == 422
    assert "Allô ?" in refused.content.decode()


def test_a_refusal_gives_its_reason(agent, leave, alice, again):
    note = leave(author=alice)
    assert act(agent, note, "refuse").status_code == 422
    act(agent, note, "refuse", reason="off_topic", words="Écrivez plutôt au service.")
    assert again(note).state == "refused"
    said = text_of_last().body
    assert "autre chose que de ce texte" in said
    assert "Écrivez plutôt au service." in said


def test_what_was_already_said_is_put_together_and_hears_the_answer(agent, leave, shown, alice, again):
    first, second = shown("La première"), leave("La même", author=alice)
    act(agent, second, "duplicate", of=first.public_id)
    assert again(second).duplicate_of == first
    assert Message.objects.latest("pk").kind == "postit_duplicate"
    act(agent, first, "answer", answer="Pour vous deux.", language="fr")
    told = Message.objects.filter(recipient=alice).latest("pk")
    assert told.kind == "postit_answered"
    assert "Pour vous deux." in words(told).body


def test_nothing_repeats_itself_or_a_note_of_elsewhere(agent, leave, site, again):
    note = leave()
    other = leave(page=site("fr", "arriver-dans-le-19e"), place="introduction")
    for of in (note, other):
        assert act(agent, note, "duplicate", of=of.public_id).status_code == 422
    assert again(note).state == "waiting"


def test_the_text_was_mended_only_once_the_page_was_published_again(agent, shown, marriage, alice, client, again):
    note = shown(author=alice)
    assert act(agent, note, "mended").status_code == 422
    marriage.introduction = "C’est plus clair."
    marriage.save_revision().publish()
    assert act(agent, note, "mended").status_code == 302
    marriage.refresh_from_db()
    assert again(note).revision == marriage.live_revision
    page = agent.get(reverse("postits:note", args=[note.public_id])).content.decode()
    [version] = re.findall(r'href="(/redaction/pages/\d+/revisions/\d+/view/)"', page)
    assert "C’est plus clair." in agent.get(version).content.decode()
    assert Message.objects.latest("pk").kind == "postit_mended"
    assert "Faut-il un rendez-vous" not in client.get(PAGE).content.decode()


def test_a_decision_is_undone(agent, shown, client, again):
    note = shown()
    act(agent, note, "reopen")
    assert again(note).state == "waiting"
    assert "Faut-il un rendez-vous" not in client.get(PAGE).content.decode()


@pytest.mark.parametrize("verb", ["publish", "answer", "refuse", "reopen", "mended"])
def test_who_comes_second_is_told(agent, leave, editor, verb, again):
    note = leave(email="nour@example.org")
    actions.publish(note=note, actor=editor, version=1)
    told = Message.objects.count()
    answer = act(agent, note, verb, answer="Ma longue réponse", language="fr", reason="unclear")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Quelqu’un a été plus rapide" in page
    assert ("Ma longue réponse" in page) or verb != "answer"
    assert again(note).version == 2
    assert Message.objects.count() == told


def test_a_note_taken_back_meanwhile_is_told_kindly(agent, leave, alice):
    note = leave(author=alice)
    actions.withdraw(note=note, actor=alice)
    assert act(agent, note, "publish").status_code == 409
    assert agent.get(reverse("postits:note", args=[note.public_id])).status_code == 404
    assert "Aucun mot ici" in agent.get(reverse("postits:tray"), {"state": "all"}).content.decode()


@pytest.mark.parametrize("reason", Reason.values)
def test_each_refusal_says_its_own_reason(leave, editor, reason, alice):
    actions.refuse(note=leave(author=alice), actor=editor, version=1, reason=reason)
    assert str(Reason(reason).label) in text_of_last().body


def test_what_is_refused_is_not_sent_to_an_address_anybody_may_have_typed(leave, editor):
    actions.refuse(
        note=leave("Achetez mes pilules", email="victim@example.org"), actor=editor, version=1, reason="hurtful"
    )
    said = text_of_last().body
    assert "pilules" not in said
    assert "trompé d’adresse" in said


def test_a_number_is_masked_or_seen_before_it_is_published(agent, leave, client, again):
    note = leave("Le bon numéro est le 01 44 52 29 19")
    assert "Publier<span" not in agent.get(reverse("postits:tray")).content.decode()
    assert act(agent, note, "publish").status_code == 422
    act(agent, note, "publish", show="masked")
    page = client.get(PAGE).content.decode()
    assert "Le bon numéro est le •••" in page
    note = again(note)
    act(agent, note, "reopen")
    act(agent, again(note), "publish", show="seen")
    assert "01 44 52 29 19" in client.get(PAGE).content.decode()


def test_the_inbox_says_what_waits_to_whom_it_concerns(leave, editor, registrar, housing, sign_in, marriage):
    leave()
    leave()
    inbox = reverse("workflows:inbox")
    for person in (editor, registrar):  # the page about marriage names the registry
        assert "2 mots laissés par des lecteurs" in sign_in(person).get(inbox).content.decode()
    assert "laissés par des lecteurs" not in sign_in(housing).get(inbox).content.decode()


def test_a_service_sees_and_answers_its_pages_and_decides_nothing(leave, registrar, housing, sign_in, again, alice):
    note = leave(author=alice)
    agent = sign_in(registrar)
    assert "Faut-il un rendez-vous" in agent.get(reverse("postits:tray")).content.decode()
    assert act(agent, note, "publish").status_code == 403
    assert act(agent, note, "answer", answer="Oui, le matin.", language="fr", outcome="published").status_code == 302
    assert (again(note).state, again(note).answer) == ("waiting", "Oui, le matin.")
    assert "Oui, le matin." in text_of_last().body
    stranger = sign_in(housing)
    assert "Faut-il un rendez-vous" not in stranger.get(reverse("postits:tray")).content.decode()
    assert stranger.get(reverse("postits:note", args=[note.public_id])).status_code == 404
    assert act(stranger, note, "answer", answer="x", language="fr").status_code == 404


def test_the_lead_of_communication_moderates_and_another_lead_does_not(leave, lead, services, again, sign_in):
    from accounts.enums import Role
    from tests.conftest import agent as make

    note = leave()
    assert act(sign_in(lead), note, "publish").status_code == 403
    chief = make("chief", "Chloé", services["communication"], Role.TEAM_LEAD)
    assert act(sign_in(chief), note, "publish").status_code == 302
    assert again(note).state == "published"


def test_the_tray_is_filtered_by_state_language_kind_and_page(agent, leave, shown, site, marriage):
    leave("une question en français")
    leave("a tip in English", language="en", kind="tip")
    leave("ailleurs", page=site("fr", "arriver-dans-le-19e"), place="introduction")
    shown("déjà publié")
    tray = reverse("postits:tray")

    def reads(**asked):
        page = agent.get(tray, asked).content.decode()
        said = ["une question en français", "a tip in English", "ailleurs", "déjà publié"]
        return [number for number, text in enumerate(said) if f">{text}<" in page]

    assert reads() == [0, 1, 2]
    assert reads(language="en") == [1]
    assert reads(kind="tip") == [1]
    assert reads(on=marriage.pk) == [0, 1]
    assert reads(state="published") == [3]
    assert reads(state="all") == [0, 1, 2, 3]
    assert reads(state="\x00", on="x", language="<") == [0, 1, 2]


def test_what_comes_back_is_seen(agent, leave, shown, alice, benoit, marriage, editor):
    note = shown("Où est-ce ?")
    for person in (alice, benoit):
        assert actions.me_too(note=note, person=person)
        assert not actions.me_too(note=note, person=person)
    leave("Où donc ?")
    leave("Merci", place="introduction")
    first, second = queries.most_recurrent(editor)
    assert (first.said, first.me_too) == (2, 2)
    assert (second.said, second.me_too, second.last.place) == (1, 0, "introduction")
    page = agent.get(reverse("postits:tray")).content.decode()
    assert "2 mots ici · 2 « moi aussi »" in page
    assert "Où est-ce" not in page
    Note.objects.update(created_at="2020-01-01T00:00:00Z")
    assert queries.most_recurrent(editor) == []
    assert "Rien depuis 90 jours" in agent.get(reverse("postits:recurrent")).content.decode()


def test_the_tray_stays_as_it_was_filtered_and_takes_a_click_back(agent, leave, again):
    note, _other = leave("une première"), leave("en attente")
    tray = reverse("postits:tray")
    page = agent.get(tray, {"language": "fr", "kind": "question"}).content.decode()
    assert 'name="back" value="language=fr&amp;kind=question"' in page
    answer = act(agent, note, "publish", back="language=fr&kind=question&evil=1", undo=note.public_id)
    assert answer["Location"] == f"{tray}?language=fr&kind=question&fait={note.public_id}"
    page = agent.get(answer["Location"]).content.decode()
    assert "Reprendre ce mot" in page
    act(agent, again(note), "reopen")
    assert again(note).state == "waiting"
    assert "Reprendre ce mot" not in agent.get(answer["Location"]).content.decode()
    assert act(agent, again(note), "publish", back="\x00é%", undo="\x00").status_code == 302


@pytest.mark.parametrize("name", ["tray", "recurrent"])
def test_the_agents_lists_cost_the_same_with_one_note_or_three(name, agent, leave):
    counts = []
    for number in (1, 2):
        for _note in range(number):
            leave()
        agent.get(reverse(f"postits:{name}"))
        with CaptureQueriesContext(connection) as asked:
            agent.get(reverse(f"postits:{name}"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", ["publish", "answer", "refuse", "duplicate", "mended", "reopen"])
def test_a_get_decides_nothing(name, agent, leave, again):
    note = leave()
    assert agent.get(reverse(f"postits:{name}", args=[note.public_id])).status_code == 405
    assert again(note).version == 1
