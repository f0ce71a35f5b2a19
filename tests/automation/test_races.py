"""Two workers at once, on connections of their own."""

import threading

import pytest
from django.db import connection

from automation import actions, running
from automation.models import Rule, Run, Step, Todo
from journal.models import Entry
from tests.postits.access_objects import a_page


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_the_same_line_do_it_once(administrator):
    page = a_page()
    rule = Rule(name="Course", event="published", is_active=True)
    actions.save(rule=rule, steps=[Step(act="notify", person=administrator, subject="Vu")], actor=administrator)
    page.save_revision().publish()
    entry = Entry.objects.filter(verb="page.publish").latest("id")

    def follow():
        try:
            running.follow(entry.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=follow) for _one in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (Run.objects.filter(rule=rule).count(), Todo.objects.count()) == (1, 1)
