"""At the desk: somebody is found, corrected, registered, given a role; the pages that go with it, on each screen."""

import pytest

from accounts import demo
from accounts.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_counter_finds_and_corrects_a_person(cast):
    User.objects.filter(username="resident").update(birth_date="1990-05-04")
    viviane = cast("agent-volant")
    viviane.open("/agent/personnes/")
    viviane.look("counter-people")
    viviane.fill(q="Diallo")
    viviane.press("Chercher")
    person = User.objects.get(username="resident")
    viviane.open(f"/agent/personnes/{person.public_id}/")
    viviane.reads("4 mai 1990")
    viviane.look("counter-person")
    viviane.follow("Corriger le nom ou la date de naissance")
    viviane.fill(birth_date="1991-05-04", reason="seen")
    viviane.look("counter-correct")
    viviane.press("Enregistrer")
    viviane.reads("C’est corrigé.")
    assert str(User.objects.get(pk=person.pk).birth_date) == "1991-05-04"
    viviane.open("/agent/personnes/creer/")
    viviane.fill(first_name=person.first_name, last_name=person.last_name)
    viviane.press("Inscrire et préparer la carte")
    viviane.reads("Quelqu’un de ce nom est déjà inscrit")
    viviane.look("counter-twin")
    viviane.open(f"/agent/personnes/{person.public_id}/nouveau-code/")
    viviane.press("Donner un nouveau code")
    viviane.reads("Imprimer la carte")
    viviane.look("counter-slip")
    viviane.page.emulate_media(media="print")
    assert not viviane.page.locator("header").first.is_visible()
    assert not viviane.page.get_by_text("Lettre de bienvenue").is_visible()


def test_the_administration_gives_a_role_after_a_question_and_the_password(cast):
    adama = cast("admin")
    person = User.objects.get(username="resident")
    adama.open("/agent/")
    adama.page.locator("summary", has_text="Plus").click()
    adama.look("agent-more")
    adama.open(f"/agent/personnes/{person.public_id}/")
    adama.page.locator("[name=service]").select_option("accueil")
    adama.page.locator("[name=role]").select_option("reception")
    adama.press("Donner ce rôle")
    adama.look("role-asked")
    adama.press("Donner ce rôle")
    adama.page.locator("[name=password]").fill(demo.PASSWORD)
    adama.look("role-password")
    adama.press("Continuer")
    adama.reads("Le rôle est donné.")
    assert person.memberships.count() == 1
    adama.open("/agent/journal/")
    adama.look("agent-journal")
    assert adama.open("/agent/qui-voit/accorder/") == 405
    adama.look("page-405")


def test_the_agents_pages_are_put_in_arabic_from_within(cast):
    viviane = cast("agent-volant")
    viviane.open("/agent/personnes/")
    viviane.page.locator("details.menu--languages summary").click()
    viviane.look("agent-languages")
    with viviane.page.expect_navigation():
        viviane.page.get_by_role("button", name="العربية").click()
    assert viviane.page.locator("html").get_attribute("dir") == "rtl"
    viviane.look("counter-people-ar", language="ar")
