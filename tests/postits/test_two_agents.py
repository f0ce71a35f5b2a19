"""Two agents press at the very same moment: one decides, the other is told, and the author hears once."""

import threading

import pytest
from django.db import connection

from journal.models import Entry
from notifications.models import Message
from postits import actions
from postits.models import Note

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_agents_at_once_one_decides(editor, administrator, alice):
    words = {"page_title": "Se marier", "place": "introduction", "text": "Une question", "quote": "Le texte"}
    note = Note.objects.create(kind="question", language="fr", author=alice, **words)
    together, said = threading.Barrier(4), []

    def press(actor, decide):
        together.wait(10)
        try:
            decide(note=Note(pk=note.pk), actor=actor, version=1)
            said.append("decided")
        except actions.AlreadyHandled:
            said.append("late")
        finally:
            connection.close()

    def refuse(**given):
        return actions.refuse(**given, reason="unclear")

    people = [(editor, actions.publish), (administrator, refuse), (editor, refuse), (administrator, actions.publish)]
    threads = [threading.Thread(target=press, args=each) for each in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(said) == ["decided", "late", "late", "late"]
    assert Note.objects.get().version == 2
    assert Message.objects.filter(recipient=alice).count() == 1
    assert Entry.objects.filter(verb__in=["postit.published", "postit.refused"]).count() == 1
