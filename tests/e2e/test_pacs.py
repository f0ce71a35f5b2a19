"""A PACS, from the first question to the certificate, at a walking pace."""

import pytest

from cases.enums import CaseState

from .steps import (
    ABOUT_ME,
    BIRTH,
    IDENTITY,
    agree,
    answer,
    begin,
    book,
    case_page,
    days_ago,
    decide,
    judge,
    only_case,
    papers_page,
    provide,
    reconfirm,
    take,
    the_day_comes,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HELP = {"protected": "no", "interpreter": "no"}


def test_a_pacs_goes_to_its_certificate(cast, letters, worker):
    awa, camille = cast("resident"), cast("resident2")
    begin(awa, "pacs")
    answer(awa, ABOUT_ME, HELP, {"residence": "yes"}, look=False)
    case = only_case()
    awa.open(f"/fr/espace/dossiers/{case.public_id}/inviter/")
    awa.fill(email="resident2@example.org")
    awa.press("Envoyer l’invitation")
    camille.open(letters("resident2@example.org", r"http\S+/invitation/\S+"))
    camille.press("Oui, je rejoins le dossier")
    answer(camille, ABOUT_ME, HELP, look=False)
    for person in (awa, camille):
        papers_page(person, case)
        provide(person, IDENTITY, "passeport.jpg", document_type="passport")
        provide(person, BIRTH, "naissance.pdf", issued_on=days_ago(9))
    provide(awa, "La déclaration de PACS", "declaration.pdf")
    provide(awa, "La convention de PACS", "convention.pdf")
    worker()
    agree(awa, case)
    agree(camille, case)
    camille.press("Envoyer le dossier")

    volant = cast("agent-volant")
    take(volant, case)
    judge(volant)
    registrar = cast("registrar")
    take(registrar, case)
    decide(registrar, "authentic")
    book(camille, case)
    reconfirm(awa, case)
    reconfirm(camille, case)
    the_day_comes(case)
    take(registrar, case)
    decide(registrar, "held")

    case_page(awa, case)
    awa.look("pacs-done")
    assert awa.save("Télécharger le certificat").startswith(b"%PDF")
    case.refresh_from_db()
    assert case.state == CaseState.DONE
