"""Shipped procedures: sound, complete in six languages, versions never changed."""

import copy

import pytest

from cases import definitions
from cases.definitions import InvalidDefinition
from cases.models import Procedure, ProcedureVersion
from cases.requirements import needed
from ui import pictograms


@pytest.fixture(scope="module")
def marriage():
    return definitions.read("marriage")


@pytest.mark.parametrize("code", definitions.SHIPPED)
def test_what_is_shipped_is_sound_and_in_six_languages(code):
    definition = definitions.read(code)
    assert set(definition["names"]) == set(definition["summaries"]) == set(definitions.LANGUAGES)


def test_publishing_again_makes_no_new_version(procedures):
    definitions.ensure_procedures()
    assert ProcedureVersion.objects.count() == len(definitions.SHIPPED) == Procedure.objects.count()


def test_a_changed_definition_makes_a_new_version_and_leaves_the_old_one(procedures, draft, marriage):
    changed = copy.deepcopy(marriage)
    changed["requirements"] = [item for item in changed["requirements"] if item["code"] != "proof-of-address"]
    definitions.publish(changed)
    assert definitions.latest(procedures["marriage"]).number == 2
    draft.refresh_from_db()
    assert draft.version.number == 1
    assert draft.version.definition == marriage


def test_settings_of_the_town_hall_stay_when_published_again(procedures, marriage):
    Procedure.objects.filter(code="marriage").update(settings={"banns_days": 12})
    definitions.publish(marriage)
    assert Procedure.objects.get(code="marriage").settings == {"banns_days": 12}


@pytest.mark.parametrize(
    ("break_it", "sentence"),
    [
        (lambda d: d["questions"].append(d["questions"][0]), "there twice"),
        (lambda d: d["questions"][0].update(kind="colour"), "kind"),
        (lambda d: d["questions"][0]["label"].pop("bm"), "missing in bm"),
        (lambda d: d["requirements"][0].update(when={"question": "nobody", "is": 1}), "not asked before"),
        (lambda d: d["requirements"][-1].update(when={"question": "town", "is": "x"}), "common paper"),
        (lambda d: d["requirements"].append(d["requirements"][0]), "twice"),
        (lambda d: d["requirements"][0].update(document_type=""), "document type"),
    ],
)
def test_a_wrong_definition_is_refused_with_its_place(marriage, break_it, sentence):
    wrong = copy.deepcopy(marriage)
    break_it(wrong)
    with pytest.raises(InvalidDefinition, match=sentence):
        definitions.validate(wrong)


def test_an_unknown_condition_is_refused():
    with pytest.raises(ValueError, match="unknown condition"):
        definitions.questions_in({"question": "x", "above": 3})


# Answers to papers: the truth table

ALWAYS = {"identity", "birth-record", "proof-of-address", "witness-1", "witness-2"}


@pytest.mark.parametrize(
    ("common", "own", "more"),
    [
        ({}, {}, set()),
        ({}, {"nationality": "french"}, set()),
        ({}, {"nationality": "eu"}, {"custom-certificate", "celibacy-certificate"}),
        ({}, {"nationality": "other"}, {"custom-certificate", "celibacy-certificate"}),
        ({}, {"previous": "none"}, set()),
        ({}, {"previous": "pacs"}, set()),
        ({}, {"previous": "divorced"}, {"divorce-record"}),
        ({}, {"previous": "divorced", "divorce_on_record": False}, {"divorce-record"}),
        ({}, {"previous": "divorced", "divorce_on_record": True}, set()),
        ({}, {"previous": "none", "divorce_on_record": False}, set()),
        ({}, {"previous": "widowed"}, {"death-record"}),
        ({}, {"housing": "hosted"}, {"hosting"}),
        ({}, {"arrondissement": "parent"}, {"parent-address"}),
        ({}, {"protected": True}, {"guardian"}),
        ({}, {"interpreter": True}, {"interpreter-certificate"}),
        ({"children": True}, {}, {"family-book"}),
        ({"contract": True}, {}, {"notarial-certificate"}),
        ({"witnesses": "3"}, {}, {"witness-3"}),
        ({"witnesses": "4"}, {}, {"witness-3", "witness-4"}),
        ({"contract": True}, {"housing": "hosted", "protected": True}, {"notarial-certificate", "hosting", "guardian"}),
    ],
)
def test_papers_follow_the_answers(marriage, common, own, more):
    assert {item.code for item in needed(marriage, common, own)} == ALWAYS | more


@pytest.mark.parametrize(("born", "days"), [("france", 92), ("nantes", 92), ("abroad", 183), (None, 92)])
def test_a_birth_record_from_abroad_may_be_six_months_old(marriage, born, days):
    own = {"birth_record": born} if born else {}
    (record,) = [item for item in needed(marriage, {}, own) if item.code == "birth-record"]
    assert record.max_age_days == days


def test_a_pacs_asks_for_its_own_papers():
    asked = {item.code for item in needed(definitions.read("pacs"), {}, {"nationality": "other"})}
    assert asked == {
        "identity", "birth-record", "custom-certificate", "non-pacs", "pacs-declaration", "pacs-convention"
    }  # fmt: skip


def test_every_paper_is_of_a_known_type(procedures, marriage):
    from vault.models import DocumentType

    known = set(DocumentType.objects.values_list("code", flat=True))
    for code in definitions.SHIPPED:
        for item in definitions.read(code)["requirements"]:
            assert {item["document_type"], *item.get("or_types", [])} <= known


def test_every_paper_asked_for_has_a_picture_of_its_own():
    """The list of papers is read by its pictures too."""
    asked = {item["document_type"] for code in definitions.SHIPPED for item in definitions.read(code)["requirements"]}
    assert {code for code in asked if not pictograms.strokes(code)} == set()
