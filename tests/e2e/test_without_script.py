"""A resident whose browser runs no script does all there is to do."""

import pytest

from .papers import paper
from .steps import ABOUT_ME, AT_HOME, HOME, IDENTITY, TOGETHER, answer, begin, days_ago, only_case, papers_page, provide

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_without_script_a_resident_answers_gives_papers_and_consents(cast, worker):
    awa = cast("resident", java_script_enabled=False)
    begin(awa, "marriage", look=False)
    answer(awa, {**ABOUT_ME, "profession": "boulangère"}, AT_HOME, TOGETHER, look=False)
    awa.reads("Mes papiers")
    awa.follow(IDENTITY)
    awa.give(paper("carte.pdf"), document_type="identity-card")
    awa.press("Donner ce document")
    provide(awa, HOME, "facture.heic", issued_on=days_ago(3))
    worker()
    case = only_case()
    papers_page(awa, case)
    awa.reads("2 sur 5")
    awa.open(f"/fr/espace/dossiers/{case.public_id}/accord/")
    awa.press("Je suis d’accord")
    awa.reads("Merci : votre accord est noté.")
    assert case.parties.get().consented_at
