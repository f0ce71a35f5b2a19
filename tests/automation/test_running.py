"""What each step does; once, never in a circle, and what fails can be done again."""

import pytest
from django.db import OperationalError
from django.utils import timezone
from wagtail.models import Page

from accounts.models import Membership
from automation import actions, queries, running, steps
from automation.enums import State
from automation.models import Rule, Run, Step, Tag, Todo
from changesets.actions import trash
from changesets.errors import Refused
from cms.models import StandardPage
from journal.models import Entry
from notifications.models import Message

TAG = {"act": "tag", "tag": "neuf"}
BROKEN = {"act": "move"}


def messages():
    return Message.objects.filter(kind="automation_word")


def test_a_rule_writes_to_those_it_names(page, editor, lead, services, publish, write, work):
    page.owner = editor
    page.save()
    words = {"subject": "À lire : {titre}", "text": "{titre} {adresse} {date} {{ person.email }} {% now %}"}
    write(
        "published",
        {"act": "write_service", "service": services["etat-civil"], **words},
        {"act": "write_person", "person": lead, **words},
        {"act": "write_address", "email": "presse@example.org", **words},
        {"act": "write_author", **words},
    )
    publish(page)
    work()
    assert {message.recipient or message.email for message in messages()} == {lead, "presse@example.org", editor}
    told = messages().get(email="presse@example.org").context
    assert told["subject"] == f"À lire : {page.title}"
    assert f"{page.title} http" in told["words"]
    assert told["words"].endswith("{{ person.email }} {% now %}")  # what staff type is never a template
    assert Run.objects.get().state == State.DONE


def test_the_message_reads_well(page, lead, publish, write, work):
    from notifications.rendering import words

    write("published", {"act": "write_person", "person": lead, "subject": "{titre}", "text": "Bonne lecture."})
    publish(page)
    work()
    letter = words(messages().get())
    assert letter.subject == page.title
    assert letter.body.startswith("Bonjour Louise,")
    assert "Bonne lecture." in letter.body


def test_a_task_has_its_day_and_a_thing_to_know_has_none(page, services, lead, publish, write, work):
    write(
        "published",
        {"act": "task", "service": services["communication"], "subject": "Relire {titre}", "days": 3},
        {"act": "notify", "person": lead, "subject": "Vu"},
    )
    publish(page)
    work()
    task, known = Todo.objects.order_by("due")
    assert task.sentence == f"Relire {page.title}"
    assert task.due == timezone.localdate() + timezone.timedelta(days=3)
    assert (known.person, known.due) == (lead, None)


def test_a_page_is_moved_withdrawn_and_published(site, page, publish, write, work):
    guide = site("fr", "bonjour")
    families = site("fr", "accueil")
    write("published", {"act": "unpublish"})
    publish(page)
    work()
    page.refresh_from_db()
    assert not page.live
    Rule.objects.all().delete()
    write("moved", {"act": "publish"})
    write("unpublished", {"act": "move", "target": families})
    page.move(guide, pos="last-child")
    work()
    page = Page.objects.get(pk=page.pk)
    assert page.live
    assert page.is_child_of(guide)


def test_acts_are_the_site_s_own_and_say_which_rule(page, publish, write, work):
    rule = write("published", {"act": "unpublish"})
    publish(page)
    work()
    entry = Entry.objects.filter(verb="page.unpublish").latest("id")
    assert (entry.actor_id, entry.data["rules"]) == (None, [rule.pk])
    ran = Entry.objects.filter(verb="automation.ran").latest("id")
    assert ran.data["rule"] == rule.pk


def test_a_failing_step_leaves_the_others_theirs_and_is_shown(page, publish, write, work):
    rule = write("published", BROKEN, TAG)
    publish(page)
    work()
    run = Run.objects.get()
    assert run.state == State.FAILED
    assert [each["ok"] for each in queries.outcomes(run)] == [False, True]
    assert str(queries.outcomes(run)[0]["note"]) == str(steps.REASONS["not_there"])
    assert Tag.objects.filter(page_id=page.pk).exists()
    assert queries.rules_listed().get(pk=rule.pk).failed == 1


def test_a_fault_of_ours_is_undone_kept_and_shown(page, publish, write, work, monkeypatch):
    def half(step, page):
        Tag.objects.create(page_id=page.pk, name="à moitié")
        raise ZeroDivisionError

    write("published", TAG)
    monkeypatch.setattr(steps.ALL["tag"], "act", half)
    publish(page)
    work()
    assert not Tag.objects.exists()
    assert Run.objects.get().outcomes[0]["note"] == "fault"


def test_the_same_line_followed_twice_runs_once(page, services, publish, write, work):
    write("published", {"act": "notify", "service": services["communication"], "subject": "Vu"})
    entry = publish(page)
    running.follow(entry.pk)
    running.follow(entry.pk)
    assert (Run.objects.count(), Todo.objects.count()) == (1, 1)


def test_a_worker_killed_halfway_leaves_nothing_and_the_next_does_it_all(page, publish, write, monkeypatch):
    write("published", TAG)
    entry = publish(page)

    def killed(*args, **kwargs):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(running, "keep", killed)
        with pytest.raises(SystemExit):
            running.follow(entry.pk)
    assert not Tag.objects.exists()
    running.follow(entry.pk)
    assert (Run.objects.count(), Tag.objects.count()) == (1, 1)


def test_a_database_that_was_away_is_tried_again(page, publish, write, monkeypatch):
    write("published", TAG)
    entry = publish(page)

    def away(step, page):
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(steps.ALL["tag"], "act", away)
        with pytest.raises(OperationalError):
            running.follow(entry.pk)
    assert not Run.objects.exists()
    running.follow(entry.pk)
    assert Run.objects.get().state == State.DONE


def test_rules_run_in_order_and_one_may_stop_the_next(page, publish, write, work):
    write("published", {"act": "tag", "tag": "deux"}, order=2, stop_after=True)
    write("published", {"act": "tag", "tag": "trois"}, order=3)
    write("published", {"act": "tag", "tag": "un"}, order=1)
    entry = publish(page)
    work()
    running.follow(entry.pk)  # a job that comes twice stops at the same place
    assert list(Tag.objects.order_by("id").values_list("name", flat=True)) == ["un", "deux"]


def test_two_rules_that_call_each_other_stop(page, publish, write, work):
    first = write("published", {"act": "unpublish"})
    write("unpublished", {"act": "publish"})
    publish(page)
    assert work() < 10
    stopped = Run.objects.get(state=State.STOPPED)
    assert (stopped.rule, stopped.depth, stopped.outcomes[0]["note"]) == (first, 2, "loop")


def test_a_long_chain_stops_at_five(page, write):
    rule = write("published", TAG)
    from journal.actions import marked, record

    with marked(rules=[91, 92, 93, 94, 95]):
        entry = record("page.publish", actor=None, target=Page.objects.get(pk=page.pk))
    running.follow(entry.pk)
    run = Run.objects.get(rule=rule)
    assert (run.state, run.outcomes[0]["note"], run.depth) == (State.STOPPED, "deep", 5)


def test_a_rule_that_runs_too_often_is_suspended_and_administrators_are_told(
    page, administrator, publish, write, work, settings
):
    settings.AUTOMATION_RUNS_PER_HOUR = 2
    rule = write("published", TAG)
    for _time in range(4):
        publish(page)
        work()
    rule.refresh_from_db()
    assert not rule.is_active
    assert rule.suspended_at
    assert list(Run.objects.order_by("id").values_list("state", flat=True)) == ["done", "done", "stopped"]
    assert Message.objects.get(kind="automation_suspended").recipient == administrator
    actions.switch(rule=rule, on=True, actor=administrator)
    rule.refresh_from_db()
    assert (rule.is_active, rule.suspended_at) == (True, None)


def test_a_rule_does_only_what_its_owner_may(page, administrator, publish, write, work):
    write("published", {"act": "unpublish"})
    Membership.objects.filter(user=administrator).delete()
    publish(page)
    work()
    page.refresh_from_db()
    assert page.live
    assert Run.objects.get().outcomes[0]["note"] == "owner"


def test_an_agent_who_left_is_written_to_no_more(page, lead, publish, write, work):
    write("published", {"act": "write_person", "person": lead})
    lead.is_active = False
    lead.save()
    publish(page)
    work()
    assert Run.objects.get().outcomes[0]["note"] == "nobody"
    assert not messages().exists()


def test_replaying_does_what_failed_and_nothing_twice(page, site, services, administrator, publish, write, work):
    rule = write("published", BROKEN, {"act": "notify", "service": services["communication"], "subject": "Vu"})
    publish(page)
    work()
    failed = Run.objects.get()
    rule.steps.filter(act="move").update(act="tag", tag="réparée")
    again = actions.replay(run=failed, actor=administrator)
    assert (again.state, again.asked_by, again.replay_of) == (State.DONE, administrator, failed)
    assert Todo.objects.count() == 1
    assert Tag.objects.get().name == "réparée"
    with pytest.raises(actions.AlreadyReplayed):
        actions.replay(run=failed, actor=administrator)
    with pytest.raises(actions.AlreadyReplayed):
        actions.replay(run=again, actor=administrator)


def test_trying_a_rule_does_nothing(page, lead, administrator, services, publish, write):
    rule = write(
        "published",
        TAG,
        {"act": "task", "service": services["communication"], "subject": "x"},
        {"act": "write_person", "person": lead},
        {"act": "unpublish"},
        {"act": "move"},
        is_active=False,
        language="fr",
        title_contains="piscine",
    )
    entry = publish(page)
    before = counts()
    from automation import events

    said = queries.rehearse(rule, events.of_entry(entry))
    assert counts() == before
    assert [answer.holds for answer in said["answers"]] == [True, False]
    assert not said["holds"]
    assert [bool(problem) for _words, problem in said["steps"]] == [False, False, False, False, True]


def counts():
    tables = (Run, Tag, Todo, Message, Entry)
    return [*(table.objects.count() for table in tables), Page.objects.filter(live=True).count()]


def test_a_rule_runs_on_every_page_it_concerns_once_each(site, page, administrator, write):
    from procrastinate.contrib.django.models import ProcrastinateJob

    rule = write("published", TAG, title_contains="accessibilit", language="fr")
    pages, more = queries.concerned(rule)
    assert ([each.pk for each in pages], more) == ([page.pk], False)
    assert actions.run_everywhere(rule=rule, actor=administrator) == 1
    [job] = ProcrastinateJob.objects.filter(task_name="automation.run_on_page")
    actions.run_on_page(**job.args)
    actions.run_on_page(**job.args)
    run = Run.objects.get()
    assert (run.entry_id, run.asked_by, run.state) == (None, administrator, State.DONE)


def test_old_runs_and_finished_tasks_are_forgotten(page, services, publish, write, work):
    from automation.tasks import forget

    write("published", {"act": "notify", "service": services["communication"], "subject": "Vu"})
    publish(page)
    work()
    long_ago = timezone.now() - timezone.timedelta(days=181)
    Todo.objects.update(done_at=long_ago)
    forget(0)
    assert Run.objects.exists()
    Run.objects.update(at=long_ago)
    forget(0)
    assert not Run.objects.exists()
    assert not Todo.objects.exists()


def test_a_page_moved_then_withdrawn_by_a_rule_keeps_its_new_address(site, page, publish, write, work):
    parent = site("fr", "accueil")
    home = parent.add_child(instance=StandardPage(title="Ailleurs", slug="ailleurs", locale=parent.locale))
    write("published", {"act": "move", "target": home}, {"act": "unpublish"})
    publish(page)
    work()
    found = Page.objects.get(pk=page.pk)
    assert not found.live
    assert found.get_parent().pk == home.pk
    assert found.url_path == f"{Page.objects.get(pk=home.pk).url_path}{found.slug}/"


def test_a_rule_does_not_publish_alone_what_waits_for_a_second_reading(site, page, publish, write, work):
    english = Page.objects.filter(locale__language_code="en", live=True, depth__gt=2, alias_of=None).first().specific
    write("published", {"act": "publish"}, language="en")
    publish(english)
    english.introduction = "Words nobody read."
    english.save_revision()
    work()
    assert type(english).objects.get(pk=english.pk).introduction != "Words nobody read."
    assert Run.objects.latest("pk").outcomes[0]["note"] == "stopped"


def test_a_page_that_a_rule_names_is_not_thrown_away_and_the_trash_goes_on(site, page, administrator, write):
    home = site("fr", "bonjour")
    rule = write("published", {"act": "move", "target": home})
    with pytest.raises(Refused, match=rule.name):
        trash.discard(page=home, author=administrator)
    rule.steps.all().delete()
    gestures = [trash.discard(page=each, author=administrator) for each in (home, page)]
    Step.objects.create(rule=rule, act="move", target=home)
    with pytest.raises(Refused, match=rule.name):
        trash.erase(gesture=gestures[0], author=administrator)
    trash.empty(now=timezone.now() + timezone.timedelta(days=40))
    assert Page.objects.filter(pk=home.pk).exists()
    assert not Page.objects.filter(pk=page.pk).exists()
