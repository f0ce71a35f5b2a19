"""An editor writes, the house advises, and what the administrator decided stops."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

from gates import actions, queries, seeds
from gates.enums import Check, Level
from gates.models import Finding, Gate, Jargon
from journal.models import Entry
from tests.cms.test_cms_editing import approve, edit

pytestmark = pytest.mark.django_db
HARD = "Nonobstant votre demande, le récépissé sera transmis."


@pytest.fixture
def statement(site):
    seeds.load()
    return site("fr", "accessibilite")


def block(check):
    Gate.objects.update_or_create(check_code=check, defaults={"level": Level.BLOCK})


def test_after_a_save_an_editor_reads_how_to_say_it_kindly(statement, editor, sign_in):
    client = sign_in(editor)
    edit(client, statement, introduction=HARD)
    told = client.get(reverse("wagtailadmin_pages:edit", args=[statement.pk])).content.decode()
    assert "conseils pour ce texte" in told
    page = client.get(reverse("gates:page", args=[statement.pk])).content.decode()
    assert "malgré" in page
    assert "Notre ton, par l’exemple" in page


def test_advice_stops_nobody(statement, administrator, sign_in):
    edit(sign_in(administrator), statement, introduction=HARD, **{"action-publish": "1"})
    statement.refresh_from_db()
    assert statement.introduction == HARD
    assert Finding.objects.get(page=statement).count >= 2


def test_what_the_administrator_decided_stops_and_keeps_what_was_typed(statement, administrator, sign_in):
    block(Check.JARGON)
    answer = edit(sign_in(administrator), statement, introduction=HARD, **{"action-publish": "1"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert HARD in page
    assert "voici ce qui reste à corriger" in page
    assert "se dit peu" in page
    statement.refresh_from_db()
    assert statement.introduction != HARD


def test_it_stops_before_the_reviewers_are_asked_too(statement, editor, sign_in):
    block(Check.JARGON)
    edit(sign_in(editor), statement, introduction=HARD, **{"action-submit": "1"})
    assert statement.current_workflow_state is None


def test_it_stops_a_reviewer_who_approves_with_a_change_of_their_own(statement, editor, administrator, sign_in):
    edit(sign_in(editor), statement, introduction="Une phrase simple.", **{"action-submit": "1"})
    block(Check.JARGON)
    granted = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    edit(sign_in(administrator), statement, introduction=HARD, **granted)
    statement.refresh_from_db()
    assert statement.introduction not in (HARD, "Une phrase simple.")
    assert statement.workflow_in_progress


def test_a_draft_is_always_saved(statement, editor, sign_in):
    block(Check.JARGON)
    assert edit(sign_in(editor), statement, introduction=HARD).status_code == 302
    statement.refresh_from_db()
    assert statement.get_latest_revision_as_object().introduction == HARD


def test_many_pages_at_once_pass_the_same_gate(statement, administrator, sign_in):
    client = sign_in(administrator)
    edit(client, statement, introduction=HARD)
    block(Check.JARGON)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client.post(f"{address}?id={statement.pk}", {"include_descendants": "0"})
    statement.refresh_from_db()
    assert statement.introduction != HARD


def test_only_the_administrator_decides(statement, editor, administrator, sign_in):
    form = {"longest_sentence": 20, **{check.value: Level.ADVISE for check in Check}, Check.LINK.value: Level.BLOCK}
    assert sign_in(editor).post(reverse("gates:levels"), form).status_code == 403
    assert sign_in(administrator).post(reverse("gates:levels"), form).status_code == 302
    rules = queries.rules()
    assert (rules.longest_sentence, rules.level(Check.LINK)) == (20, Level.BLOCK)
    assert Entry.objects.filter(verb="gates.levels_decided").count() == 1


def test_a_wrong_measure_is_told_and_the_answers_stay(statement, administrator, sign_in):
    form = {"longest_sentence": 3, **{check.value: Level.OFF for check in Check}}
    answer = sign_in(administrator).post(reverse("gates:levels"), form)
    assert answer.status_code == 422
    assert queries.rules().level(Check.LINK) == Level.ADVISE


def test_a_page_that_is_not_ours_to_edit_does_not_exist(statement, registrar, editor, sign_in):
    assert sign_in(editor).get(reverse("gates:page", args=[2**31 - 1])).status_code == 404
    assert sign_in(registrar).get(reverse("gates:page", args=[statement.pk])).status_code == 404


def test_the_list_costs_the_same_with_one_page_or_three(statement, editor, sign_in):
    client = sign_in(editor)
    pages = list(Page.objects.filter(depth__gt=2, locale__language_code="fr")[:3])
    counts = []
    for number in (1, 3):
        for page in pages[:number]:
            Finding.objects.update_or_create(page=page, defaults={"language": "fr", "count": 2})
        client.get(reverse("gates:pages"))
        with CaptureQueriesContext(
            connection,
        ) as queries_made:
            assert client.get(reverse("gates:pages")).status_code == 200
        counts.append(len(queries_made))
    assert counts[0] == counts[1]


def test_reading_everything_asks_the_rules_once(statement, django_assert_max_num_queries):
    live = Page.objects.live().filter(depth__gt=1).count()
    with django_assert_max_num_queries(6 * live + 20):
        assert actions.read_everything() == live


def test_our_own_french_pages_are_plain(statement):
    """The house follows its own rules: no jargon, no page that blocks itself."""
    for page in Page.objects.live().filter(locale__language_code="fr", depth__gt=1).specific():
        hard = [each for each in queries.advice_on(page) if each.check in (Check.LINK, Check.HEADING, Check.TABLE)]
        assert hard == [], page


def test_a_word_is_listed_once(db, editor, sign_in, site):
    from django.core.exceptions import ValidationError

    seeds.load()
    with pytest.raises(ValidationError, match="déjà dans la liste"):
        Jargon(language="fr", term="NONOBSTANT", kinder="malgré").full_clean()


def test_approving_from_the_list_passes_the_same_gate(statement, editor, administrator, sign_in):
    edit(sign_in(editor), statement, introduction=HARD, **{"action-submit": "1"})
    block(Check.JARGON)
    approve(sign_in(administrator), statement)
    statement.refresh_from_db()
    assert statement.introduction != HARD
    assert statement.workflow_in_progress
