"""A newcomer is helped by the ambassador beside her: a code on her phone, a case prepared, and a stop that is one."""

import shutil
from datetime import timedelta

import pikepdf
import pytest
from django.utils import timezone

from accounts.models import User
from cases.models import Act
from mandates.models import Mandate
from notifications.models import Message

from .steps import only_case
from .visitor import PHONE, SHOTS, TOO_WIDE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PREPARE = "préparer un dossier : répondre aux questions, donner des papiers"
ON_PHONE = {"viewport": PHONE, "has_touch": True, "is_mobile": True}


def tablet(person, step):
    """Neither a phone nor a desk."""
    person.page.set_viewport_size({"width": 820, "height": 1180})
    assert person.page.evaluate(TOO_WIDE) == ""
    if SHOTS:
        person.page.screenshot(path=f"{SHOTS}/{step}-820.png", full_page=True)


def keep(path, name):
    if SHOTS:
        shutil.copy(path, f"{SHOTS}/{name}")


@pytest.fixture
def nour(cast, settings):
    settings.SMS_BACKEND = "file"
    User.objects.filter(username="newcomer").update(phone="+33611223344", phone_verified=True)
    return cast("newcomer", **ON_PHONE)


def test_a_newcomer_is_helped_with_her_case_and_stops_it(nour, cast, worker):
    nour.open("/ar/demarches/pacs/")
    nour.page.locator("main form[method=post] button").first.click()
    nour.page.wait_for_url("**/questions/")
    case = only_case()
    moussa = cast("ambassador")
    moussa.open("/fr/espace/aide/")
    moussa.follow("Aider quelqu’un à côté de moi")
    moussa.fill(whom="06 11 22 33 44", until=(timezone.localdate() + timedelta(days=30)).isoformat())
    for label in (PREPARE, "lire et écrire les messages d’un dossier"):
        moussa.page.get_by_label(label).check()
    moussa.page.get_by_label("tous ses dossiers").check()
    moussa.look("mandate-ask")
    moussa.press("Envoyer le code")
    worker()
    text = Message.objects.get(kind="mandate_code")
    assert (text.language, text.phone) == ("ar", "+33611223344")
    moussa.fill(code=text.context["code"])
    moussa.look("mandate-code")
    moussa.press("Valider")
    moussa.look("mandate-room")
    moussa.follow("Ses dossiers")
    moussa.look("mandate-cases")
    moussa.follow(f"Ouvrir : {case.number}")
    moussa.look("mandate-case")
    moussa.follow("Répondre")
    moussa.look("mandate-questions")
    moussa.fill(nationality="french", birth_record="france", previous="none")
    moussa.press("Enregistrer et continuer")
    line = Act.objects.get(verb="case.prepared")
    assert (line.author.username, line.on_behalf_of.username) == ("ambassador", "newcomer")
    moussa.open(f"/fr/espace/dossiers/{case.public_id}/pieces/")
    moussa.look("mandate-papers")
    moussa.open(f"/fr/espace/dossiers/{case.public_id}/")
    moussa.page.locator("[name=text]").fill("Nour aura besoin d’un interprète.")
    moussa.press("Ajouter")
    moussa.reads("Moussa Traoré, pour Nour Haddad")
    moussa.look("mandate-case-written")
    tablet(moussa, "mandate-case-written")
    moussa.page.locator("[name=text]").fill("Ce mot est long, et écrit avec soin.")
    nour.open(f"/ar/espace/dossiers/{case.public_id}/")
    for name in ("Moussa Traoré", "Nour Haddad"):
        nour.reads(name)
    nour.look("mandate-ar-case", language="ar")
    nour.open("/ar/espace/aide/")
    nour.look("mandate-ar-helped", language="ar")
    nour.open(f"/ar/espace/aide/{Mandate.objects.get().public_id}/")
    nour.look("mandate-ar-done", language="ar")
    nour.open("/ar/espace/aide/")
    nour.page.locator("a.button--danger").click()
    nour.page.wait_for_url("**/arreter/")
    nour.look("mandate-ar-stop", language="ar")
    nour.page.locator("main button.button--danger").click()
    nour.page.wait_for_url("**/aide/")
    moussa.press("Ajouter")
    moussa.reads("L’aide est arrêtée")
    assert "Ce mot est long" in moussa.page.locator("textarea").input_value()
    assert "Nour" not in moussa.text()
    moussa.look("mandate-ended")
    moussa.follow("Qui j’aide")
    moussa.look("mandate-list")
    assert not Act.objects.filter(text__contains="long").exists()


def test_one_asks_for_help_and_chooses_what_and_until_when(draft_of_awa, cast):
    awa = cast("resident", **ON_PHONE)
    awa.open("/fr/espace/aide/")
    awa.look("help-empty")
    awa.follow("Demander de l’aide à quelqu’un")
    awa.fill(to="ambassador@example.org")
    awa.press("Demander")
    awa.reads("Choisissez une réponse")
    awa.look("help-mistake")
    awa.page.get_by_label(PREPARE).check()
    awa.page.get_by_label(draft_of_awa.number).check()
    awa.press("Demander")
    awa.look("help-asked")
    moussa = cast("ambassador", viewport={"width": 820, "height": 1180})
    moussa.open("/fr/espace/aide/")
    moussa.press("J’accepte")
    moussa.reads(draft_of_awa.number)
    moussa.look("help-accepted")
    tablet(moussa, "help-accepted")


def test_the_desk_prints_what_was_chosen_and_notes_it(draft_of_awa, cast):
    viviane = cast("agent-volant")
    person = User.objects.get(username="resident")
    viviane.open(f"/agent/personnes/{person.public_id}/mandat/")
    viviane.fill(to="ambassador@example.org", why="Son dossier de mariage")
    viviane.page.get_by_label(PREPARE).check()
    viviane.page.get_by_label("tous ses dossiers").check()
    viviane.look("desk-record")
    tablet(viviane, "desk-record")
    with viviane.page.expect_download() as told:
        viviane.page.get_by_role("button", name="Imprimer à signer").click()
    with pikepdf.open(told.value.path()) as form:
        assert len(form.pages) == 1
    keep(told.value.path(), "form-to-sign.pdf")
    viviane.page.locator("[name=way][value=in_person]").check()
    viviane.page.locator("[name=identity]").select_option("passport")
    viviane.press("Noter ce mandat")
    viviane.reads("Le mandat est noté")
    assert Mandate.objects.in_force().get().everything == ["cases"]


@pytest.fixture
def draft_of_awa(town_hall):
    from cases import actions
    from cases.models import Procedure

    awa = User.objects.get(username="resident")
    return actions.start_case(procedure=Procedure.objects.get(code="marriage"), actor=awa)
