"""A marriage from the sending to the certificate, by the verbs people have."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from viewflow.workflow.models import Process, Task

from cases.models import Act, Case, Certificate, Piece
from coworking.models import Booking
from journal.models import Entry
from notifications.models import Message
from notifications.rendering import words
from tests.workflows.conftest import check, day_has_come, give_papers, moment, node_of, task_of, time_passes
from workflows import actions
from workflows.conflicts import TaskDone, TaskTaken
from workflows.models import WorkItem


def kinds(user):
    return list(Message.objects.filter(recipient=user).order_by("pk").values_list("kind", flat=True))


def test_the_whole_story(sent, volant, registrar, officiant, alice, benoit, paper, hall):
    assert node_of(sent) == "check_completeness"
    piece = Piece.objects.filter(case=sent, is_needed=True).first()
    check(sent, volant, bad={piece.pk: "La photo est floue."})
    assert node_of(sent) == "complete_file"

    give_papers(Case.objects.get(pk=sent.pk), paper)
    actions.resend(task=task_of(sent), actor=benoit)
    check(sent, volant)
    sent.refresh_from_db()
    assert sent.completed_by == volant

    actions.examine(task=task_of(sent), actor=registrar, outcome="hearing", note="Parlons-en.")
    actions.hold_hearing(task=task_of(sent), actor=registrar, outcome="favourable")
    assert not WorkItem.objects.filter(case=sent).exists()
    assert sent.banns.closed_at is None

    assert time_passes(sent, "banns_period") == 1
    assert node_of(sent) == "plan_ceremony"
    actions.plan_ceremony(task=task_of(sent), actor=alice, starts_at=moment(30), **hall)
    assert actions.reconfirm(task=task_of(sent), actor=alice) is False
    assert actions.reconfirm(task=task_of(sent), actor=benoit) is True
    item = WorkItem.objects.get(case=sent)
    assert (item.node, item.owner) == ("celebrate", officiant)

    actions.celebrate(task=item.task, actor=officiant, outcome="postponed", reason="Une fuite dans la salle.")
    assert node_of(sent) == "plan_ceremony"
    assert not Booking.objects.filter(state="held").exists()

    actions.plan_ceremony(task=task_of(sent), actor=registrar, starts_at=moment(50), **hall)
    actions.reconfirm(task=task_of(sent), actor=alice)
    actions.reconfirm(task=task_of(sent), actor=benoit)
    day_has_come(sent)
    actions.celebrate(task=task_of(sent), actor=officiant, outcome="no_show")

    actions.plan_ceremony(task=task_of(sent), actor=alice, starts_at=moment(60), **hall)
    assert time_passes(sent, "reconfirmation_over") == 1
    assert node_of(sent) == "plan_ceremony"

    actions.plan_ceremony(task=task_of(sent), actor=alice, starts_at=moment(70), **hall)
    actions.reconfirm(task=task_of(sent), actor=alice)
    actions.reconfirm(task=task_of(sent), actor=benoit)
    day_has_come(sent)
    actions.celebrate(task=task_of(sent), actor=officiant, outcome="held")

    sent.refresh_from_db()
    assert sent.state == "done"
    assert sent.process.status == "DONE"
    assert Certificate.objects.get(case=sent).issued_by == officiant
    assert not WorkItem.objects.filter(case=sent).exists()
    assert not Task.objects.filter(process__case=sent, finished=None).exists()
    expected = [
        "case_submitted",
        "case_returned",
        "case_complete",
        "hearing_asked",
        "banns_published",
        "date_to_choose",
        "ceremony_planned",
        "ceremony_reconfirmed",
        "ceremony_postponed",
        "ceremony_planned",
        "ceremony_reconfirmed",
        "no_show",
        "ceremony_planned",
        "place_released",
        "ceremony_planned",
        "ceremony_reconfirmed",
        "certificate_ready",
    ]
    for person in (alice, benoit):
        assert [kind for kind in kinds(person) if kind in expected] == expected
    assert Act.objects.filter(case=sent, verb="case.completed").count() == 1


def test_every_message_can_be_read(confirmed, officiant, alice, benoit):
    actions.celebrate(task=task_of(confirmed), actor=officiant, outcome="postponed", reason="Grève.")
    actions.cancel(case=confirmed, actor=_lead(confirmed), reason="Autre mairie.")
    for message in Message.objects.filter(recipient=alice):
        said = words(message)
        assert said.subject
        assert said.body.startswith("Bonjour Alice")
        assert "{{" not in said.body


def _lead(case):
    from accounts.enums import Role
    from tests.conftest import agent

    return agent("lead9", "Léa", case.service, Role.TEAM_LEAD)


def test_a_returned_file_tells_each_person_only_what_is_theirs(sent, volant, alice, benoit):
    piece = Piece.objects.filter(case=sent, is_needed=True, party__user=alice).first()
    check(sent, volant, bad={piece.pk: "Il manque le verso."})
    said = {user: words(Message.objects.get(recipient=user, kind="case_returned")).body for user in (alice, benoit)}
    assert "Il manque le verso." in said[alice]
    assert "Il manque le verso." not in said[benoit]
    assert "L’autre personne a aussi des papiers à revoir." in said[benoit]


def test_the_check_wants_a_verdict_on_every_piece(sent, volant):
    with pytest.raises(ValidationError):
        actions.check_pieces(task=task_of(sent), actor=volant, verdicts={})
    assert node_of(sent) == "check_completeness"
    assert not Piece.objects.filter(case=sent, state="complete").exists()


def test_a_bad_piece_needs_a_remark(sent, volant):
    piece = Piece.objects.filter(case=sent, is_needed=True).first()
    with pytest.raises(ValidationError):
        check(sent, volant, bad={piece.pk: "  "})


def test_resending_waits_for_every_piece(sent, volant, alice):
    piece = Piece.objects.filter(case=sent, is_needed=True).first()
    check(sent, volant, bad={piece.pk: "Floue."})
    with pytest.raises(ValidationError):
        actions.resend(task=task_of(sent), actor=alice)
    assert node_of(sent) == "complete_file"


def test_an_unfinished_file_is_not_sent(couple, alice):
    with pytest.raises(ValidationError):
        actions.submit(case=couple, actor=alice)
    couple.refresh_from_db()
    assert (couple.state, couple.process) == ("draft", None)


def test_sending_twice_is_told_kindly(sent, alice, benoit):
    with pytest.raises(TaskDone):
        actions.submit(case=sent, actor=benoit)
    assert Process.objects.count() == 1


def test_strangers_do_nothing(ready, sent, outsider, housing, alice):
    with pytest.raises(PermissionDenied):
        actions.withdraw(case=sent, actor=outsider)
    for person in (outsider, housing, alice):
        with pytest.raises(PermissionDenied):
            actions.claim(task=task_of(sent), actor=person)


def test_two_agents_on_one_task(sent, volant, registrar):
    actions.claim(task=task_of(sent), actor=volant)
    with pytest.raises(TaskTaken) as conflict:
        actions.claim(task=task_of(sent), actor=registrar)
    assert conflict.value.by == volant
    with pytest.raises(TaskTaken):
        check(sent, registrar)


def test_a_task_done_says_by_whom(sent, volant, registrar):
    task = task_of(sent)
    check(sent, volant)
    with pytest.raises(TaskDone) as conflict:
        actions.claim(task=task, actor=registrar)
    assert conflict.value.by == volant
    assert conflict.value.at is not None


def test_release_and_reassign(sent, volant, registrar, lead, housing):
    task = task_of(sent)
    actions.claim(task=task, actor=volant)
    with pytest.raises(PermissionDenied):
        actions.release(task=task, actor=registrar)
    actions.release(task=task, actor=volant)
    assert WorkItem.objects.get(task=task).owner is None
    actions.reassign(task=task, actor=lead, to=registrar)
    assert WorkItem.objects.get(task=task).owner == registrar
    with pytest.raises(ValidationError):
        actions.reassign(task=task, actor=lead, to=housing)
    with pytest.raises(PermissionDenied):
        actions.reassign(task=task, actor=volant, to=volant)


def test_a_refusal_closes_the_case_with_its_reason(sent, volant, registrar, alice):
    check(sent, volant)
    with pytest.raises(ValidationError):
        actions.examine(task=task_of(sent), actor=registrar, outcome="refused")
    actions.examine(task=task_of(sent), actor=registrar, outcome="refused", note="Un des deux est mineur.")
    sent.refresh_from_db()
    assert (sent.state, sent.closing_reason) == ("cancelled", "Un des deux est mineur.")
    assert sent.process.status == "DONE"
    assert kinds(alice)[-1] == "case_cancelled"


def test_the_ceremony_is_not_held_before_its_day(confirmed, officiant):
    with pytest.raises(ValidationError):
        actions.celebrate(task=task_of(confirmed), actor=officiant, outcome="held")
    assert node_of(confirmed) == "celebrate"


def test_declining_frees_the_place_at_once(planned, alice, benoit):
    actions.decline_ceremony(task=task_of(planned), actor=benoit, reason="Un voyage.")
    assert node_of(planned) == "plan_ceremony"
    assert not Booking.objects.filter(state="held").exists()
    assert not Task.objects.filter(process__case=planned, status="SCHEDULED").exists()
    assert kinds(alice)[-1] == "ceremony_declined"


def test_only_those_who_have_not_answered_are_reminded(planned, alice, benoit):
    actions.reconfirm(task=task_of(planned), actor=alice)
    time_passes(planned, "reconfirmation_opens")
    time_passes(planned, "reconfirmation_soon_over")
    assert "reconfirm_asked" not in kinds(alice)
    assert kinds(benoit)[-2:] == ["reconfirm_asked", "reconfirm_reminder"]
    assert node_of(planned) == "reconfirm"


def test_withdrawing_during_the_banns(sent, volant, registrar, benoit, alice):
    check(sent, volant)
    actions.examine(task=task_of(sent), actor=registrar, outcome="authentic")
    actions.withdraw(case=sent, actor=benoit)
    sent.refresh_from_db()
    assert sent.state == "withdrawn"
    assert sent.process.status == "CANCELED"
    assert sent.banns.closed_at is not None
    assert not Task.objects.filter(process__case=sent, finished=None).exists()
    assert kinds(alice)[-1] == "case_withdrawn"
    with pytest.raises(TaskDone):
        actions.withdraw(case=sent, actor=alice)


def test_withdrawing_frees_what_was_booked(confirmed, alice):
    actions.withdraw(case=confirmed, actor=alice, reason="Changement de projet.")
    assert not Booking.objects.filter(state="held").exists()
    assert not WorkItem.objects.filter(case=confirmed).exists()


def test_a_draft_is_withdrawn_with_its_invitation(draft, alice):
    from cases.actions import invite

    invitation, _token = invite(case=draft, actor=alice, email="someone@example.org")
    actions.withdraw(case=draft, actor=alice)
    invitation.refresh_from_db()
    assert invitation.revoked_at is not None


def test_cancelling_wants_a_reason_and_the_service(sent, registrar, volant):
    with pytest.raises(ValidationError):
        actions.cancel(case=sent, actor=registrar, reason=" ")
    with pytest.raises(PermissionDenied):
        actions.cancel(case=sent, actor=volant, reason="Trop tard.")
    actions.cancel(case=sent, actor=registrar, reason="Hors de l’arrondissement.")
    sent.refresh_from_db()
    assert sent.state == "cancelled"


def test_nothing_moves_when_the_domain_refuses(to_plan, alice, hall):
    with pytest.raises(ValidationError):
        actions.plan_ceremony(task=task_of(to_plan), actor=alice, starts_at=moment(1), **hall)
    assert node_of(to_plan) == "plan_ceremony"
    assert not Booking.objects.exists()


def test_the_log_holds_no_name(confirmed, alice):
    for entry in Entry.objects.filter(verb__startswith="task."):
        assert alice.last_name not in entry.payload
