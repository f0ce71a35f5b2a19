"""Forms on paper: a resident finds hers and learns that it has changed; an agent prints one in another language."""

from cases.definitions import add_version, latest
from cases.models import Procedure

from .test_guide import PHONE


def test_a_form_is_found_and_an_old_one_is_told(town_hall, visitor):
    marriage = Procedure.objects.get(code="marriage")
    add_version(marriage, definition=latest(marriage).definition)
    awa = visitor("Awa", **PHONE)
    awa.open("/fr/demarches/marriage/?v=1")
    awa.reads("Le formulaire a changé depuis le vôtre (version 1)")
    awa.look("old-form")
    address = awa.page.locator("a[href$='/formulaire.pdf']").get_attribute("href")
    answer = awa.page.request.get(town_hall + address)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-1.7")
    awa.open("/ar/demarches/marriage/?v=2")
    awa.look("current-form-ar", language="ar")


def test_an_agent_finds_every_form(town_hall, cast):
    agent = cast("registrar")
    agent.open("/agent/formulaires/")
    agent.look("paper-forms")
    assert agent.page.locator("a[href='/bm/demarches/pacs/formulaire.pdf']").count() == 1
