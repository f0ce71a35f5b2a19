"""The frieze says where the couple stands."""

from cases import actions as case_actions
from cases.models import Case
from tests.workflows.conftest import check, task_of
from workflows import actions
from workflows.milestones import frieze

CODES = ["file", "completeness", "examination", "banns", "date", "reconfirmation", "ceremony", "certificate"]


def states(case):
    return [step.state for step in frieze(Case.objects.get(pk=case.pk))]


def test_a_draft_is_at_its_file(draft):
    steps = frieze(draft)
    assert [step.code for step in steps] == CODES
    assert [step.state for step in steps] == ["current"] + ["next"] * 7
    assert steps[0].waiting_for == "vous"


def test_it_follows_the_case(sent, volant, registrar):
    assert states(sent) == ["done", "waiting"] + ["next"] * 6
    check(sent, volant)
    assert states(sent) == ["done", "done", "waiting"] + ["next"] * 5
    actions.examine(task=task_of(sent), actor=registrar, outcome="authentic")
    step = frieze(Case.objects.get(pk=sent.pk))[3]
    assert (step.state, step.at) == ("waiting", sent.banns.until)


def test_it_says_who_is_waited_for(sent, planned):
    here = next(step for step in frieze(planned) if step.state == "current")
    assert (here.code, here.waiting_for) == ("reconfirmation", "vous")
    here = next(step for step in frieze(planned, for_agent=True) if step.state == "current")
    assert here.waiting_for == "les usagers"


def test_a_postponement_goes_back_to_the_date(confirmed, officiant):
    actions.celebrate(task=task_of(confirmed), actor=officiant, outcome="postponed", reason="Une fuite.")
    assert states(confirmed) == ["done", "done", "done", "done", "current", "next", "next", "next"]


def test_a_closed_case_waits_for_nobody(sent, volant, alice):
    check(sent, volant)
    actions.withdraw(case=sent, actor=alice)
    assert states(sent) == ["done", "done"] + ["skipped"] * 6


def test_agents_adapt_it(sent, registrar, django_assert_num_queries):
    change = {"case": sent, "actor": registrar}
    case_actions.adjust_step(**change, change="added", milestone="examination", title="Voir l’interprète", text="")
    case_actions.adjust_step(**change, change="added", milestone="examination", title="Puis la traductrice", text="")
    case_actions.adjust_step(**change, change="explained", milestone="banns", title="", text="Dix jours, c’est la loi.")
    case_actions.adjust_step(**change, change="skipped", milestone="reconfirmation", title="", text="Pas pour vous.")
    case = Case.objects.select_related("version__procedure", "service").get(pk=sent.pk)
    with django_assert_num_queries(2):
        steps = frieze(case)
    assert [step.title for step in steps[3:5]] == ["Voir l’interprète", "Puis la traductrice"]
    by_code = {step.code: step for step in steps}
    assert by_code["banns"].explanation == "Dix jours, c’est la loi."
    assert by_code["reconfirmation"].state == "skipped"


def test_at_the_ceremony_it_is_the_elected_official_who_is_waited_for(confirmed):
    here = next(step for step in frieze(Case.objects.get(pk=confirmed.pk)) if step.code == "ceremony")
    assert (here.state, here.waiting_for) == ("waiting", "Élu·e")
