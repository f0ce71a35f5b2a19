"""What a procedure asks, changed by staff: a new version each time, running cases keep theirs, nothing undoes it."""

import copy

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cases import actions, definitions
from cases.actions.procedures import ChangedMeanwhile
from cases.definitions import latest
from cases.requirements import needed
from cases.revisions import all_rules, rules_of
from journal.models import Entry
from vault import kinds
from vault.models import DocumentType

PAPER = "proof-of-address"


@pytest.fixture
def marriage(procedures):
    return procedures["marriage"]


def rules(procedure, code=PAPER):
    return copy.deepcopy(all_rules(latest(procedure).definition)[code])


def change(procedure, actor, **said):
    changed = {**rules(procedure), **said}
    seen = latest(procedure).number
    return actions.change_rules(
        procedure=procedure, actor=actor, seen=seen, requirement=PAPER, rules=changed, reason="Décision du maire"
    )


def asked(version, code=PAPER):
    return next(item for item in needed(version.definition, {}, {}) if item.code == code)


def test_a_change_is_a_new_version_and_running_cases_keep_theirs(marriage, draft, lead, benoit):
    made = change(marriage, lead, ages=[{"when": None, "days": 30}], types=["energy-bill", "rent-receipt"])
    assert (made.number, made.author, made.reason) == (2, lead, "Décision du maire")
    assert (asked(made).max_age_days, asked(made).document_types) == (30, ("energy-bill", "rent-receipt"))
    draft.refresh_from_db()
    assert asked(draft.version).max_age_days == 90
    assert actions.start_case(procedure=marriage, actor=benoit).version == made
    entry = Entry.objects.get(verb="procedure.changed")
    assert entry.data["before"]["ages"] == [{"when": None, "days": 90}]
    assert entry.data["after"]["types"] == ["energy-bill", "rent-receipt"]


def test_nothing_changed_makes_no_version(marriage, lead):
    assert change(marriage, lead) is None
    assert latest(marriage).number == 1


def test_the_next_start_of_the_site_does_not_undo_it(marriage, lead):
    change(marriage, lead, ages=[{"when": None, "days": 30}])
    definitions.ensure_procedures()
    assert latest(marriage).number == 2
    assert asked(latest(marriage)).max_age_days == 30


def test_a_new_shipped_text_keeps_what_the_town_hall_chose(marriage, lead):
    change(marriage, lead, ages=[{"when": None, "days": 30}])
    shipped = definitions.read("marriage")
    shipped["requirements"] = [item for item in shipped["requirements"] if item["code"] != "guardian"]
    definitions.publish(shipped)
    now = latest(marriage)
    assert (now.number, now.author) == (3, None)
    assert "guardian" not in all_rules(now.definition)
    assert asked(now).max_age_days == 30
    definitions.publish(shipped)
    assert latest(marriage).number == 3


def test_a_choice_about_a_paper_no_longer_asked_is_dropped(marriage, lead):
    change(marriage, lead, ages=[])
    shipped = definitions.read("marriage")
    shipped["requirements"] = [item for item in shipped["requirements"] if item["code"] != PAPER]
    definitions.publish(shipped)
    assert latest(marriage).changes == {}


def test_going_back_is_a_new_version_with_the_very_same_text(marriage, lead):
    first = latest(marriage).definition
    change(marriage, lead, ages=[], types=["energy-bill"])
    made = actions.restore_rules(procedure=marriage, actor=lead, seen=2, number=1, reason="Erreur")
    assert (made.number, made.definition, made.changes) == (3, first, {})
    assert Entry.objects.get(verb="procedure.restored").data["like"] == 1


def test_who_decided_on_an_older_version_is_told(marriage, lead, administrator):
    change(marriage, lead, ages=[])
    with pytest.raises(ChangedMeanwhile):
        actions.restore_rules(procedure=marriage, actor=administrator, seen=1, number=1, reason="x")


@pytest.mark.parametrize("who", ["registrar", "housing_lead", "alice"])
def test_nobody_else_changes_what_is_asked(who, marriage, request):
    with pytest.raises(PermissionDenied):
        change(marriage, request.getfixturevalue(who), ages=[])
    assert latest(marriage).number == 1


def typed(procedure, **more):
    item = next(item for item in latest(procedure).definition["requirements"] if item["code"] == PAPER)
    said = rules_of(item)
    examples = {f"example_{language}": text for language, text in said["example"].items()}
    return {"types": said["types"], "age_0": 90, "reason": "Loi", "seen": latest(procedure).number, **examples, **more}


def test_the_page_shows_the_difference_then_publishes_and_the_public_page_follows(marriage, lead, sign_in):
    agent = sign_in(lead)
    address = reverse("cases:requirement_rules", args=["marriage", PAPER])
    assert 'dir="rtl"' in agent.get(address).content.decode()
    said = typed(marriage, age_0=45, example_fr="De moins de 45 jours.")
    dry = agent.post(address, said)
    page = dry.content.decode()
    assert "moins de 90 jours" in page
    assert "moins de 45 jours" in page
    assert latest(marriage).number == 1
    assert agent.post(address, {**said, "confirmed": "yes"}).status_code == 302
    with translation.override("fr"):
        public = Client().get(reverse("cases:procedure", args=["marriage"])).content.decode()
    assert "De moins de 45 jours." in public
    history = agent.get(reverse("cases:procedure_rules", args=["marriage"])).content.decode()
    assert "Louise" in history
    stale = agent.post(address, {**said, "age_0": 50, "confirmed": "yes"})
    assert stale.status_code == 409
    back = agent.post(reverse("cases:procedure_version", args=["marriage", 1]), {"reason": "Erreur", "seen": 2})
    assert back.status_code == 302
    assert asked(latest(marriage)).max_age_days == 90


def test_what_is_accepted_comes_first_and_a_new_age_asks_to_read_the_sentences_again(marriage, lead, sign_in):
    agent, address = sign_in(lead), reverse("cases:requirement_rules", args=["marriage", PAPER])
    chosen = ["energy-bill", *rules(marriage)["types"]]
    older = agent.post(address, typed(marriage, age_0=45, types=chosen))
    page, form = older.content.decode(), older.context["form"]
    first = [code for code, _name in form.fields["types"].choices][: len(chosen)]
    assert set(first) == set(chosen)
    assert "L’âge change, mais pas l’explication" in page
    assert '<details class="disclosure" id="examples" open>' in page
    assert page.index("Oui, publier") < page.index('name="types"')

    said = typed(marriage, age_0=45, example_fr="De moins de 45 jours.")
    page = agent.post(address, said).content.decode()
    assert "L’âge change, mais pas l’explication" not in page
    assert '<details class="disclosure" id="examples">' in page


def test_a_version_says_what_it_asks_the_newest_one_too(marriage, lead, sign_in):
    page = sign_in(lead).get(reverse("cases:procedure_version", args=["marriage", 1])).content.decode()
    assert "moins de 90 jours" in page
    assert "sinon, moins de" in page  # a birth record of elsewhere may be older
    change(marriage, lead, ages=[{"when": None, "days": 30}])
    newest = sign_in(lead).get(reverse("cases:procedure_version", args=["marriage", 2])).content.decode()
    assert "moins de 30 jours" in newest.partition("Ce qui change")[2]
    assert (
        "moins de 90 jours"
        in sign_in(lead).get(reverse("cases:procedure_version", args=["marriage", 1])).content.decode()
    )


@pytest.mark.parametrize("wrong", [{"types": []}, {"types": ["spaceship"]}, {"age_0": "-3"}, {"reason": ""}])
def test_a_mistake_is_said_and_publishes_nothing(marriage, lead, sign_in, wrong):
    address = reverse("cases:requirement_rules", args=["marriage", PAPER])
    answer = sign_in(lead).post(address, {**typed(marriage), **wrong, "confirmed": "yes"})
    assert answer.status_code == 422
    assert latest(marriage).number == 1


def test_the_lists_cost_the_same_however_many_versions(marriage, lead, sign_in):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    agent, counts = sign_in(lead), []
    for _time in range(3):
        with CaptureQueriesContext(connection) as seen:
            agent.get(reverse("cases:procedure_rules", args=["marriage"]))
        counts.append(len(seen))
        change(marriage, lead, ages=[{"when": None, "days": 10 + len(counts)}])
    assert counts[1] == counts[2]


def test_the_page_cache_forgets_with_a_new_version(marriage, lead):
    from cms import memory
    from cms.models import Edition

    memory.renew()
    before = Edition.objects.get(pk=1).stamp
    change(marriage, lead, ages=[])
    assert Edition.objects.get(pk=1).stamp != before


def test_live_cases_are_counted(couple, paper, alice):
    from cases.models import Piece

    version = paper(alice, "proof-of-address")
    Piece.objects.filter(case=couple, requirement="proof-of-address", party__user=alice).update(version=version)
    assert kinds.reach_of(version.document.type, 10).cases == 1


def test_a_kind_that_a_procedure_asks_for_stays_in_use(procedures, administrator, sign_in):
    kind = DocumentType.objects.get(code="birth-record")
    answer = sign_in(administrator).post(reverse("vault:use_kind", args=[kind.code]), {"verb": "retire"})
    assert answer.status_code == 409
    assert DocumentType.objects.get(pk=kind.pk).is_used
