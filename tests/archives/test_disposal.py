"""From eligible to destroyed: two people, a visa, and never without it."""

import threading
import time
import uuid
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import User
from archives import dates, destruction, disposal, holds, queries, tasks
from archives.models import DisposalList, Hold
from cases.enums import CaseState
from cases.models import Act, Case, Certificate, Party, Piece
from journal.models import Entry
from notifications.models import Message
from tests.vault.papers import every_row, objects_in
from vault.models import Evidence, Keyset

from .conftest import ANSWERED, CANARY, SPOKEN, beside, listed, visa, years_ago

PARIS = ZoneInfo("Europe/Paris")
pytestmark = pytest.mark.django_db


def refused():
    """What follows is refused by the database itself."""
    return pytest.raises(DatabaseError, match="archives:")


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.integers(0, 120), st.integers(-2, 2))
def test_the_threshold_says_of_each_day_what_the_anniversary_says(closed, years, around):
    """29 February and the turn of the day in Paris included."""
    today = dates.plus_months(closed, 12 * years) + timedelta(days=around)
    over = dates.last_closing(today, years)
    for hour, minute in ((0, 0), (0, 30), (23, 59)):
        moment = datetime(closed.year, closed.month, closed.day, hour, minute, tzinfo=PARIS)
        assert (moment < over) == (dates.kept_until(moment, years) < today)


def test_a_case_closed_on_29_february_is_kept_to_the_end_of_the_month():
    closed = datetime(2024, 2, 29, 23, 30, tzinfo=PARIS)
    assert dates.kept_until(closed, 1) == date(2025, 2, 28)
    assert dates.kept_until(closed, 4) == date(2028, 2, 29)


def test_midnight_in_paris_decides_of_the_day():
    assert dates.kept_until(datetime(2026, 6, 1, 0, 0, tzinfo=PARIS), 1) == date(2027, 6, 1)
    assert dates.kept_until(datetime(2026, 5, 31, 22, 30, tzinfo=ZoneInfo("UTC")), 1) == date(2027, 6, 1)


def test_only_what_is_over_is_eligible_and_no_name_is_shown(old, archivist, lead, housing, sign_in):
    (group,) = queries.eligible(archivist)
    assert (group.count, [case.number for case in group.samples]) == (1, [old.number])
    assert len(queries.eligible(lead)) == 1
    assert queries.eligible(housing) == []
    page = sign_in(archivist).get(reverse("archives:home")).content.decode()
    assert old.number in page
    assert "Martin" not in page
    assert "0 gel" not in page
    assert "0 papier" not in page
    opened = sign_in(archivist).get(reverse("archives:case", args=[old.public_id])).content.decode()
    assert "Martin" in opened
    assert Entry.objects.filter(verb="case.consulted", actor=archivist).count() == 1


def test_a_case_still_kept_or_alive_is_not_eligible(old, archivist):
    years_ago(old, 4)
    assert queries.eligible(archivist) == []


def test_the_home_asks_the_same_number_of_questions_for_more_cases(old, archivist, sign_in):
    client = sign_in(archivist)

    def asked():
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("archives:home"))
        return len(found)

    asked()
    one = asked()
    for number in range(3):
        like(old, f"M-COPY-{number}")
        years_ago(like(old, f"M-OLDER-{number}"), 8 + number)
        Case.objects.filter(pk=like(old, f"M-DRAFT-{number}").pk).update(submitted_at=None)
    assert asked() == one


def test_what_is_eligible_is_grouped_by_procedure_ending_and_year(old, archivist, rules):
    for number in range(4):
        like(old, f"M-COPY-{number}")
    older = years_ago(like(old, "M-OLDER"), 8)
    never = like(old, "M-NEVER")
    Case.objects.filter(pk=never.pk).update(submitted_at=None)
    kept = like(old, "M-KEPT")
    holds.place(kind="case", target=kept, actor=archivist, reason="Recours", reference="TA 4")
    groups = queries.eligible(archivist)
    told = {(group.rule.ending, group.year): (group.count, len(group.samples)) for group in groups}
    assert told == {
        ("stopped", old.closed_at.year): (5, 3),
        ("stopped", older.closed_at.year): (1, 1),
        ("never_sent", old.closed_at.year): (1, 1),
    }
    assert all(group.rule in rules.values() for group in groups)


def test_two_people_then_the_worker_and_a_row_is_left(old, rules, archivist, lead, django_capture_on_commit_callbacks):
    made = listed(old, rules, archivist, lead)
    with pytest.raises(PermissionDenied):
        visa(made, lead)
    made = visa(made, archivist)
    assert ProcrastinateJob.objects.filter(task_name="archives.execute", args__list_id=made.pk).exists()
    assert destruction.execute(made.pk) == 1
    old.refresh_from_db()
    assert (old.state, old.answers, old.closing_reason) == ("destroyed", {}, "")
    assert not Party.objects.filter(case=old).exists()
    assert not Act.objects.filter(case=old).exists()
    made.refresh_from_db()
    assert made.state == "done"
    assert destruction.execute(made.pk) == 0


def test_the_one_who_proposes_never_gives_the_visa(old, rules, archivist, lead, administrator, services):
    from accounts.enums import Role
    from accounts.models import Membership

    Membership.objects.create(user=lead, service=services["archives"], role=Role.ARCHIVIST)
    lead.__dict__.pop("roles", None)
    made = listed(old, rules, archivist, lead)
    with pytest.raises(PermissionDenied):
        visa(made, lead)
    now = "2026-01-01T00:00Z"
    with pytest.raises(DatabaseError, match="disposal_by_two_people"), transaction.atomic():
        DisposalList.objects.filter(pk=made.pk).update(
            state="approved", visa_by=lead, visa_at=now, visa_reference="seule"
        )


def test_never_without_a_visa_by_the_orm(old):
    with refused(), transaction.atomic():
        old.delete()
    with refused(), transaction.atomic():
        Case.objects.filter(pk=old.pk).update(state=CaseState.DESTROYED)
    with refused(), transaction.atomic():
        Case.objects.filter(pk=old.pk).update(state=CaseState.DRAFT)
    for part in (Party, Act, Piece):
        with refused(), transaction.atomic():
            part.objects.filter(case=old).delete()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM cases_case WHERE id = %s",
        "UPDATE cases_case SET state = 'destroyed' WHERE id = %s",
        "UPDATE cases_case SET state = 'open' WHERE id = %s",
        "DELETE FROM cases_party WHERE case_id = %s",
        "DELETE FROM cases_act WHERE case_id = %s",
        "DELETE FROM cases_piece WHERE case_id = %s",
    ],
)
def test_never_without_a_visa_by_raw_sql(old, statement):
    with refused(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [old.pk])


def test_never_without_a_visa_whatever_the_list_pretends(old, rules, archivist, lead):
    made = listed(old, rules, archivist, lead)
    with refused(), transaction.atomic():
        Case.objects.filter(pk=old.pk).update(state=CaseState.DESTROYED)
    with pytest.raises(DatabaseError, match="disposal_approved_has_visa"), transaction.atomic():
        DisposalList.objects.filter(pk=made.pk).update(state="approved")
    visa(made, archivist, decision="keep")
    with refused(), transaction.atomic():
        Case.objects.filter(pk=old.pk).update(state=CaseState.DESTROYED)
    assert destruction.execute(made.pk) == 0


def test_the_editors_admin_has_no_door_to_cases(old, administrator, sign_in):
    """Wagtail's is the only admin there is: it lists no model of cases, and Django's own is not installed."""
    from django.apps import apps
    from wagtail.snippets.models import get_snippet_models

    assert not apps.is_installed("django.contrib.admin")
    assert not [model for model in get_snippet_models() if model._meta.app_label in ("cases", "archives", "vault")]


def test_copies_and_key_of_a_closed_complete_case_are_held_by_the_database(make_full):
    case = make_full()
    assert Evidence.objects.filter(binder=case.binder).count() >= 6
    with refused(), transaction.atomic():
        Keyset.objects.filter(binder=case.binder).delete()
    with refused(), transaction.atomic():
        Evidence.objects.filter(binder=case.binder).update(erased_at=case.closed_at)
    with refused(), transaction.atomic():
        Evidence.objects.filter(binder=case.binder).delete()


def test_a_case_on_hold_is_neither_eligible_nor_destroyed(old, rules, archivist, lead, alice):
    made = visa(listed(old, rules, archivist, lead), archivist)
    hold = holds.place(kind="person", target=alice, actor=archivist, reason="Recours", reference="TA 12")
    assert destruction.execute(made.pk) == 0
    with refused(), transaction.atomic():
        Case.objects.filter(pk=old.pk).update(state=CaseState.DESTROYED)
    holds.lift(hold=hold, actor=archivist, reason="Jugé")
    destruction.resume()
    old.refresh_from_db()
    assert old.state == "destroyed"


def test_a_case_kept_comes_back_years_later(old, rules, archivist, lead):
    visa(listed(old, rules, archivist, lead), archivist, decision="keep")
    assert queries.eligible(archivist) == []
    assert len(queries.eligible(archivist, date.today() + timedelta(days=5 * 365 + 1))) == 1


def test_a_list_given_up_frees_its_cases(old, rules, archivist, lead):
    made = disposal.prepare(rule=rules["marriage", "stopped"], year=old.closed_at.year, actor=archivist)
    with pytest.raises(ValidationError, match="Plus aucun dossier"):
        disposal.prepare(rule=rules["marriage", "stopped"], year=old.closed_at.year, actor=archivist)
    disposal.cancel(listed=made, actor=lead, reason="Encore utile")
    assert len(queries.eligible(archivist)) == 1


def test_a_visa_that_is_not_given_is_told_to_whoever_waits_for_it(old, rules, archivist, administrator, lead, sign_in):
    made = listed(old, rules, archivist, lead)
    address = reverse("archives:cancel", args=[made.public_id])
    sign_in(administrator).post(address, {"reason": "Une cote manque."})
    told = Message.objects.filter(kind="disposal_given_up")
    assert set(told.values_list("recipient", flat=True)) == {archivist.pk, lead.pk}
    assert "Une cote manque." in sign_in(lead).get(reverse("archives:list", args=[made.public_id])).content.decode()


def test_the_second_archivist_reads_who_was_first(old, rules, archivist, administrator, lead, sign_in):
    made = listed(old, rules, archivist, lead)
    address = reverse("archives:visa", args=[made.public_id])
    form = {"reference": "V 1", f"case-{old.pk}": "destroy"}
    assert sign_in(archivist).post(address, form).status_code == 302
    late = sign_in(administrator).post(address, form)
    assert late.status_code == 409
    assert "déjà changé" in late.content.decode()


def test_a_visa_without_reference_keeps_what_was_chosen(old, rules, archivist, lead, sign_in):
    made = listed(old, rules, archivist, lead)
    answer = sign_in(archivist).post(reverse("archives:visa", args=[made.public_id]), {f"case-{old.pk}": "keep"})
    assert answer.status_code == 422
    assert 'value="keep"' in answer.content.decode()
    assert "checked" in answer.content.decode()


def test_the_list_on_paper_and_as_a_table(old, rules, archivist, lead, sign_in):
    made = listed(old, rules, archivist, lead)
    client = sign_in(lead)
    assert client.get(reverse("archives:list_pdf", args=[made.public_id])).content.startswith(b"%PDF")
    table = client.get(reverse("archives:list_csv", args=[made.public_id])).content.decode()
    assert old.number in table
    assert "Martin" not in table


@pytest.mark.django_db(transaction=True)
def test_two_archivists_at_once_give_one_visa(old, rules, archivist, administrator, lead):
    made = listed(old, rules, archivist, lead)
    results, ready = [], threading.Barrier(2)

    def decide(pk):
        try:
            ready.wait(10)
            visa(DisposalList.objects.get(pk=made.pk), User.objects.get(pk=pk))
            results.append("visa")
        except disposal.AlreadyDone:
            results.append("late")
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=[person.pk]) for person in (archivist, administrator)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(results) == ["late", "visa"]


def test_a_page_older_than_the_rule_makes_no_list(old, rules, archivist, sign_in):
    """The rule went from 5 to 50 years while somebody was looking at what 5 years gave."""
    former = rules["marriage", "stopped"]
    client = sign_in(archivist)
    assert old.number in client.get(reverse("archives:home")).content.decode()
    disposal.rule(
        procedure=former.procedure, ending="stopped", actor=archivist, years=50, outcome="destroy", source="Décret"
    )
    pressed = {"rule": former.pk, "year": old.closed_at.year}
    answer = client.post(reverse("archives:prepare"), pressed, follow=True)
    assert "vient de changer" in answer.content.decode()
    assert not DisposalList.objects.exists()


@pytest.mark.parametrize("year", ["0", "", "deux", "99999", "-1"])
def test_a_year_nobody_was_shown_is_a_bad_request(rules, archivist, sign_in, year):
    typed = {"rule": rules["marriage", "stopped"].pk, "year": year}
    assert sign_in(archivist).post(reverse("archives:prepare"), typed).status_code == 400


def test_without_a_pdf_machine_the_list_is_still_read(old, rules, archivist, lead, sign_in, monkeypatch):
    from ui.printing import PrintingUnavailable

    def broken(_html):
        raise PrintingUnavailable

    monkeypatch.setattr("archives.views.html_to_pdf", broken)
    made = listed(old, rules, archivist, lead)
    answer = sign_in(lead).get(reverse("archives:list_pdf", args=[made.public_id]), follow=True)
    assert "imprimez cette page" in answer.content.decode()
    assert old.number in answer.content.decode()


def test_one_case_that_cannot_go_keeps_no_other_waiting(old, rules, archivist, lead, monkeypatch, caplog):
    """Nor the other lists, nor the packages that are still to be made."""
    made = visa(listed(old, rules, archivist, lead), archivist)
    other = like(old, "M-COPY-1")
    last = visa(listed(other, rules, archivist, lead), archivist)
    broken, unmade = made.lines.get().pk, []
    whole = destruction._empty

    def fails(case, line):
        if line.pk == broken:
            raise RuntimeError("this one")
        whole(case, line)

    monkeypatch.setattr(destruction, "_empty", fails)
    monkeypatch.setattr("archives.transfer.unmade", lambda: [41, 42])
    monkeypatch.setattr("archives.transfer.make", makes := Failing(unmade))
    tasks.resume(0)
    assert DisposalList.objects.get(pk=last.pk).state == "done"
    assert DisposalList.objects.get(pk=made.pk).state == "approved"
    assert makes.asked == [41, 42]
    assert f"destroy failed for {broken}" in caplog.text


class Failing:
    """Notes what it is asked, and fails each time."""

    __name__ = "make"

    def __init__(self, asked):
        self.asked = asked

    def __call__(self, thing):
        self.asked.append(thing)
        raise RuntimeError


def like(case, number):
    """Another case like this one, with nobody in it."""
    copy = Case.objects.get(pk=case.pk)
    copy.pk, copy.process, copy.binder, copy.number = None, None, None, number
    copy.public_id, copy._state.adding = uuid.uuid4(), True
    copy.save()
    return copy


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["person", "document", "case"])
def test_a_hold_placed_during_a_destruction_stops_it(make_full, rules, archivist, lead, alice, kind):
    case = make_full()
    made = visa(listed(case, rules, archivist, lead), archivist)
    copied = Evidence.objects.filter(binder=case.binder).first().source.document
    target = {"person": alice, "document": copied, "case": case}[kind]
    with transaction.atomic():
        holds.place(kind=kind, target=target, actor=archivist, reason="Recours", reference="TA 1")
        destroyed = beside(lambda: destruction.execute(made.pk))
        time.sleep(0.6)  # the worker is at the door; the hold is not written for others yet
    assert destroyed() == 0
    case.refresh_from_db()
    assert case.state == "cancelled"


@pytest.mark.django_db(transaction=True)
def test_a_case_destroyed_first_is_not_held_afterwards(old, rules, archivist, lead):
    destruction.execute(visa(listed(old, rules, archivist, lead), archivist).pk)
    with pytest.raises(ValidationError, match="effacé"):
        holds.place(kind="case", target=old, actor=archivist, reason="Recours", reference="TA 1")
    assert not Hold.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_of_a_destroyed_case_is_left_anywhere(make_full, rules, archivist, lead, alice, benoit, vault_folder):
    case = make_full()
    Message.objects.exclude(kind="case_message").delete()
    binder = case.binder
    names = set(Evidence.objects.filter(binder=binder).values_list("object_name", flat=True))
    here = "\n".join(every_row())
    assert SPOKEN in here
    assert ANSWERED in here
    made = visa(listed(case, rules, archivist, lead), archivist)
    assert destruction.execute(made.pk) == 1
    here = "\n".join(every_row())
    assert SPOKEN not in here
    assert ANSWERED not in here
    assert not names & {str(path.relative_to(vault_folder)) for path in objects_in(vault_folder)}
    assert not Keyset.objects.filter(binder__isnull=False).exists()
    assert not any(CANARY.encode() in path.read_bytes() for path in objects_in(vault_folder))
    case.refresh_from_db()
    assert (case.state, case.binder, case.process) == ("destroyed", None, None)
    line = made.lines.get()
    assert line.pieces >= 6
    assert line.size > 0
    assert line.object_names == []
    told = Entry.objects.filter(verb="case.destroyed").values_list("subject", flat=True)
    assert set(told) == {alice.pk, benoit.pk}


@pytest.mark.django_db(transaction=True)
def test_a_vault_paper_behind_a_destroyed_case_is_the_owners_alone(make_full, rules, archivist, lead, alice):
    """Her own copy stays hers; nothing retains it any longer."""
    from vault import actions as vault

    case = make_full()
    document = alice.documents.first()
    destruction.execute(visa(listed(case, rules, archivist, lead), archivist).pk)
    vault.delete(document=document, actor=alice)
    assert vault.retained(document) == set()


def test_the_people_of_a_closed_case_read_until_when(old, alice, sign_in):
    page = sign_in(alice).get(reverse("workflows:case", args=[old.public_id])).content.decode()
    assert "Ce dossier est gardé jusqu’au" in page
    assert "détruit, avec l’accord des archives" in page


def test_what_the_law_keeps_is_told_in_words_with_its_source(old, rules, alice, outsider, archivist):
    rule = rules["marriage", "stopped"]
    Certificate.objects.create(case=old, code="ABCDEFGHIJKL", facts={}, digest="", pdf=b"x", issued_by=archivist)
    first, second = queries.kept_by_law(alice)
    assert old.number in first.what
    assert first.why == f"Texte : {rule.source}. Puis le dossier est détruit, avec l’accord des archives."
    assert first.until == dates.kept_until(old.closed_at, 5)
    assert "Certificat" in second.what
    assert queries.kept_by_law(outsider) == []
    assert not queries.is_held(alice)
    holds.place(kind="case", target=old, actor=archivist, reason="x", reference="TA 9")
    assert queries.is_held(alice)
    assert "TA 9" in queries.kept_by_law(alice)[-1].what


def test_a_rule_changed_by_a_colleague_is_told(rules, archivist, procedures, sign_in):
    address = reverse("archives:conservation_rule", args=["marriage", "stopped"])
    form = {"years": 3, "outcome": "sort", "source": "Délibération", "seen": 1}
    client = sign_in(archivist)
    assert client.post(address, form).status_code == 302
    late = client.post(address, form)
    assert late.status_code == 422
    assert "relisez-la" in late.content.decode()
    assert queries.conservation_rules()[procedures["marriage"].pk, "stopped"].years == 3


def test_a_shorter_rule_says_first_how_many_files_it_frees(old, archivist, procedures, sign_in):
    years_ago(old, 4)
    address = reverse("archives:conservation_rule", args=["marriage", "stopped"])
    form = {"years": 3, "outcome": "destroy", "source": "Délibération", "seen": 1}
    client = sign_in(archivist)
    asked = client.post(address, form)
    assert "1 dossier fermé pourrait" in asked.content.decode()
    assert queries.conservation_rules()[procedures["marriage"].pk, "stopped"].years == 5
    assert client.post(address, {**form, "counted": 1}).status_code == 302
    assert queries.conservation_rules()[procedures["marriage"].pk, "stopped"].years == 3


def test_the_demo_has_files_whose_time_is_over(archivist, procedures, db):
    from archives import demo

    User.objects.filter(pk=archivist.pk).update(username="archivist")
    User.objects.create(username="resident", email="resident@example.org")
    for _time in range(2):
        demo.load()
    [group] = queries.eligible(archivist)
    assert (group.rule.ending, group.count) == ("never_sent", 2)
