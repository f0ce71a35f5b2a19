"""Each thing that happens, and each condition."""

from datetime import time

import pytest
from django.utils import timezone
from wagtail.models import Page

from automation import conditions, events, running
from automation.enums import Event
from automation.models import Run, Tag, Todo
from coworking import actions as coworking
from coworking.models import Booking, Resource
from journal import labels
from journal.actions import record
from journal.models import Entry
from postits import actions as postits
from tests.automation.conftest import jobs

TAG = {"act": "tag", "tag": "neuf"}
KNOW = {"act": "notify", "subject": "{titre}"}


def test_every_event_has_verbs():
    assert set(events.VERBS) == set(Event)


@pytest.mark.parametrize(
    ("event", "happen"),
    [
        ("published", lambda page, editor: page.save_revision(user=editor).publish(user=None)),
        ("unpublished", lambda page, editor: page.unpublish(user=None)),
        ("expired", lambda page, editor: page.unpublish(user=None, log_action="wagtail.unpublish.scheduled")),
        (
            "moved",
            lambda page, editor: page.move(Page.objects.get(slug="bonjour", locale=page.locale), pos="last-child"),
        ),
        ("submitted", lambda page, editor: start_review(page, editor)),
        ("sent_back", lambda page, editor: send_back(page, editor)),
    ],
)
def test_what_happens_to_a_page_sets_off_its_rule(event, happen, page, editor, write, work):
    write(event, TAG)
    happen(page, editor)
    work()
    assert Tag.objects.get().page_id == page.pk


def start_review(page, editor):
    page.save_revision(user=editor)
    return page.get_workflow().start(page, editor)


def send_back(page, editor):
    state = start_review(page, editor)
    state.current_task_state.reject(user=editor)


def test_a_page_that_is_created_sets_off_its_rule(page, editor, write, work):
    from wagtail.log_actions import log

    write("created", TAG)
    log(page, "wagtail.create", user=editor)
    work()
    assert Tag.objects.get().page_id == page.pk


def test_a_reader_s_note_sets_off_a_rule_about_its_page(page, services, write, work):
    write("note_left", {**KNOW, "service": services["communication"]})
    postits.leave(page=page, kind="question", language="fr", text="Pourquoi ?", place="page")
    work()
    assert Todo.objects.get().sentence == page.title


def test_a_case_that_is_sent_sets_off_a_rule_for_its_service(ready, alice, write, work):
    from workflows import actions as workflows

    write("case_sent", KNOW, procedure=ready.version.procedure)
    workflows.submit(case=ready, actor=alice)
    work()
    todo = Todo.objects.get()
    assert (todo.service, todo.sentence) == (ready.service, ready.number)
    assert str(ready.public_id) in todo.url


@pytest.mark.parametrize(
    ("event", "verb"),
    [
        ("case_returned", "case.returned"),
        ("case_complete", "case.completed"),
        ("case_done", "case.done"),
        ("case_withdrawn", "case.withdrawn"),
    ],
)
def test_other_moments_of_a_case_set_off_their_rule(event, verb, ready, write, work):
    write(event, KNOW)
    record(verb, actor=None, target=ready)
    work()
    assert Todo.objects.get().service == ready.service
    assert verb in labels.known()


def test_a_booking_writes_to_its_holder_when_it_is_made_and_when_it_is_given_back(alice, write, work, mailoutbox):
    from notifications.models import Message

    desk = Resource.objects.create(code="bureau", name="Bureau 1", kind="room")
    words = {"act": "write_author", "subject": "{titre}", "text": "{date}"}
    write("booked", words)
    write("released", words)
    start = timezone.now()
    slot = (desk, start, start + timezone.timedelta(hours=1))
    (booking,) = coworking.insert(coworking.Wanted(*slot), alice, "essai")
    coworking.note("booking.made", booking, alice)
    coworking.release(bookings=[booking], actor=alice)
    work()
    assert Message.objects.filter(kind="automation_word", recipient=alice).count() == 2
    assert Booking.objects.count() == 1


def test_a_verb_no_event_names_costs_no_query(page, write, django_assert_num_queries):
    write("published", TAG)
    with django_assert_num_queries(1):
        record("page.edit", actor=None, target=page)
    assert not jobs().exists()


def test_without_an_active_rule_nothing_waits(page, publish, write, work):
    write("published", TAG, is_active=False)
    publish(page)
    assert not jobs().exists()


def fail_after(act):
    act()
    raise ZeroDivisionError


def test_a_line_that_is_rolled_back_leaves_no_job(page, publish, write):
    from django.db import transaction

    write("published", TAG)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        fail_after(lambda: publish(page))
    assert not jobs().exists()


NOON = timezone.datetime(2026, 3, 2, 12, 0, tzinfo=timezone.get_default_timezone())  # a Monday


@pytest.mark.parametrize(
    ("fields", "holds"),
    [
        ({}, True),
        ({"page_type": "cms.standardpage"}, True),
        ({"page_type": "cms.homepage"}, False),
        ({"language": "fr"}, True),
        ({"language": "ar"}, False),
        ({"title_contains": "ACCESSIBILITE"}, True),
        ({"title_contains": "piscine"}, False),
        ({"author_role": "editor"}, True),
        ({"author_role": "administrator"}, False),
        ({"weekdays": [0, 3]}, True),
        ({"weekdays": [1]}, False),
        ({"hour_from": time(12)}, True),
        ({"hour_from": time(12, 1)}, False),
        ({"hour_to": time(12)}, False),
        ({"hour_to": time(13)}, True),
        ({"family": "housing"}, False),
    ],
)
def test_each_condition_is_judged(fields, holds, page, editor, write):
    happening = events.Happening(page, NOON, editor, editor)
    rule = write("published", TAG, **fields)
    assert conditions.hold(rule, happening) is holds
    assert all(answer.holds is holds and answer.words for answer in conditions.judge(rule, happening))


def test_conditions_on_place_and_services(site, services, editor, write):
    registry, standard = site("fr", "etat-civil"), site("fr", "accessibilite")
    home = site("fr", "accueil")
    about = {each: events.Happening(each, NOON, editor, None) for each in (registry, standard)}
    families = site("fr", "etat-civil").get_parent()
    for fields, expected in [
        ({"place": home}, (True, True)),
        ({"place": families}, (True, False)),
        ({"service": services["etat-civil"]}, (True, False)),
        ({"service": services["accueil"]}, (False, False)),
        ({"family": services["etat-civil"].family}, (True, False)),
        ({"author_service": services["communication"]}, (True, True)),
        ({"author_service": services["accueil"]}, (False, False)),
    ]:
        rule = write("published", TAG, **fields)
        assert tuple(conditions.hold(rule, each) for each in about.values()) == expected, fields


def test_a_case_is_judged_by_its_procedure(ready, write):
    case = events.Happening(ready, NOON, None, None)
    assert conditions.hold(write("case_sent", KNOW, procedure=ready.version.procedure), case)
    assert not conditions.hold(write("case_sent", KNOW, title_contains="ZZZ"), case)


def test_what_is_gone_before_the_worker_comes_is_left_alone(page, publish, write):
    write("published", TAG)
    entry = publish(page)
    page.delete()
    running.follow(entry.pk)
    running.follow(Entry.objects.latest("id").pk + 99)
    assert not Run.objects.exists()
