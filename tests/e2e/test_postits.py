"""A reader leaves a note on a paragraph, an agent answers, and the page shows it."""

import pytest

from postits.models import Note

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"viewport": {"width": 390, "height": 844}}
QUESTION, ANSWER = "هل أحتاج إلى موعد مسبق؟", "لا، تعالوا متى شئتم في أوقات العمل."


@pytest.mark.usefixtures("public_site")
def test_a_reader_of_arabic_asks_and_the_town_hall_answers(visitor, cast, worker, mailoutbox):
    nour = visitor("Nour", **PHONE)
    nour.open("/ar/bonjour/se-marier/")
    nour.look("postits-ar-page", language="ar")
    nour.page.locator(".postits__leave").nth(2).click()
    nour.page.wait_for_url("**/ar/mots/**")
    nour.look("postits-ar-form", language="ar")
    nour.page.locator("main form button").click()
    nour.page.locator("#errors").wait_for()
    nour.look("postits-ar-errors", language="ar")
    nour.fill(kind="question", text=QUESTION, email="nour@example.org")
    nour.page.locator("main form button").click()
    nour.page.wait_for_url("**/merci/")
    nour.look("postits-ar-thanks", language="ar")

    editor = cast("editor")
    editor.open("/agent/")
    editor.page.get_by_role("link", name="mot laissé par des lecteurs").click()
    editor.reads(QUESTION)
    editor.look("postits-tray")
    editor.page.get_by_role("link", name="Ouvrir et répondre").click()
    editor.page.wait_for_url("**/agent/post-its/*-*/")
    editor.look("postits-note")
    editor.fill(answer=ANSWER)
    editor.press("Répondre")
    editor.reads("La réponse est enregistrée.")

    nour.open("/ar/bonjour/se-marier/")
    nour.page.locator(".postits__notes summary").click()
    nour.reads(QUESTION)
    nour.reads(ANSWER)
    nour.look("postits-ar-answered", language="ar")
    worker()
    [letter] = [mail for mail in mailoutbox if mail.to == ["nour@example.org"]]
    assert ANSWER in letter.body


@pytest.mark.usefixtures("public_site")
def test_a_resident_says_the_same_and_editors_open_a_discussion(cast):
    awa, editor = cast("resident"), cast("editor")
    awa.open("/fr/bonjour/se-marier/")
    awa.page.locator(".postits__leave").first.click()
    awa.page.wait_for_url("**/fr/mots/**")
    awa.look("postits-fr-form")
    awa.fill(kind="tip", text="Appelez le 01 44 52 29 19, c’est plus court.")
    awa.press("Envoyer mon mot")
    awa.look("postits-fr-warned")
    awa.fill(text="Venez le mardi matin, l’attente est courte.")
    awa.press("Envoyer mon mot")
    awa.follow("Voir mes mots")
    awa.look("postits-mine")
    note = Note.objects.get()
    editor.open(f"/agent/post-its/{note.public_id}/")
    with editor.page.expect_navigation():
        editor.page.get_by_role("button", name="Publier ce mot").click()
    editor.look("postits-tray-empty")
    editor.open(f"/agent/post-its/pages/{note.page_id}/")
    editor.fill(notes="on", discussion_from="2020-01-01")
    editor.look("postits-opening")
    editor.press("Enregistrer")
    editor.look("postits-pages")

    camille = cast("resident2", java_script_enabled=False)
    camille.open("/fr/bonjour/se-marier/")
    camille.page.locator(".postits__leave").nth(3).click()
    camille.fill(kind="question", text="Et si nous habitons Lille ?")
    camille.press("Envoyer mon mot")
    camille.reads("Merci pour votre mot")
    camille.follow("Revenir à la page")
    camille.page.locator(".postits__notes summary").click()
    with camille.page.expect_navigation():
        camille.page.get_by_role("button", name="Moi aussi").click()
    camille.page.locator(".postits__notes summary").click()
    camille.reads("1 personne dit « moi aussi »")
    camille.reads("Personne n’a encore donné son avis.")
    awa.open("/fr/bonjour/se-marier/")
    awa.page.locator(".postits__notes summary").click()
    awa.look("postits-fr-page")
    editor.open("/agent/post-its/souvent/")
    editor.look("postits-recurrent")
